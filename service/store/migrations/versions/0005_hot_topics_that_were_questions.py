"""How many requests of a hot topic were answered at first contact."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("hot_topic") as batch_op:
        batch_op.add_column(sa.Column("answered", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("hot_topic") as batch_op:
        batch_op.alter_column("answered", server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("hot_topic") as batch_op:
        batch_op.drop_column("answered")
