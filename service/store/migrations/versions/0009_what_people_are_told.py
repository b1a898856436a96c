"""Notices and how each stands, where people are reached, and what they want to be told."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "contact",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        _of_person("contact"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_contact")),
    )
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("channel", _CODE, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        _of_person("notice_choice"),
        sa.PrimaryKeyConstraint("person_id", "kind", "channel", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", _CODE, nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("channel", _CODE, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("no", _CODE, nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_pressing", sa.Boolean(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("state", _CODE, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", _AT, nullable=False),
        sa.Column("holder", _CODE, nullable=False),
        sa.Column("lease_until", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("read_at", _AT, nullable=True),
        _of_person("notice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_state_next_at"), "notice", ["state", "next_at"])
    op.create_index(
        op.f("ix_notice_person_id_channel_read_at"), "notice", ["person_id", "channel", "read_at"]
    )
    op.create_index(op.f("ix_notice_created_at"), "notice", ["created_at"])


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id"))


def downgrade() -> None:
    """One step back."""
    for table in ("notice", "notice_choice", "contact"):
        op.drop_table(table)
