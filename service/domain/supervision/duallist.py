"""The problem list and the supervision list (双清单): an entry's way from one to the end.

An entry is put on the problem list by the hotline; handed over with a letter (督办函) it is on the
supervision list of its unit until it is accepted, looked at a second time and closed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from service.domain.clocks.deadlines import LONGEST_WAIT
from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.lifecycle.fields import Field, Kind
from service.domain.localtime import local_day
from service.domain.permissions import Actor, Permission


class EntryState(StrEnum):
    """Where an entry stands; ``listed`` is the problem list, what follows the supervision list."""

    LISTED = "listed"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    REPLIED = "replied"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class EntryStep(StrEnum):
    """What is appended to an entry."""

    LIST = "list"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    PROGRESS = "progress"
    URGE = "urge"
    REPLY = "reply"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CLOSE = "close"
    REOPEN = "reopen"


class EntrySource(StrEnum):
    """What an entry came from."""

    FINDING = "finding"
    TICKETS = "tickets"


WITH_UNIT = frozenset({EntryState.HANDED_OVER, EntryState.RECEIVED})
"""The states in which the unit is to do something, by the due date."""
ON_SUPERVISION = WITH_UNIT | {EntryState.REPLIED, EntryState.ACCEPTED}
"""The states of the supervision list; the problem list is ``listed`` alone."""
SEEN_BY_UNIT = ON_SUPERVISION | {EntryState.CLOSED}


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An entry as it stands after its newest step; ``id`` is 0 until it is stored.

    ``wrong``: what is wrong; ``demand``: what the unit is to do by ``due_on``; ``round``: how
    often a result was asked for; ``letter_no``: of the letter that handed it over.
    """

    id: int
    version: int
    state: EntryState
    unit: str
    matter: str
    wrong: str
    demand: str
    due_on: date
    source: EntrySource
    created_at: datetime
    tickets: tuple[str, ...] = ()
    finding_id: int | None = None
    round: int = 1
    letter_no: str = ""
    responsible: str = ""
    second_look_on: date | None = None
    ended_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the unit's result should be there and is not."""
        return self.state in WITH_UNIT and local_day(now) > self.due_on


@dataclass(frozen=True, slots=True)
class EntryMove:
    """What one step leads to: the entry as it will be, and what is appended."""

    entry: ListEntry
    step: EntryStep
    source: EntryState | None
    at: datetime
    actor: Actor
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """A row of the table: from which states a step leads where, by whose right.

    ``target`` None: the state stays. ``is_units``: only people of the entry's own unit.
    """

    sources: frozenset[EntryState]
    step: EntryStep
    target: EntryState | None
    permission: Permission
    fields: tuple[Field, ...]
    is_units: bool = False


P, S, X = Permission, EntryState, EntryStep
_DUE = Field("due_on", Kind.DATE)
_REASON = Field("reason")
_WHAT = (Field("matter", longest=100), Field("wrong"), Field("demand"), _DUE)

_PERSON = Field("responsible", longest=100)
_SEND = (Field("contact", longest=100), Field("checked", Kind.FLAG))
_RESULT = (Field("result"), Field("attachments", is_required=False))
_LOOK = Field("second_look_on", Kind.DATE, is_required=False)
_THOUGH = Field("though_open", Kind.FLAG, is_required=False)


def _row(
    source: EntryState | frozenset[EntryState],
    step: EntryStep,
    target: EntryState | None,
    permission: Permission,
    *fields: Field,
) -> Act:
    sources = frozenset({source}) if isinstance(source, EntryState) else source
    return Act(sources, step, target, permission, fields, permission in _UNITS)


_UNITS = frozenset({P.LIST_RECEIVE, P.LIST_REPORT})
ACTS: tuple[Act, ...] = (
    _row(S.LISTED, X.HAND_OVER, S.HANDED_OVER, P.LIST_EDIT, *_SEND),
    _row(S.LISTED, X.AMEND, None, P.LIST_EDIT, *_WHAT),
    _row(S.LISTED, X.WITHDRAW, S.WITHDRAWN, P.LIST_EDIT, _REASON),
    _row(S.HANDED_OVER, X.RECEIVE, S.RECEIVED, P.LIST_RECEIVE, _PERSON),
    _row(S.RECEIVED, X.REPLY, S.REPLIED, P.LIST_RECEIVE, *_RESULT),
    _row(S.RECEIVED, X.PROGRESS, None, P.LIST_REPORT, Field("note")),
    _row(WITH_UNIT, X.URGE, None, P.LIST_EDIT, Field("note")),
    _row(S.REPLIED, X.ACCEPT, S.ACCEPTED, P.LIST_EDIT, _REASON, _LOOK, _THOUGH),
    _row(S.REPLIED, X.REFUSE, S.RECEIVED, P.LIST_EDIT, _REASON, _DUE),
    _row(S.ACCEPTED, X.CLOSE, S.CLOSED, P.LIST_EDIT, Field("note")),
    _row(S.ACCEPTED, X.REOPEN, S.RECEIVED, P.LIST_EDIT, _REASON, _DUE),
)
LISTING = _WHAT
"""What is asked when an entry is put on the problem list."""


