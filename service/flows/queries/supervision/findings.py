"""The handled tickets of the last months, as the patterns of poor handling look at them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from analytics.handling.pattern_cases import CASES
from service.domain.errors import NotFound
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Permission
from service.domain.supervision.findings import FindingState, HandlingFinding
from service.domain.ticket import RequestType
from service.flows.desk import Desk
from service.flows.discretion import without_names
from service.store.database.engine import in_chunks
from service.store.tables.callers import CallerRow
from service.store.tables.tickets import ReadingRow, StepRow, TicketRow
from service.store.tickets.visibility import sees
from service.store.uow import UnitOfWork

LOOKED_AT = timedelta(days=120)
_STEPS = (Step.DISPATCH, Step.REPLY, Step.GRANT_EXTENSION, Step.SUSPEND)
_PIECE = re.compile(r"[^，。！？；\n]+[，。！？；\n]*")
_TIMES = ("registered_at", "due_at", "replied_at")


def cases(uow: UnitOfWork, now: datetime) -> pd.DataFrame:
    """The dispatched tickets registered in the last months, with the columns of ``CASES``.

    举报 is left out: nothing of it may come to the unit that is accused.
    """
    columns = (TicketRow.no, TicketRow.lead_unit, TicketRow.topic, TicketRow.registered_at)
    query = (
        select(*columns, TicketRow.title, TicketRow.text, TicketRow.reply, TicketRow.result_code)
        .add_columns(TicketRow.caller_id, TicketRow.master_no, TicketRow.area)
        .add_columns(CallerRow.phone_key, ReadingRow.places)
        .join(CallerRow, CallerRow.id == TicketRow.caller_id, isouter=True)
        .join(ReadingRow, ReadingRow.no == TicketRow.no, isouter=True)
        .where(TicketRow.registered_at >= now - LOOKED_AT, TicketRow.registered_at <= now)
        .where(TicketRow.lead_unit != "", TicketRow.request_type != RequestType.REPORT.value)
        .order_by(TicketRow.no)
    )
    rows = [dict(row) for row in uow.session.execute(query).mappings()]
    courses = _courses(uow, [row["no"] for row in rows], now)
    frame = pd.DataFrame([_case(uow, row, courses[row["no"]]) for row in rows], columns=list(CASES))
    for name in _TIMES:
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def replies_of(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, str]:
    """The replies of tickets by number; tickets without one are left out."""
    found: dict[str, str] = {}
    for chunk in in_chunks(numbers):
        query = select(TicketRow.no, TicketRow.reply).where(TicketRow.no.in_(chunk))
        found |= {no: reply for no, reply in uow.session.execute(query) if reply}
    return found


def _courses(
    uow: UnitOfWork, numbers: Sequence[str], now: datetime
) -> dict[str, list[tuple[str, datetime, Mapping[str, Any]]]]:
    steps: dict[str, list[tuple[str, datetime, Mapping[str, Any]]]] = defaultdict(list)
    for chunk in in_chunks(numbers):
        query = select(StepRow.no, StepRow.step, StepRow.at, StepRow.data)
        query = query.where(StepRow.no.in_(chunk), StepRow.step.in_(_STEPS), StepRow.at <= now)
        for no, step, at, data in uow.session.execute(query.order_by(StepRow.no, StepRow.seq)):
            steps[no].append((step, at, data))
    return steps


def _case(
    uow: UnitOfWork,
    row: Mapping[str, Any],
    steps: Sequence[tuple[str, datetime, Mapping[str, Any]]],
) -> dict[str, Any]:
    """One ticket; its deadline is the one that stood when the unit first replied."""
    due = dispatched = replied = None
    is_delayed = False
    for step, at, data in steps:
        if step == Step.REPLY:
            replied = at
            break
        is_delayed = is_delayed or step in (Step.GRANT_EXTENSION, Step.SUSPEND)
        dispatched = at if step == Step.DISPATCH else dispatched
        due = datetime.fromisoformat(data["due_at"]) if data.get("due_at") else due
    hours = (due - dispatched).total_seconds() / 3600 if due and dispatched else float("nan")
    is_late = due is not None and replied is not None and replied > due
    return {
        "no": row["no"],
        "unit": row["lead_unit"],
        "topic": row["topic"],
        "place": f"{row['area']}|{row['places']}" if row["places"] else "",
        "caller": uow.vault.caller_key(row["phone_key"], row["caller_id"]),
        "event": row["master_no"],
        "registered_at": row["registered_at"],
        "due_at": due,
        "limit_hours": hours,
        "replied_at": replied,
        "request": f"{row['title']}。{row['text']}",
        "reply": row["reply"] if replied else "",
        "result": (row["result_code"] or "") if replied else "",
        "delayed": is_delayed or is_late,
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What a page shows of a ticket: its title, and its reply cut into clauses."""

    title: str
    pieces: tuple[str, ...]


def seen(desk: Desk, state: FindingState, pattern: str, unit: str) -> list[HandlingFinding]:
    """The findings in a state that this person may see, the surest first.

    A unit sees only what was confirmed about itself.
    """
    if desk.actor.may(Permission.TICKET_SUPERVISE):
        return desk.uow.findings.listed(state, pattern, unit)
    if not desk.actor.unit or state is not FindingState.CONFIRMED:
        return []
    return desk.uow.findings.listed(state, pattern, desk.actor.unit)


def one(desk: Desk, finding_id: int) -> HandlingFinding:
    """One finding that this person may see. Raises ``NotFound``, as if it did not exist."""
    found = desk.uow.findings.get(finding_id)
    is_own = found.shown.unit == desk.actor.unit and found.state is FindingState.CONFIRMED
    if is_own or desk.actor.may(Permission.TICKET_SUPERVISE):
        return found
    raise NotFound("没有这条线索，请刷新。")


def told(desk: Desk, numbers: Sequence[str]) -> dict[str, Told]:
    """Titles and replies of those tickets that this person may see, names masked."""
    found: dict[str, Told] = {}
    for chunk in in_chunks(numbers):
        query = select(TicketRow.no, TicketRow.title, TicketRow.reply)
        query = query.where(TicketRow.no.in_(chunk), sees(desk.actor))
        for no, title, reply in desk.uow.session.execute(query):
            pieces = _PIECE.findall(without_names(reply))
            found[no] = Told(without_names(title), tuple(pieces))
    return found
