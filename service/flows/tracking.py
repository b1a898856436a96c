"""What a caller sees and does with a ticket's number and query code, and nothing personal.

The desk's actor is ``CALLER``, or a channel's key acting for its callers.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.words.privacy import mask
from service.domain.callback import questions as callback
from service.domain.errors import IllegalStep, NotFound, Refused, TooMany
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import ENDED, Channel, Status, Ticket
from service.flows.desk import Desk
from service.flows.files.attachments import Kept
from service.flows.queries import choices
from service.flows.steps import possible, take_on
from service.store.uow import UnitOfWork

CALLER = Actor(id=0, name="诉求人", roles=frozenset({Role.CALLER}))
_WINDOW = timedelta(minutes=15)
_TRIES_PER_NUMBER, _TRIES_PER_ADDRESS = 10, 30
_ANSWERED = ENDED | {Status.ARCHIVED, Status.CALLBACK_DUE}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a ticket is, as the caller may know it; texts are masked.

    ``status`` is the master's when the ticket was merged; ``reply`` stays empty until it was
    reviewed. ``may_answer``: the three questions of the callback are the caller's to answer.
    """

    no: str
    version: int
    status: Status
    is_merged: bool
    topic_code: str
    topic: str
    unit: str
    registered_at: datetime
    updated_at: datetime
    dispatched_at: datetime | None
    replied_at: datetime | None
    due_at: datetime | None
    is_provisional: bool
    ended_at: datetime | None
    round: int
    reply: str
    may_answer: bool
    may_evaluate: bool
    may_reopen: bool
    may_attach: bool
    grace_days: int


def look_up(desk: Desk, no: str, code: str, channel: Channel | None = None) -> Progress:
    """The progress of the ticket that number and code open; of one channel only, if given.

    Raises ``NotFound`` alike for a wrong number, a wrong code and another channel's ticket.
    """
    return _progress(desk, _opened(desk, no, code, channel))


def act(
    desk: Desk,
    no: str,
    code: str,
    step: Step,
    given: Mapping[str, Any],
    *,
    channel: Channel | None = None,
    files: Sequence[Kept] = (),
) -> Ticket:
    """The ticket after the caller's own step: adding to it, evaluating, asking for more work.

    ``files``: what came along, kept already; ``channel``: of a channel's key, whose tickets alone
    it may touch.

    Raises ``NotFound``, ``Refused`` (evaluated already, grace over), ``IllegalStep``,
    ``NotAllowed`` and ``BadInput``.
    """
    ticket = _opened(desk, no, code, channel)
    entries = desk.uow.tickets.steps(ticket.no)
    if step is Step.RECALL and ticket.is_open:
        raise IllegalStep("这件事还在办理，办结以后觉得没有解决，再要求重新办理。")
    if step is Step.EVALUATE and _is_evaluated(entries):
        raise Refused("这次办理您已经评价过了，谢谢。", rule="is_evaluated_once")
    return take_on(desk, ticket, step, given, files=files)


def answer(desk: Desk, no: str, code: str, given: Mapping[str, Any]) -> bool:
    """Note the caller's own answers to the callback; True when they put the order to work again.

    That is so when the order was closed meanwhile and the answers deny what is on record.
    Raises what ``act`` raises.
    """
    ticket = _opened(desk, no, code)
    order = desk.uow.merges.lock(desk.uow.merges.order(ticket).no)
    ticket = desk.uow.tickets.get(ticket.no)
    is_known = ticket is order or bool(callback.recorded(ticket, order))
    before = {q: getattr(ticket, q) for q in callback.QUESTIONS} if is_known else {}
    said = take_on(desk, ticket, Step.SELF_ANSWER, given)
    is_denied = callback.contradicts({q: getattr(said, q) for q in callback.QUESTIONS}, before)
    if order.status is not Status.CLOSED or not is_denied:
        return False
    who = "诉求人" if ticket is order else f"并入的诉求人（{ticket.no}）"
    reason = (
        f"{who}自助回访与回访记录不一致：{str(given.get('note', '')).strip() or '没有解决或不满意'}"
    )
    take_on(desk, desk.uow.tickets.get(order.no), Step.RECALL, {"reason": reason})
    return True


