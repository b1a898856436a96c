"""Findings of poor handling, and how people judged them."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "handling_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pattern", _CODE, nullable=False),
        sa.Column("unit", _CODE, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("open_mark", sa.String(length=200), nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("figures", JSON_DATA, nullable=False),
        sa.Column("evidence", JSON_DATA, nullable=False),
        sa.Column("dismissal", _CODE, nullable=False),
        sa.Column("phrases", JSON_DATA, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", _AT, nullable=True),
        sa.Column("decided_by", _CODE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling_finding")),
        sa.UniqueConstraint("open_mark", name=op.f("uq_handling_finding_open_mark")),
    )
    op.create_index(op.f("ix_handling_finding_state"), "handling_finding", ["state"])
    op.create_index(op.f("ix_handling_finding_unit"), "handling_finding", ["unit"])


def downgrade() -> None:
    """One step back."""
    op.drop_table("handling_finding")
