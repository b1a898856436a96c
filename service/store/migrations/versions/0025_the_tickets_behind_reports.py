"""The tickets behind the numbers of a month's report."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "report_sets",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("packed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", "data_hash", name=op.f("pk_report_sets")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("report_sets")
