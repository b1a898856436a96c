"""Editions of special reports: written in and signed like those of a month."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_OLD, _NEW = "uq_edition_month_number", "uq_edition_month_special_id_number"


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("edition") as edition:
        edition.add_column(
            sa.Column("special_id", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    with op.batch_alter_table("edition") as edition:
        edition.alter_column("special_id", server_default=None)
        edition.drop_constraint(op.f(_OLD), type_="unique")
        edition.create_unique_constraint(op.f(_NEW), ["month", "special_id", "number"])


def downgrade() -> None:
    """One step back; editions of special reports are gone with it."""
    ours = "(select id from edition where special_id <> 0)"
    op.execute(f"delete from edition_step where edition_id in {ours}")  # noqa: S608
    op.execute("delete from edition where special_id <> 0")
    with op.batch_alter_table("edition") as edition:
        edition.drop_constraint(op.f(_NEW), type_="unique")
        edition.create_unique_constraint(op.f(_OLD), ["month", "number"])
        edition.drop_column("special_id")
