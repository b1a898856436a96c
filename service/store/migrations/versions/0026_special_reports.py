"""Reports that people ask for, and the briefs of the weeks."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "special_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("scope", JSON_DATA, nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("asked_by", _CODE, nullable=False),
        sa.Column("made_at", _AT, nullable=True),
        sa.Column("paper", JSON_DATA, nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("packed", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_report")),
        sa.UniqueConstraint("week", name=op.f("uq_special_report_week")),
    )
    op.create_index(op.f("ix_special_report_state"), "special_report", ["state"])


def downgrade() -> None:
    """One step back."""
    op.drop_index(op.f("ix_special_report_state"), table_name="special_report")
    op.drop_table("special_report")
