"""Editions of the monthly report, with their steps."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("figures", JSON_DATA, nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("figures_at", _AT, nullable=False),
        sa.Column("texts", JSON_DATA, nullable=False),
        sa.Column("files", JSON_DATA, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("signed_at", _AT, nullable=True),
        sa.Column("signed_by", _CODE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_edition_month_number")),
    )
    op.create_table(
        "edition_step",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", _CODE, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("source", _CODE, nullable=True),
        sa.Column("target", _CODE, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("data", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_step_edition_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "seq", name=op.f("pk_edition_step")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("edition_step")
    op.drop_table("edition")
