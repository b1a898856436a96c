"""The tables of an agenda item under governance: comparisons, duties, policies, surveys."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class AgendaPlanRow(Row):
    """A comparison chosen for an agenda item; never edited, a later one stands beside it.

    ``hash`` is of ``body``; ``is_frozen``: the meeting was called with it.
    """

    __tablename__ = "agenda_plan"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(CODE)
    is_frozen: Mapped[bool]
    body: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))


class AgendaEffectRow(Row):
    """What an agenda item's comparison said after a month."""

    __tablename__ = "agenda_effect"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]]


class AgendaDutyRow(Row):
    """A line of an agenda item's duty list, as it stands after its newest step."""

    __tablename__ = "agenda_duty"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    version: Mapped[int]
    task: Mapped[str] = mapped_column(Text)
    lead: Mapped[str] = mapped_column(CODE, index=True)
    co_units: Mapped[list[Any]]
    due_on: Mapped[date]
    target: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(CODE, index=True)
    percent: Mapped[int]
    supervised: Mapped[int]


class AgendaDutyStepRow(Row):
    """One appended step of a duty."""

    __tablename__ = "agenda_duty_step"
    duty_id: Mapped[int] = mapped_column(ForeignKey("agenda_duty.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    actor_unit: Mapped[str] = mapped_column(CODE)
    percent: Mapped[int]
    said: Mapped[str] = mapped_column(Text)


class PolicyRow(Row):
    """A policy or lasting mechanism as its newest edition has it; retired, never deleted."""

    __tablename__ = "policy"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    document_no: Mapped[str] = mapped_column(CODE)
    issuer: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    topics: Mapped[list[Any]]
    area: Mapped[str] = mapped_column(CODE)
    lead: Mapped[str] = mapped_column(CODE)
    summary: Mapped[str] = mapped_column(Text)
    clauses: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    retired_on: Mapped[date | None]


class PolicyEditionRow(Row):
    """One edition of a policy, or its retirement, with the reason."""

    __tablename__ = "policy_edition"
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(CODE)
    why: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]]


class AgendaPaperRow(Row):
    """What people wrote into the paper of an agenda item; each version stays."""

    __tablename__ = "agenda_paper"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(CODE)
    body: Mapped[dict[str, Any]]


class AgendaSurveyRow(Row):
    """A sample of an agenda item's callers; never drawn again for the same stretch of work."""

    __tablename__ = "agenda_survey"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    round: Mapped[int]
    since: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(CODE)
    frame: Mapped[int]
    left_out: Mapped[int]

    __table_args__ = (UniqueConstraint("item_id", "round"),)


class AgendaSurveyCallRow(Row):
    """A drawn caller, by a ticket, as it stands after the newest call."""

    __tablename__ = "agenda_survey_call"
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("agenda_survey.id"), index=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"))
    version: Mapped[int]
    heard: Mapped[str] = mapped_column(CODE, index=True)
    failed: Mapped[int]
    again_at: Mapped[datetime | None]


class AgendaSurveyStepRow(Row):
    """One call: what was said, by whom it was asked; appended, never changed."""

    __tablename__ = "agenda_survey_step"
    call_id: Mapped[int] = mapped_column(ForeignKey("agenda_survey_call.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    heard: Mapped[str] = mapped_column(CODE)
    said: Mapped[str] = mapped_column(Text)
