"""When the key of another system was used last.

Revision ID: 0030
"""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("key") as key:
        key.add_column(sa.Column("used_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("key") as key:
        key.drop_column("used_at")
