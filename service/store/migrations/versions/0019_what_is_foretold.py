"""Forecasts kept beside what came, and the seasons of matters."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_MONTH = sa.String(length=7)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "forecast",
        sa.Column("origin", _MONTH, nullable=False),
        sa.Column("topic", _CODE, nullable=False),
        sa.Column("area", _CODE, nullable=False),
        sa.Column("month", _MONTH, nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("naive", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_replayed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "topic", "area", "month", name=op.f("pk_forecast")),
    )
    op.create_index(op.f("ix_forecast_topic_area_month"), "forecast", ["topic", "area", "month"])
    op.create_table(
        "season",
        sa.Column("origin", _MONTH, nullable=False),
        sa.Column("topic", _CODE, nullable=False),
        sa.Column("body", JSON_DATA, nullable=False),
        sa.PrimaryKeyConstraint("origin", "topic", name=op.f("pk_season")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("season")
    op.drop_table("forecast")
