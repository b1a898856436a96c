"""The clerk's part of an agenda item's survey: claim a drawn caller, ask, note what was said."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.words.privacy import mask
from service.domain.agenda import AgendaStatus
from service.domain.callback import questions as callback
from service.domain.callback.guards import is_not_handler
from service.domain.errors import IllegalStep, NotAllowed, Refused
from service.domain.governance import survey as rules
from service.domain.governance.survey import SurveyCall
from service.domain.lifecycle.case import Case, Facts
from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.domain.permissions import Permission
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.flows.notices import tell_people
from service.store.staff.notices import Draft
from service.store.tickets.callers import Caller

_SEEN = "caller"
"""The trace of having looked at the number to call."""


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A drawn caller for the clerk: ``caller`` in clear only on its own page, under a claim.

    ``why_not``: why this person may not ask; empty when nothing stands against it.
    """

    call: SurveyCall
    title: str
    ticket: Ticket
    caller: Caller
    held_by: str
    is_mine: bool
    why_not: str


def to_ask(desk: Desk) -> list[ToAsk]:
    """Everybody who is still to be asked, those whose time has come first."""
    calls = desk.uow.surveys.waiting()
    found = _seen(desk, calls, is_masked=True)
    return sorted(found, key=lambda each: bool(each.why_not or (each.held_by and not each.is_mine)))


def one(desk: Desk, call_id: int) -> ToAsk:
    """One drawn caller. Raises ``NotFound``."""
    return _seen(desk, [desk.uow.surveys.get(call_id)])[0]


def claim(desk: Desk, call_id: int) -> ToAsk:
    """Claim a caller for some minutes; the clear number is shown and that is traced.

    Raises ``NotFound``, ``NotAllowed``, ``IllegalStep``, and ``Refused`` when another clerk has the
    caller, when it is one's own work, and when it is not the time.
    """
    each = one(desk, call_id)
    _check(desk, each)
    if not desk.uow.claims.take(
        each.call.no, desk.actor, desk.now, desk.hotline.profile.calls.lease
    ):
        raise Refused(f"{each.held_by or '同事'}正在打这一位，请先打别的。")
    desk.uow.callers.trace(desk.actor, each.call.no, _SEEN, desk.now)
    return each


def claim_next(desk: Desk) -> ToAsk | None:
    """Claim whoever is to be asked next; None when there is nobody now.

    Raises ``Refused`` in quiet hours.
    """
    for each in to_ask(desk):
        if not each.why_not and (each.is_mine or not each.held_by):
            return claim(desk, each.call.id)
    return None


def note(desk: Desk, call_id: int, version: int, given: Mapping[str, str]) -> SurveyCall:
    """Note what a caller said, or (``missed``) that nobody answered.

    Raises ``NotFound``, ``Stale``, ``NotAllowed``, ``IllegalStep``, ``Refused`` or ``BadInput``.
    """
    each = one(desk, call_id)
    call = each.call
    if call.version != version:
        raise IllegalStep("这一位刚刚被别人问过，请打下一位。")
    _check(desk, each)
    if not each.is_mine:
        raise Refused("先点“我来打”看号码，打过电话再记。", rule="was_called")
    said = mask(given.get("said", "").strip()).text
    profile = desk.hotline.profile
    if given.get("missed"):
        again_at = callback.next_call(desk.now, profile.calls)
        after = rules.missed(call, profile.callback_attempts, again_at)
    else:
        after = rules.noted(call, given.get("heard", ""), said)
    desk.uow.surveys.record(call, after, desk.by(said))
    desk.uow.claims.release(call.no, desk.actor)
    _tell_when_asked(desk, call, each.title)
    return after


def _tell_when_asked(desk: Desk, call: SurveyCall, title: str) -> None:
    """Tell leaders and supervisors once nobody of the sample is left to be asked."""
    tally = desk.uow.surveys.tallies([call.survey_id])[call.survey_id]
    if tally.waiting:
        return
    found = f"{tally.solved} 位说解决了，{tally.not_solved} 位说没有解决"
    draft = Draft(
        event=f"agenda:survey:{call.survey_id}",
        kind=NoticeKind.AGENDA_ASKED,
        channel=NoticeChannel.PAGE,
        receiver="",
        text=list_text(NoticeKind.AGENDA_ASKED, title=title, found=found),
        link=f"/agenda/{call.item_id}#judged",
    )
    whom = ("", (Audience.LEADERS, Audience.SUPERVISORS))
    tell_people(desk.uow, desk.hotline, draft, whom, desk.now)


def _check(desk: Desk, each: ToAsk) -> None:
    if not desk.actor.may(Permission.TICKET_CALL_BACK):
        raise NotAllowed("您的角色不能回访。")
    if each.call.heard is not rules.Heard.WAITING:
        raise IllegalStep("这一位已经问过了，请打下一位。")
    if each.why_not:
        raise Refused(each.why_not, rule="may_be_asked")


def _seen(desk: Desk, calls: list[SurveyCall], *, is_masked: bool = False) -> list[ToAsk]:
    numbers = [call.no for call in calls]
    tickets = {ticket.no: ticket for ticket in desk.uow.tickets.get_many(numbers)}
    told, held = desk.uow.callers.of_tickets(numbers), desk.uow.claims.held(numbers, desk.now)
    items = {call.item_id: desk.uow.agenda.get(call.item_id) for call in calls}
    found = []
    for call in calls:
        who, name = held.get(call.no, (0, ""))
        is_mine = bool(name) and who == desk.actor.id
        caller = told.get(call.no, Caller())
        item, ticket = items[call.item_id], tickets[call.no]
        found.append(
            ToAsk(
                call=call,
                title=item.title,
                ticket=ticket,
                caller=caller if is_mine and not is_masked else caller.masked(),
                held_by=name,
                is_mine=is_mine,
                why_not=_why_not(desk, call, ticket, AgendaStatus(item.status)),
            )
        )
    return found


def _why_not(desk: Desk, call: SurveyCall, ticket: Ticket, status: AgendaStatus) -> str:
    """Why this person may not ask this caller now; empty when nothing stands against it."""
    calls = desk.hotline.profile.calls
    if status not in rules.SURVEYED:
        return "这个议题已经不在回访了，不用再问。"
    case = Case(ticket, desk.actor, desk.hotline.rules, desk.now, {}, Facts())
    if why := is_not_handler(case):
        return why
    if callback.is_quiet(desk.now, calls):
        return f"现在是免打扰时间，{calls.opens:%H:%M} 到 {calls.closes:%H:%M} 再打。"
    if call.again_at is not None and desk.now < call.again_at:
        return "刚打过，没打通，过些时候再打。"
    return ""
