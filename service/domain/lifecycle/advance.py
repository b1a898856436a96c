"""``advance`` decides one step of a ticket by the table; ``possible`` lists what a person may do.

Nothing here writes: what was decided is returned, and one door in the store appends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.domain.errors import IllegalStep, NotAllowed, Refused
from service.domain.lifecycle import assignment
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import TABLE, Row, find
from service.domain.ticket import Status, Ticket
from service.domain.together import cohandling, consultation


@dataclass(frozen=True, slots=True)
class Entry:
    """One appended step: what was done, by whom, when, between which states.

    ``data`` also holds what was promised or shown then.
    """

    no: str
    seq: int
    step: Step
    at: datetime
    actor_id: int
    actor_name: str
    actor_unit: str
    source: Status | None
    target: Status
    round: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """What ``advance`` decided: the ticket as it will be, and the step to append."""

    ticket: Ticket
    entry: Entry


def advance(case: Case, step: Step) -> Move:
    """Decide one step; ``case.data`` is what ``forms.parse`` returned.

    Raises ``IllegalStep`` (not in the table), ``NotAllowed`` (no permission) or ``Refused``
    (a guard says no).
    """
    row = find(case.ticket.status, step)
    if row is None:
        raise IllegalStep("这张工单现在的状态不能做这一步，请刷新页面看最新状态。")
    if not case.actor.may(row.permission):
        raise NotAllowed("您的角色不能做这一步。")
    for guard in row.standing + row.guards:
        why_not = guard(case)
        if why_not is not None:
            raise Refused(why_not, rule=guard.__name__)
    before = case.ticket
    after = replace(
        before,
        status=row.target or before.status,
        version=before.version + 1,
        **row.effect(case),
    )
    after = consultation.follow(case, cohandling.follow(case, after))
    after = assignment.follow(before, after)
    return Move(after, _entry(case, step, after))


def possible(case: Case) -> list[tuple[Row, str | None]]:
    """The rows that the actor's roles include from here, each with its refusal or None.

    Only standing guards are asked: the data is not there yet.
    """
    status, actor = case.ticket.status, case.actor
    rows = [row for row in TABLE if status in row.sources and actor.may(row.permission)]
    return [(row, _standing_refusal(row, case)) for row in rows]


def _standing_refusal(row: Row, case: Case) -> str | None:
    return next((why for guard in row.standing if (why := guard(case))), None)


def _entry(case: Case, step: Step, after: Ticket) -> Entry:
    return Entry(
        no=after.no,
        seq=after.version,
        step=step,
        at=case.now,
        actor_id=case.actor.id,
        actor_name=case.actor.name,
        actor_unit=case.actor.unit,
        source=case.ticket.status,
        target=after.status,
        round=after.round,
        data={**case.data, **_promises(case.ticket, after)},
    )


_PROMISED = (
    *("dispatch_due_at", "sign_due_at", "object_due_at", "contact_due_at", "due_at"),
    *("callback_due_at", "suspended_until", "review_due_at"),
)


def _promises(before: Ticket, after: Ticket) -> dict[str, Any]:
    """The deadlines that this step set and the title it replaced, to be stored with it."""
    promised: dict[str, Any] = {}
    for name in _PROMISED:
        value = getattr(after, name)
        if value is not None and value != getattr(before, name):
            promised[name] = value.isoformat()
    if promised and after.is_provisional:
        promised["is_provisional"] = True
    if after.catalogue_version != before.catalogue_version:
        promised["catalogue_version"] = after.catalogue_version
    if co_tasks := cohandling.promised(before, after):
        promised["co_tasks"] = co_tasks
    replied = after.replied_at if after.replied_at != before.replied_at else None
    if replied and (delayed_by := cohandling.delaying(before, replied)):
        promised["delayed_by"] = list(delayed_by)
    promised |= consultation.promised(before, after)
    if after.title != before.title:
        promised["title_before"] = before.title
    return promised
