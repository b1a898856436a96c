"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access")),
    )
    with op.batch_alter_table("access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_no"), ["no"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("reasons", JSON_DATA, nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("tickets_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("month", "topic_id", name=op.f("uq_agenda_item_month_topic_id")),
    )
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_parent"), ["parent"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_username"), ["username"], unique=False)

    op.create_table(
        "caller",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone_key", sa.String(length=64), nullable=True),
        sa.Column("told_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller")),
        sa.UniqueConstraint("told_key", name=op.f("uq_caller_told_key")),
    )
    op.create_index(op.f("ix_caller_phone_key"), "caller", ["phone_key"])
    op.create_table(
        "catalogue",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_catalogue")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day")),
    )
    op.create_table(
        "hot_topic",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("heat", sa.Double(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("callers", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typical_no", sa.String(length=64), nullable=False),
        sa.Column("reasons", JSON_DATA, nullable=False),
        sa.PrimaryKeyConstraint("month", "topic_id", name=op.f("pk_hot_topic")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("counts", JSON_DATA, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_job_period"), ["job", "period"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("roles", JSON_DATA, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "report",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("figures", JSON_DATA, nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_report")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=False),
        sa.Column("family", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_table(
        "agenda_step",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_step_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", "seq", name=op.f("pk_agenda_step")),
    )
    op.create_table(
        "catalogue_item",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("path", JSON_DATA, nullable=False),
        sa.Column("leads", JSON_DATA, nullable=False),
        sa.Column("co_families", JSON_DATA, nullable=False),
        sa.Column("deadline_class", sa.String(length=64), nullable=False),
        sa.Column("may_answer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["catalogue.version"], name=op.f("fk_catalogue_item_version")
        ),
        sa.PrimaryKeyConstraint("version", "topic", name=op.f("pk_catalogue_item")),
    )
    op.create_table(
        "key",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_key_person_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_key")),
    )
    op.create_table(
        "session",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=True),
        sa.Column("caller_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("request_type", sa.String(length=64), nullable=False),
        sa.Column("urgency", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("missing", JSON_DATA, nullable=False),
        sa.Column("demands", sa.Integer(), nullable=False),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.Column("divert", sa.String(length=64), nullable=False),
        sa.Column("lead_unit", sa.String(length=64), nullable=False),
        sa.Column("co_units", JSON_DATA, nullable=False),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.Column("profile", sa.String(length=64), nullable=False),
        sa.Column("dispatches", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("is_designated", sa.Boolean(), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sign_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("object_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("callback_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("result_code", sa.String(length=64), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("master_no", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responded", sa.String(length=64), nullable=True),
        sa.Column("solved", sa.String(length=64), nullable=True),
        sa.Column("satisfied", sa.String(length=64), nullable=True),
        sa.Column("progress", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(["caller_id"], ["caller.id"], name=op.f("fk_ticket_caller_id")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_ticket")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_ticket_dedupe_key")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_caller_id"), ["caller_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ticket_lead_unit_status"), ["lead_unit", "status"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ticket_master_no"), ["master_no"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ticket_registered_at"), ["registered_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ticket_status_registered_at"), ["status", "registered_at"], unique=False
        )

    op.create_table(
        "co_unit",
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_co_unit_no")),
        sa.PrimaryKeyConstraint("no", "unit", name=op.f("pk_co_unit")),
    )
    with op.batch_alter_table("co_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_co_unit_unit"), ["unit"], unique=False)

    op.create_table(
        "hot_topic_ticket",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_hot_topic_ticket_no")),
        sa.PrimaryKeyConstraint("month", "no", name=op.f("pk_hot_topic_ticket")),
    )
    with op.batch_alter_table("hot_topic_ticket", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hot_topic_ticket_month_topic_id"), ["month", "topic_id"], unique=False
        )

    op.create_table(
        "reading",
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("model_version", sa.String(length=64), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", JSON_DATA, nullable=False),
        sa.Column("route", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_reading_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_reading")),
    )
    op.create_table(
        "step",
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("actor_unit", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("data", JSON_DATA, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_step_no")),
        sa.PrimaryKeyConstraint("no", "seq", name=op.f("pk_step")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_at"), ["at"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_at"))

    op.drop_table("step")
    op.drop_table("reading")
    with op.batch_alter_table("hot_topic_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hot_topic_ticket_month_topic_id"))

    op.drop_table("hot_topic_ticket")
    with op.batch_alter_table("co_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_co_unit_unit"))

    op.drop_table("co_unit")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_status_registered_at"))
        batch_op.drop_index(batch_op.f("ix_ticket_registered_at"))
        batch_op.drop_index(batch_op.f("ix_ticket_master_no"))
        batch_op.drop_index(batch_op.f("ix_ticket_lead_unit_status"))
        batch_op.drop_index(batch_op.f("ix_ticket_caller_id"))

    op.drop_table("ticket")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_person_id"))

    op.drop_table("session")
    op.drop_table("key")
    op.drop_table("catalogue_item")
    op.drop_table("agenda_step")
    op.drop_table("unit")
    op.drop_table("report")
    op.drop_table("person")
    op.drop_table("lease")
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_run_job_period"))

    op.drop_table("job_run")
    op.drop_table("hot_topic")
    op.drop_table("day")
    op.drop_table("counter")
    op.drop_table("catalogue")
    op.drop_table("caller")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_username"))

    op.drop_table("attempt")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_parent"))

    op.drop_table("area")
    op.drop_table("agenda_item")
    with op.batch_alter_table("access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_no"))
        batch_op.drop_index(batch_op.f("ix_access_at"))

    op.drop_table("access")