def check_tries(uow: UnitOfWork, no: str, address: str, now: datetime) -> None:
    """Raises ``TooMany`` after many wrong codes from this network address, fewer for one number.

    Others' wrong codes do not count: numbers are in sequence, and whoever tried codes on one
    would lock out the caller who has the right one.
    """
    for name, limit in zip(_try_names(no, address), _LIMITS, strict=True):
        if uow.people.failed_attempts(name, now - _WINDOW) >= limit:
            raise TooMany("查询失败次数过多，请十五分钟后再试，或拨打 12345 由话务员查询。")


def note_wrong_try(uow: UnitOfWork, no: str, address: str, now: datetime) -> None:
    """Remember a wrong number or code; called in a transaction of its own."""
    for name in _try_names(no, address):
        uow.people.note_attempt(name, now)


_LIMITS = (_TRIES_PER_NUMBER, _TRIES_PER_ADDRESS)


def _try_names(no: str, address: str) -> tuple[str, str]:
    # Hashed: the table is for slowing down whoever guesses, not for knowing who asked.
    names = (f"{no.strip()}@{address}", address)
    one, all_ = (hashlib.sha256(name.encode()).hexdigest()[:32] for name in names)
    return f"track:{one}", f"track@{all_}"


def _opened(desk: Desk, no: str, code: str, channel: Channel | None = None) -> Ticket:
    ticket = desk.uow.tickets.find(no.strip())
    given = code.strip().upper().encode()
    right = desk.uow.vault.query_code(no.strip()).encode()
    is_theirs = ticket is not None and channel in (None, ticket.channel)
    if not hmac.compare_digest(given, right) or not is_theirs or ticket is None:
        raise NotFound("编号或查询码不对，请核对登记时告知您的编号和六位查询码。")
    return ticket


def _progress(desk: Desk, ticket: Ticket) -> Progress:
    shown = desk.uow.merges.order(ticket)
    entries = desk.uow.tickets.steps(ticket.no)
    shown_entries = desk.uow.tickets.steps(shown.no)
    open_steps = {row.step for row, why_not in possible(desk, ticket) if why_not is None}
    may_answer = Step.SELF_ANSWER in open_steps
    return Progress(
        no=ticket.no,
        version=ticket.version,
        status=shown.status,
        is_merged=shown is not ticket,
        topic_code=ticket.topic,
        topic=choices.topic_name(desk.catalogue, ticket.topic).rpartition(" / ")[2],
        unit=choices.unit_name(desk.catalogue, shown.lead_unit),
        registered_at=ticket.registered_at,
        updated_at=shown_entries[-1].at,
        dispatched_at=shown.dispatched_at,
        replied_at=shown.replied_at if shown.status in _ANSWERED else None,
        due_at=shown.due_at if shown.is_open else None,
        is_provisional=shown.is_open and shown.is_provisional,
        ended_at=shown.ended_at,
        round=shown.round,
        reply=_reply(shown, shown_entries),
        may_answer=may_answer,
        may_evaluate=Step.EVALUATE in open_steps and not may_answer and not _is_evaluated(entries),
        may_reopen=Step.RECALL in open_steps,
        may_attach=Step.ATTACH in open_steps and shown is ticket,
        grace_days=desk.hotline.profile.grace_days,
    )


def _reply(ticket: Ticket, entries: list[Entry]) -> str:
    """What the hotline answered, once it is final: a refusal with the right channel, or a reply."""
    if ticket.status not in _ANSWERED:
        return ""
    refusal = next((e.data for e in reversed(entries) if e.step is Step.REJECT), None)
    text = f"{refusal['right_channel']} {refusal.get('note', '')}" if refusal else ticket.reply
    return mask(text.strip()).text if text.strip() else ""


def _is_evaluated(entries: list[Entry]) -> bool:
    """Whether the caller has evaluated since the ticket last ended."""
    for entry in reversed(entries):
        if entry.step is Step.EVALUATE:
            return True
        if entry.source != entry.target:
            return False
    return False