def list_entry(new: ListEntry, actor: Actor, now: datetime) -> EntryMove:
    """A new entry on the problem list with its first step.

    Raises ``NotAllowed``, ``BadInput`` without tickets or with a due date that is not ahead.
    """
    if not actor.may(Permission.LIST_EDIT):
        raise NotAllowed("您的角色不能编辑双清单。")
    if not new.tickets:
        raise BadInput("要有至少一件工单作依据。", {"tickets": "必填"})
    _check_ahead(new.due_on, "due_on", now)
    data = {
        "unit": new.unit,
        "tickets": list(new.tickets),
        "finding_id": new.finding_id,
        **{name: getattr(new, name) for name in ("matter", "wrong", "demand")},
        "due_on": new.due_on.isoformat(),
    }
    return EntryMove(new, EntryStep.LIST, None, now, actor, data)


def act_of(state: EntryState, step: EntryStep) -> Act | None:
    """The row of the table for a step from a state, if there is one."""
    return next((act for act in ACTS if act.step is step and state in act.sources), None)


def possible(entry: ListEntry, actor: Actor) -> list[Act]:
    """The rows that this person may use now, in the order of the table."""
    return [
        act
        for act in ACTS
        if entry.state in act.sources
        and actor.may(act.permission)
        and (not act.is_units or actor.unit == entry.unit)
    ]


def advance(
    entry: ListEntry, step: EntryStep, data: Mapping[str, Any], actor: Actor, now: datetime
) -> EntryMove:
    """Decide one step; ``data`` is what ``parse`` returned.

    Raises ``IllegalStep``, ``NotAllowed``, ``Refused``, ``BadInput``.
    """
    act = act_of(entry.state, step)
    if act is None:
        raise IllegalStep("这一项现在的状态不能做这一步，请刷新页面看最新状态。")
    if act not in possible(entry, actor):
        raise NotAllowed("您的角色不能做这一步，或者这一项不是贵单位的。")
    for name in ("due_on", "second_look_on"):
        if name in data:
            _check_ahead(date.fromisoformat(data[name]), name, now)
    _check(entry, step, data, now)
    change = _EFFECTS.get(step, _nothing)
    after = replace(
        entry,
        version=entry.version + 1,
        state=act.target or entry.state,
        **change(entry, data, now),
    )
    return EntryMove(after, step, entry.state, now, actor, dict(data))


def parse(fields: tuple[Field, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed in its own types. Raises ``BadInput`` naming every field that is wrong."""
    data: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        typed = str(given.get(field.name) or "").strip()
        if not typed:
            is_asked = field.is_required and field.kind is not Kind.FLAG
            wrong |= {field.name: "必填"} if is_asked else {}
            continue
        try:
            data[field.name] = field.parse(typed)
        except ValueError as problem:
            wrong[field.name] = str(problem)
    if wrong:
        raise BadInput("有内容没有填好，请改正标出的各项后再提交。", wrong)
    return data


def _check(entry: ListEntry, step: EntryStep, data: Mapping[str, Any], now: datetime) -> None:
    if step is EntryStep.HAND_OVER and not data.get("checked"):
        raise BadInput("移交前请核对督办函并打勾确认。", {"checked": "请核对后打勾"})
    look_on = entry.second_look_on
    if step is EntryStep.CLOSE and look_on is not None and local_day(now) < look_on:
        raise Refused(f"定于 {look_on} 回头看，到时看过再销号。", rule="second_look")
    if step is EntryStep.HAND_OVER and local_day(now) >= entry.due_on:
        raise Refused("要求的完成日期已到或已过，请先修改日期再移交。", rule="due_is_ahead")


def _check_ahead(day: date, name: str, now: datetime) -> None:
    if day <= local_day(now):
        raise BadInput("日期要在今天以后。", {name: "要在今天以后"})
    if day > local_day(now) + LONGEST_WAIT:
        raise BadInput("日期要在一年以内，请核对年份。", {name: "要在一年以内，请核对年份"})


Change = Callable[[ListEntry, Mapping[str, Any], datetime], dict[str, Any]]


def _nothing(_: ListEntry, __: Mapping[str, Any], ___: datetime) -> dict[str, Any]:
    return {}


def _amend(_: ListEntry, data: Mapping[str, Any], __: datetime) -> dict[str, Any]:
    words = {name: data[name] for name in ("matter", "wrong", "demand")}
    return words | {"due_on": date.fromisoformat(data["due_on"])}


def _hand_over(_: ListEntry, data: Mapping[str, Any], __: datetime) -> dict[str, Any]:
    return {"letter_no": data["letter_no"]}


def _receive(_: ListEntry, data: Mapping[str, Any], __: datetime) -> dict[str, Any]:
    return {"responsible": data["responsible"]}


def _again(entry: ListEntry, data: Mapping[str, Any], _: datetime) -> dict[str, Any]:
    due_on = date.fromisoformat(data["due_on"])
    return {"round": entry.round + 1, "due_on": due_on, "second_look_on": None}


def _accept(_: ListEntry, data: Mapping[str, Any], __: datetime) -> dict[str, Any]:
    look_on = data.get("second_look_on")
    return {"second_look_on": date.fromisoformat(look_on) if look_on else None}


def _end(_: ListEntry, __: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"ended_at": now}


_EFFECTS: dict[EntryStep, Change] = {
    EntryStep.AMEND: _amend,
    EntryStep.HAND_OVER: _hand_over,
    EntryStep.RECEIVE: _receive,
    EntryStep.REFUSE: _again,
    EntryStep.REOPEN: _again,
    EntryStep.ACCEPT: _accept,
    EntryStep.CLOSE: _end,
    EntryStep.WITHDRAW: _end,
}
