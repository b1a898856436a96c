"""Who is calling which caller now, and the samples of closed orders that are called again."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_NAME = sa.String(length=200)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "call_claim",
        sa.Column("no", _CODE, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("until", _AT, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_call_claim")),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("no", _CODE, nullable=False),
        sa.Column("unit", _CODE, nullable=False),
        sa.Column("clerk_id", sa.Integer(), nullable=False),
        sa.Column("clerk_name", _NAME, nullable=False),
        sa.Column("ending", _CODE, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("drawn_at", _AT, nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("before", JSON_DATA, nullable=False),
        sa.Column("answers", JSON_DATA, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("inspected_at", _AT, nullable=True),
        sa.Column("inspector_id", sa.Integer(), nullable=True),
        sa.Column("inspector_name", _NAME, nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_inspection_no_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("month", "kind", "no", name=op.f("uq_inspection_month_kind_no")),
    )
    op.create_index(op.f("ix_inspection_kind_state"), "inspection", ["kind", "state"])


def downgrade() -> None:
    """One step back."""
    op.drop_table("inspection")
    op.drop_table("call_claim")
