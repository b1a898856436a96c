"""Comparisons frozen before the meeting, and what they say each month."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "agenda_plan",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.Column("body", JSON_DATA, nullable=False),
        sa.Column("hash", _CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_plan_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", "seq", name=op.f("pk_agenda_plan")),
    )
    op.create_table(
        "agenda_effect",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("body", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_effect_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", "month", name=op.f("pk_agenda_effect")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("agenda_effect")
    op.drop_table("agenda_plan")
