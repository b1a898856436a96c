"""Matters across borders with their joint sessions, and precedents."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("crossings", JSON_DATA, nullable=False),
        sa.Column("topic", _CODE, nullable=False),
        sa.Column("area", _CODE, nullable=False),
        sa.Column("opened_at", _AT, nullable=False),
        sa.Column("opened_by", _CODE, nullable=False),
        sa.Column("answer_by", _AT, nullable=True),
        sa.Column("session_no", _CODE, nullable=False),
        sa.Column("clock_at", _AT, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("body", JSON_DATA, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
    )
    op.create_index(op.f("ix_matter_opened_at"), "matter", ["opened_at"])
    op.create_index(op.f("ix_matter_status"), "matter", ["status"])
    op.create_table(
        "matter_ticket",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("no", _CODE, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_matter_ticket_no")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_ticket_matter_id")
        ),
        sa.PrimaryKeyConstraint("matter_id", "no", name=op.f("pk_matter_ticket")),
    )
    op.create_index(op.f("ix_matter_ticket_no"), "matter_ticket", ["no"])
    op.create_table(
        "matter_unit",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("unit", _CODE, nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_unit_matter_id")
        ),
        sa.PrimaryKeyConstraint("matter_id", "unit", name=op.f("pk_matter_unit")),
    )
    op.create_index(op.f("ix_matter_unit_unit"), "matter_unit", ["unit"])
    op.create_table(
        "matter_step",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", _CODE, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("actor_unit", _CODE, nullable=False),
        sa.Column("source", _CODE, nullable=True),
        sa.Column("target", _CODE, nullable=False),
        sa.Column("data", JSON_DATA, nullable=False),
        sa.Column("hash", _CODE, nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_step_matter_id")
        ),
        sa.PrimaryKeyConstraint("matter_id", "seq", name=op.f("pk_matter_step")),
    )
    op.create_table(
        "precedent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", _CODE, nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("topic", _CODE, nullable=False),
        sa.Column("lead", _CODE, nullable=False),
        sa.Column("co_units", JSON_DATA, nullable=False),
        sa.Column("area", _CODE, nullable=False),
        sa.Column("words", JSON_DATA, nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", _CODE, nullable=False),
        sa.Column("why_ended", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_precedent_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precedent")),
    )
    op.create_index(op.f("ix_precedent_matter_id"), "precedent", ["matter_id"])
    op.create_index(op.f("ix_precedent_topic_ended_on"), "precedent", ["topic", "ended_on"])


def downgrade() -> None:
    """One step back."""
    op.drop_table("precedent")
    op.drop_table("matter_step")
    op.drop_table("matter_unit")
    op.drop_table("matter_ticket")
    op.drop_table("matter")
