"""The problem list and the supervision list with their letters, and how long work usually takes."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("unit", _CODE, nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("source", _CODE, nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("letter_no", _CODE, nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("second_look_on", sa.Date(), nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entry")),
    )
    op.create_index(op.f("ix_list_entry_state_due_on"), "list_entry", ["state", "due_on"])
    op.create_index(op.f("ix_list_entry_unit_state"), "list_entry", ["unit", "state"])
    op.create_table(
        "list_entry_ticket",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("no", _CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["list_entry.id"], name=op.f("fk_list_entry_ticket_entry_id")
        ),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_list_entry_ticket_no")),
        sa.PrimaryKeyConstraint("entry_id", "no", name=op.f("pk_list_entry_ticket")),
    )
    op.create_index(op.f("ix_list_entry_ticket_no"), "list_entry_ticket", ["no"])
    op.create_table(
        "list_step",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", _CODE, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("actor_unit", _CODE, nullable=False),
        sa.Column("source", _CODE, nullable=True),
        sa.Column("target", _CODE, nullable=False),
        sa.Column("data", JSON_DATA, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["list_entry.id"], name=op.f("fk_list_step_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "seq", name=op.f("pk_list_step")),
    )
    op.create_table(
        "letter",
        sa.Column("no", _CODE, nullable=False),
        sa.Column("unit", _CODE, nullable=False),
        sa.Column("issued_at", _AT, nullable=False),
        sa.Column("content", JSON_DATA, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_letter")),
    )
    op.create_table(
        "pace",
        sa.Column("unit", _CODE, nullable=False),
        sa.Column("topic", _CODE, nullable=False),
        sa.Column("clock", _CODE, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("median", sa.Double(), nullable=False),
        sa.Column("p80", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "topic", "clock", name=op.f("pk_pace")),
    )


def downgrade() -> None:
    """One step back."""
    for table in ("pace", "letter", "list_step", "list_entry_ticket", "list_entry"):
        op.drop_table(table)
