"""Callers of agenda items asked again, steps of items undone, and the order of a meeting."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "agenda_survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("by", _CODE, nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_survey_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_survey")),
        sa.UniqueConstraint("item_id", "round", name=op.f("uq_agenda_survey_item_id_round")),
    )
    op.create_table(
        "agenda_survey_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("no", _CODE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("heard", _CODE, nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("again_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["agenda_survey.id"], name=op.f("fk_agenda_survey_call_survey_id")
        ),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_agenda_survey_call_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_survey_call")),
    )
    for column in ("survey_id", "heard"):
        op.create_index(op.f(f"ix_agenda_survey_call_{column}"), "agenda_survey_call", [column])
    op.create_table(
        "agenda_survey_step",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("heard", _CODE, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["agenda_survey_call.id"], name=op.f("fk_agenda_survey_step_call_id")
        ),
        sa.PrimaryKeyConstraint("call_id", "seq", name=op.f("pk_agenda_survey_step")),
    )
    op.create_table(
        "agenda_meeting",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("items", JSON_DATA, nullable=False),
        sa.PrimaryKeyConstraint("held_on", "version", name=op.f("pk_agenda_meeting")),
    )
    with op.batch_alter_table("agenda_step") as table:
        table.add_column(sa.Column("undoes", sa.Integer(), nullable=True))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("agenda_step") as table:
        table.drop_column("undoes")
    op.drop_table("agenda_meeting")
    op.drop_table("agenda_survey_step")
    op.drop_table("agenda_survey_call")
    op.drop_table("agenda_survey")
