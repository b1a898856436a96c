"""What people write into the paper of an agenda item."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "agenda_paper",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("body", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_paper_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", "version", name=op.f("pk_agenda_paper")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("agenda_paper")
