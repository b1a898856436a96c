"""The laws of the life cycle, asked of what is stored after anything was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from service.bootstrap import System
from service.domain.callback.questions import QUESTIONS
from service.domain.clocks.deadlines import Limit, dispatch_limit, handling_limit
from service.domain.clocks.promises import is_pressing
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.history import wrong_steps
from service.domain.lifecycle.steps import CallOutcome, Step
from service.domain.localtime import local_day
from service.domain.permissions import SYSTEM, Actor, Role
from service.domain.ticket import WITH_UNIT, Status, Ticket
from service.domain.together.cohandling import open_tasks
from service.flows.desk import Desk
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters
from service.flows.queries.supervision import suspended
from service.store.audit.chain import ticket_faults
from service.store.tables.notices import NoticeRow
from service.store.tables.tickets import StepRow, TicketRow
from service.store.tickets.visibility import is_visible, visible_to
from service.store.uow import UnitOfWork
from tests.any_day import Change, Door

_ANSWERS = (Step.CALLER_ANSWER, Step.SELF_ANSWER)
_RULES_ON_CALLERS = {Step.CLOSE, Step.CLOSE_EXPLAINED, Step.REDO, Step.CALL_ATTEMPT}
_RULES_ON_CALLERS |= {Step.CALLER_ANSWER, Step.PROPOSE_EXPLAINED, Step.OVERRULE, Step.SPLIT_OFF}
_UNIT_CLOCKS = ("sign_due_at", "object_due_at", "contact_due_at", "due_at")


@dataclass
class Known:
    """A ticket as it stood when the laws were last asked, with the hashes of its steps."""

    ticket: Ticket
    hashes: list[str]
    entries: list[Entry]
    handled: set[int] = field(default_factory=set)


@dataclass
class Laws:
    """Asks every law of the tickets of one day."""

    system: System
    door: Door
    people: Mapping[int, Actor]
    known: dict[str, Known] = field(default_factory=dict)
    asked: int = 0

    def hold(self, numbers: Iterable[str], now: datetime) -> int:
        """Ask; return how many steps were new."""
        fresh = 0
        with self.system.read_desk(SYSTEM, now) as desk:
            changed = self._changed(desk.uow, list(numbers))
            for no in changed:
                fresh += self._one(desk, no)
            for no in changed:
                self._seen_by_the_right(desk, desk.uow.tickets.get(no))
        self.door.tried.clear()
        return fresh

    def _changed(self, uow: UnitOfWork, numbers: list[str]) -> list[str]:
        """Those with other steps than before; what was appended before is still there."""
        query = select(StepRow.no, StepRow.hash).where(StepRow.no.in_(numbers))
        found: dict[str, list[str]] = {no: [] for no in numbers}
        for no, hashed in uow.session.execute(query.order_by(StepRow.no, StepRow.seq)):
            found[no].append(hashed)
        versions = dict(
            uow.session.execute(
                select(TicketRow.no, TicketRow.version).where(TicketRow.no.in_(numbers))
            ).all()
        )
        changed = []
        for no, hashes in found.items():
            before = self.known[no].hashes if no in self.known else []
            assert hashes[: len(before)] == before, "a step was edited"
            assert len(hashes) == versions[no], "the version counts the steps"
            if len(hashes) > len(before):
                changed.append(no)
        return changed

    def _one(self, desk: Desk, no: str) -> int:
        uow = desk.uow
        ticket, entries = uow.tickets.get(no), uow.tickets.steps(no)
        row = uow.session.execute(select(TicketRow.__table__).where(TicketRow.no == no))
        rows = uow.session.execute(
            select(StepRow.__table__).where(StepRow.no == no).order_by(StepRow.seq)
        )
        stored = [dict(step) for step in rows.mappings()]
        faults = list(ticket_faults(dict(row.mappings().one()), stored))
        assert faults == [], (faults, ticket.no, [e.step.value for e in entries][-8:])
        attempts = desk.hotline.profile.callback_attempts
        assert list(wrong_steps(entries, self.people, attempts)) == []
        known = self.known.get(no) or Known(ticket, [], [])
        new = entries[len(known.entries) :]
        changes = [self.door.tried[no, entry.seq] for entry in new if entry.seq > 1]
        for change, entry in zip(changes, [e for e in new if e.seq > 1], strict=True):
            said, wrote = change.entry, entry
            assert (said.step, said.at, said.actor_id) == (wrote.step, wrote.at, wrote.actor_id)
        if changes:
            assert changes[-1].after == ticket, "what went through the door is what is stored"
        self.known[no] = known
        for change in changes:
            self._step(desk, change, known)
            known.entries.append(change.entry)
        known.hashes, known.entries = [row["hash"] for row in stored], entries
        known.ticket = ticket
        self.asked += len(new)
        return len(new)

    def _step(self, desk: Desk, change: Change, known: Known) -> None:
        _rounds(change)
        self._callback_is_others(change, known)
        self._clocks(desk, change)
        _has_who_acts(change)
        _co_units(change)
        _own_words(change)
        if change.entry.step in (Step.CLOSE, Step.CLOSE_EXPLAINED):
            self._each_caller(desk, change)

    def _callback_is_others(self, change: Change, known: Known) -> None:
        entry, before = change.entry, change.before
        if entry.step in (Step.SIGN, Step.REPLY):
            known.handled.add(entry.actor_id)
        is_ruling = entry.step in _RULES_ON_CALLERS or (
            entry.step is Step.ENDORSE and entry.data["step"] == Step.CLOSE_EXPLAINED
        )
        if not is_ruling:
            return
        order = before
        if before.status is Status.MERGED:
            order = self.known[entry.data["order"]].ticket if "order" in entry.data else before
        handled = known.handled | set(order.progress.handlers)
        assert entry.actor_id not in handled, "a handler called back"
        units = {before.lead_unit, *before.co_units, order.lead_unit, *order.co_units} - {""}
        assert entry.actor_unit not in units, "a unit called back on its own work"

    def _clocks(self, desk: Desk, change: Change) -> None:
        before, after, entry = change.before, change.after, change.entry
        case = Case(after, SYSTEM, desk.hotline.rules, entry.at)
        hours, calendar = desk.catalogue.hours, desk.hotline.calendar
        profile = desk.hotline.profile
        for name, limit in _limits(case).items():
            at = getattr(after, name)
            if at is None or at == getattr(before, name) or (name == "due_at" and _waits(change)):
                continue
            is_unit = name in _UNIT_CLOCKS
            works = hours.get(after.lead_unit, profile.hours) if is_unit else profile.hours
            is_late = entry.step is Step.RESUME and name == "due_at"
            assert at > entry.at or is_late, f"{name} was over when it began"
            runs = after.progress.runs_through if name == "due_at" else limit.runs_through
            if not runs or limit.postpones:
                day = local_day(at)
                assert works.is_open_on(day, calendar), f"{name} falls on a rest day"
        if _is_same_round(change) and before.due_at and after.due_at and not _waits(change):
            pause = before.progress.pause if entry.step is Step.RESUME else None
            since = pause.due_at if pause else before.due_at
            assert after.due_at >= since, "a deadline moved forward"
            if entry.step is Step.GRANT_EXTENSION:
                assert after.due_at > before.due_at

    def _each_caller(self, desk: Desk, change: Change) -> None:
        """Every merged caller has answered, or cannot be reached, and is told of the end."""
        order, attempts = change.after, desk.hotline.profile.callback_attempts
        for member in desk.uow.merges.members(order.no):
            if member.status is not Status.MERGED:
                continue
            entries = [
                e
                for e in desk.uow.tickets.steps(member.no)
                if e.data.get("order") == order.no
                and e.data.get("order_round") == str(order.round)
                and e.at <= change.entry.at
            ]
            said = [e for e in entries if e.step in _ANSWERS]
            if change.entry.step is Step.CLOSE_EXPLAINED:
                agreed = self._agreed_at(order.no)
                assert all(e.at <= agreed for e in said), "a merged caller answered after that"
            calls = [e.data["outcome"] for e in entries if e.step is Step.CALL_ATTEMPT]
            tried = [o for o in calls if o != CallOutcome.CALL_LATER]
            is_given_up = len(tried) >= attempts or CallOutcome.NO_NUMBER in tried
            assert said or is_given_up, "a merged caller was not called back"
            if said and change.entry.step is Step.CLOSE:
                last = said[-1].data
                assert "no" not in (last["solved"], last["satisfied"])
            query = select(NoticeRow.id).where(
                NoticeRow.no == member.no,
                NoticeRow.event == f"{order.no}#{change.entry.seq}",
                NoticeRow.person_id.is_(None),
            )
            assert desk.uow.session.scalars(query).first(), "a merged caller was not told"

    def _agreed_at(self, no: str) -> datetime:
        """When the last consent was given."""
        return max(e.at for e in self.known[no].entries if e.step is Step.ENDORSE)

    def _seen_by_the_right(self, desk: Desk, ticket: Ticket) -> None:
        """Who may see it finds it in the database too; what is suspended is still listed."""
        for who in list(self.people.values())[:: 1 + self.asked % 3]:
            query = visible_to(who).where(TicketRow.no == ticket.no)
            is_found = desk.uow.session.scalar(query) is not None
            assert is_found == is_visible(ticket, who), (who.roles, ticket.status)
        if ticket.status is not Status.SUSPENDED:
            return
        boss = next(who for who in self.people.values() if Role.SUPERVISOR in who.roles)
        at_desk = Desk(desk.uow, desk.hotline, boss, desk.now)
        filters = Filters(q=ticket.no, statuses=(Status.SUSPENDED,))
        assert [line.no for line in lists.search(at_desk, filters).rows] == [ticket.no]
        wanted = (*suspended.tabs(at_desk)["all"], TicketRow.no == ticket.no)
        assert [w.line.no for w in suspended.waiting(at_desk, wanted)[0]] == [ticket.no]


def _rounds(change: Change) -> None:
    before, after, step = change.before, change.after, change.entry.step
    is_again = step in (Step.REDO, Step.OVERRULE) or (
        step is Step.RECALL and before.status is Status.CLOSED
    )
    assert after.round - before.round == int(is_again)
    assert after.dispatches - before.dispatches == int(step is Step.DISPATCH)
    assert after.is_designated or not before.is_designated


def _has_who_acts(change: Change) -> None:
    """An open ticket has somebody whose it is, and by when; nothing of who had it before."""
    ticket = change.after
    if ticket.status in WITH_UNIT:
        assert ticket.lead_unit
        assert ticket.due_at is not None
    if ticket.status is Status.PENDING_DISPATCH:
        assert ticket.lead_unit == ""
        assert [getattr(ticket, name) for name in _UNIT_CLOCKS] == [None] * 4
        assert ticket.dispatch_due_at is not None
        if change.before.status is not Status.PENDING_DISPATCH:
            assert ticket.dispatch_due_at > change.entry.at
    assert (ticket.suspended_until is not None) == (ticket.status is Status.SUSPENDED)
    if ticket.status is not Status.SUSPENDED:
        assert ticket.review_due_at is None
        assert ticket.progress.pause is None
    assert (ticket.ended_at is None) == ticket.is_open


def _co_units(change: Change) -> None:
    before, after, entry = change.before, change.after, change.entry
    at_work = {task.unit for task in after.progress.co_tasks if task.state != "released"}
    assert at_work == set(after.co_units)
    assert after.lead_unit not in after.co_units or not after.lead_unit
    if entry.step is Step.REPLY:
        assert not open_tasks(before), "a co-unit has not reported"
    for task in after.progress.co_tasks:
        if task.asked_at == entry.at and task.due_at and after.due_at and after.due_at > entry.at:
            assert entry.at < task.due_at <= after.due_at


def _own_words(change: Change) -> None:
    """What a caller answered himself is changed by nobody else while that callback lasts."""
    before, after = change.before, change.after
    own = before.progress.self_answered_for
    is_same = own == before.progress.answered_for == after.progress.answered_for
    if own and is_same and change.entry.step not in (Step.SELF_ANSWER, Step.EVALUATE):
        said = [(getattr(before, q), getattr(after, q)) for q in QUESTIONS]
        assert all(old == new for old, new in said), "a caller's own answers were rewritten"


def _waits(change: Change) -> bool:
    """While it is suspended the promised day, which a person chose, is its deadline."""
    return change.after.status is Status.SUSPENDED


def _is_same_round(change: Change) -> bool:
    before, after = change.before, change.after
    return (before.round, before.dispatches) == (after.round, after.dispatches)


def _limits(case: Case) -> dict[str, Limit]:
    ticket, profile, urgent = case.ticket, case.rules.profile, is_pressing(case)
    return {
        "dispatch_due_at": dispatch_limit(ticket.urgency, profile),
        "sign_due_at": profile.sign_urgent if urgent else profile.sign,
        "object_due_at": profile.object_window,
        "contact_due_at": profile.contact_urgent if urgent else profile.contact,
        "due_at": handling_limit(ticket.request_type, ticket.urgency, profile),
        "callback_due_at": profile.callback_urgent if urgent else profile.callback,
        "review_due_at": profile.suspension_review,
    }
