"""Duties of an agenda item, with what units report."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "agenda_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("lead", _CODE, nullable=False),
        sa.Column("co_units", JSON_DATA, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("supervised", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_duty_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_duty")),
    )
    op.create_index(op.f("ix_agenda_duty_item_id"), "agenda_duty", ["item_id"])
    op.create_index(op.f("ix_agenda_duty_lead"), "agenda_duty", ["lead"])
    op.create_index(op.f("ix_agenda_duty_status"), "agenda_duty", ["status"])
    op.create_table(
        "agenda_duty_step",
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", _CODE, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("actor_unit", _CODE, nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["agenda_duty.id"], name=op.f("fk_agenda_duty_step_duty_id")
        ),
        sa.PrimaryKeyConstraint("duty_id", "seq", name=op.f("pk_agenda_duty_step")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("agenda_duty_step")
    op.drop_table("agenda_duty")
