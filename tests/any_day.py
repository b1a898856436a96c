"""Random people at random work on a real store, and a watch at the door that changes tickets."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from service.bootstrap import System
from service.domain.callback.questions import QUESTIONS
from service.domain.errors import DomainError, NotFound, Stale
from service.domain.lifecycle.advance import Entry, Move
from service.domain.lifecycle.fields import Kind
from service.domain.lifecycle.forms import FIELDS
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import ACCOUNT_ROLES, SYSTEM, Actor, Permission, Role
from service.domain.ticket import Channel, RequestType, Status, Ticket, Urgency
from service.domain.together.matters import MatterStep, matter_steps
from service.flows import bulk, intake, steps, tracking
from service.flows.bulk import Want
from service.flows.calling import callback
from service.flows.desk import Desk
from service.flows.files import attachments
from service.flows.files.attachments import Given, Kept
from service.flows.requests import NewRequest
from service.flows.supervision import tiers
from service.flows.together import joint
from service.flows.tracking import CALLER
from service.store.tickets.callers import Caller
from service.store.tickets.tickets import Tickets
from service.store.uow import UnitOfWork
from tests.factories import CO_UNIT, good_input
from tests.files.samples import SAMPLES
from tests.installation import OTHER_UNIT, PASSWORD, UNIT, Clock
from tests.stories import LAMP

UNITS = (UNIT, CO_UNIT, OTHER_UNIT)
TEXTS = (
    LAMP,
    "样例路西段的水管昨天下午破了，水流到路上，希望今天派人来修。",
    "样例小区物业收费没有公示，问了三次没有答复，希望公开账目。",
)
PASSING = (timedelta(minutes=7), timedelta(hours=2), timedelta(hours=9), timedelta(days=2))
# What ends a ticket early or leaves it where it is would make the days short.
RARE = {Step.NOTE, Step.INSTRUCT, Step.REMIND, Step.ARCHIVE, Step.REJECT, Step.ANSWER}
RARE |= {Step.TERMINATE, Step.EVALUATE, Step.SUPERVISE, Step.SUMMON, Step.CORRECT, Step.ATTACH}
# These need two people or two steps in a row; they are taken when they are offered.
WANTED = {Step.SUSPEND, Step.REVIEW_SUSPENSION, Step.CO_KEEP, Step.CLOSE_EXPLAINED, Step.MERGE}
WANTED |= {Step.GRANT_EXTENSION, Step.SPLIT_OFF}


@dataclass(frozen=True)
class Change:
    """One step as it went through the door: the ticket before and after it."""

    before: Ticket
    after: Ticket
    entry: Entry


@dataclass
class Door:
    """Everything that was tried at the door since somebody looked, whether committed or not."""

    tried: dict[tuple[str, int], Change] = field(default_factory=dict)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """From now on."""
        record = Tickets.record

        def watched(tickets: Tickets, move: Move) -> Ticket:
            before = tickets.get(move.ticket.no)
            after = record(tickets, move)
            self.tried[move.entry.no, move.entry.seq] = Change(before, after, move.entry)
            return after

        patch.setattr(Tickets, "record", watched)


def staff(system: System) -> list[Actor]:
    """Everybody with an account, made where lacking: each role, three units, two jobs at once."""
    more = (
        ("sweeper", {Role.UNIT_CLERK}, CO_UNIT),
        ("caller2", {Role.CALLBACK_CLERK}, ""),
        ("plumber", {Role.HANDLER}, OTHER_UNIT),
        ("both", {Role.CALLBACK_CLERK, Role.REVIEWER}, ""),
        ("mixed", {Role.HANDLER, Role.CALLBACK_CLERK}, UNIT),
        ("boss", {Role.SUPERVISOR, Role.DISPATCHER}, ""),
    )
    with system.store.write() as uow:
        for name, roles, unit in more:
            if uow.people.by_username(name) is None:
                kept = frozenset(roles)
                uow.people.add(name, name, kept, password=PASSWORD, unit=unit, now=system.now())
        rows = uow.people.all()
    found = [Actor(r.id, r.name, frozenset(map(Role, r.roles)), r.unit) for r in rows]
    assert {role for who in found for role in who.roles} == set(ACCOUNT_ROLES)
    return found


class Day:
    """What people do to a few tickets, well or badly; whoever is refused has changed nothing."""

    def __init__(self, system: System, clock: Clock, people: list[Actor], photo: Kept) -> None:
        self.system, self.clock, self.people, self.photo = system, clock, people, photo
        self.numbers: list[str] = []
        self.matters: list[int] = []
        self.done = 0
        self.refused: list[DomainError] = []

    @contextmanager
    def desk(self, who: Actor) -> Iterator[Desk]:
        with self.system.store.write() as uow:
            yield self.desk_in(uow, who)

    def desk_in(self, uow: UnitOfWork, who: Actor) -> Desk:
        """Somebody's desk in a transaction that is open."""
        return Desk(uow, self.system.hotline, who, self.clock.at)

    def ticket(self, no: str) -> Ticket:
        with self.system.store.read() as uow:
            return uow.tickets.get(no)

    @contextmanager
    def _tried(self) -> Iterator[None]:
        """What is refused is noted; nothing else may go wrong."""
        try:
            yield
        except DomainError as problem:
            self.refused.append(problem)
        else:
            self.done += 1

    def register(self, chance: Random) -> None:
        """The agent takes down a request, sometimes half, or a citizen's app sends it."""
        is_half = chance.random() < 0.2
        request = NewRequest(
            chance.choice(TEXTS),
            chance.choice([Channel.PHONE, Channel.PHONE, Channel.APP]),
            caller=Caller() if is_half else Caller("王先生", "13800000001"),
            request_type=chance.choice(list(RequestType)),
            urgency=chance.choices(list(Urgency), [1, 1, 8])[0],
            place="" if is_half else "样例路东段",
            occurred="" if is_half else "上周",
            demand="尽快修好",
            files=(self.photo,) if chance.random() < 0.1 else (),
        )
        with self._tried(), self.desk(self.one(Role.AGENT)) as desk:
            self.numbers.append(intake.receive(desk, request).ticket.no)

    def one(self, role: Role, unit: str = "") -> Actor:
        """Somebody with that role alone."""
        found = (p for p in self.people if p.roles == {role} and p.unit == unit)
        return next(found)

    def work(self, chance: Random, who: Actor, no: str) -> None:
        """Somebody looks at a ticket and does one of the things that are offered."""
        with self._tried(), self.desk(who) as desk:
            ticket = self._looked_at(desk, no)
            offered = [row for row, why in steps.possible(desk, ticket) if why is None]
            usual = [row for row in offered if row.step not in RARE]
            wanted = [row for row in offered if row.step in WANTED | self._by_two(ticket)]
            moves = [row for row in usual if not row.is_record]
            drawn = offered + usual * 4 + moves * 6 + wanted * 30
            if not drawn:
                raise NotFound("没有可以办的。")
            step = chance.choice(drawn).step
            given = self.fill(chance, step, ticket)
            files = [self.photo] if step is Step.REPLY and chance.random() < 0.2 else []
            version = ticket.version if chance.random() < 0.5 else None
            steps.take_on(desk, ticket, step, given, version, files=files)

    @staticmethod
    def _by_two(ticket: Ticket) -> set[Step]:
        """What leads to an explanation by two people."""
        if ticket.status is not Status.CALLBACK_DUE:
            return set()
        return {Step.ENDORSE} if ticket.progress.explained_by else {Step.PROPOSE_EXPLAINED}

    def _looked_at(self, desk: Desk, no: str) -> Ticket:
        is_staff = not desk.actor.roles & {Role.SYSTEM, Role.CALLER}
        return steps.visible(desk, no) if is_staff else desk.uow.tickets.get(no)

    def try_anything(self, chance: Random, who: Actor, no: str, step: Step) -> None:
        """A step of the table by anybody: it goes through only if it was offered."""
        with self._tried(), self.desk(who) as desk:
            ticket = self._looked_at(desk, no)
            offered = {row.step for row, why in steps.possible(desk, ticket) if why is None}
            steps.take_on(desk, ticket, step, self.fill(chance, step, ticket))
            assert step in offered, (step, who.roles, ticket.status)

    def press_on_an_old_page(self, chance: Random, who: Actor, no: str) -> None:
        """Whoever saw an older version is told, whatever the step: nothing is done."""
        ticket = self.ticket(no)
        if ticket.version < 2:
            return
        seen = chance.randrange(1, ticket.version)
        step = chance.choice(list(FIELDS))
        if step is Step.REGISTER:
            return
        with suppress(NotFound), pytest.raises(Stale), self.desk(who) as desk:
            steps.take(desk, no, step, self.fill(chance, step, ticket), seen)

    def in_bulk(self, chance: Random, who: Actor, step: Step) -> None:
        """One step on all tickets: each ends as it would have ended alone."""
        wants = [
            Want(no, ticket.version - (chance.random() < 0.15), self.fill(chance, step, ticket))
            for no in self.numbers
            if (ticket := self.ticket(no))
        ]
        alone = [self._alone(who, step, want) for want in wants]
        if wants:
            told = bulk.take_each(
                self.system.store, lambda uow: self.desk_in(uow, who), step, wants
            )
            assert [outcome.why_not for outcome in told] == alone
            self.done += sum(not why for why in alone)

    def _alone(self, who: Actor, step: Step, want: Want) -> str:
        class Undone(Exception): ...

        with suppress(Undone):
            try:
                with self.desk(who) as desk:
                    steps.take(desk, want.no, step, want.given, want.version)
                    raise Undone
            except DomainError as problem:
                return problem.message
        return ""

    def on_the_public_page(self, chance: Random, no: str) -> None:
        """The caller looks his ticket up and does what he is shown."""
        with self._tried(), self.desk(CALLER) as desk:
            code = desk.uow.vault.query_code(no)
            shown = tracking.look_up(desk, no, code)
            answers = {q: chance.choice(["yes", "yes", "no"]) for q in QUESTIONS}
            if shown.may_answer:
                tracking.answer(desk, no, code, answers)
            elif shown.may_evaluate:
                tracking.act(desk, no, code, Step.EVALUATE, {"satisfied": answers["satisfied"]})
            elif shown.may_reopen:
                tracking.act(desk, no, code, Step.RECALL, {"reason": "又坏了"})
            else:
                files = [self.photo] if chance.random() < 0.3 else []
                tracking.act(desk, no, code, Step.ATTACH, {"note": "补充一张"}, files=files)

    def call_back(self, chance: Random, who: Actor, no: str) -> None:
        """A clerk calls a caller: answers, none, or a part that goes its own way."""
        with suppress(DomainError), self.desk(who) as desk:
            callback.claim(desk, no)
        with self._tried(), self.desk(who) as desk:
            drawn = chance.random()
            if drawn < 0.6:
                said = {q: chance.choice(["yes", "yes", "yes", "no"]) for q in QUESTIONS}
                callback.note_answers(desk, no, said)
            elif drawn < 0.95:
                outcome = chance.choice(["no_answer", "busy", "call_later", "no_number"])
                at = (self.clock.at + timedelta(days=1)).astimezone(LOCAL)
                given = {"outcome": outcome, "call_at": f"{at:%Y-%m-%dT%H:%M}"}
                callback.note_attempt(desk, no, given)
            else:
                callback.split_off(desk, no, {"reason": "他家还没修"}, self.ticket_in(desk, no))

    @staticmethod
    def ticket_in(desk: Desk, no: str) -> int:
        return desk.uow.tickets.get(no).version

    def explain(self, chance: Random, no: str) -> None:
        """What leads to an explanation by two people, or is said against it."""
        steps_of_two = [Step.ENDORSE] * 3 + [Step.CLOSE_EXPLAINED] * 3 + [Step.OVERRULE]
        is_proposed = self.ticket(no).progress.explained_by
        step = chance.choice(steps_of_two) if is_proposed else Step.PROPOSE_EXPLAINED
        is_second = step in (Step.ENDORSE, Step.OVERRULE)
        right = Permission.TICKET_ENDORSE if is_second else Permission.TICKET_CALL_BACK
        who = chance.choice([who for who in self.people if who.may(right)])
        self.try_anything(chance, who, no, step)

    def join(self, chance: Random, no: str) -> None:
        """Another caller asks the same, and is merged into the order."""
        self.register(chance)
        with self._tried(), self.desk(self.one(Role.AGENT)) as desk:
            steps.take(desk, self.numbers[-1], Step.MERGE, {"master_no": no})

    def of_order(self, no: str) -> list[str]:
        """The order and what was merged into it."""
        with self.system.store.read() as uow:
            return [no, *(member.no for member in uow.merges.members(no))]

    def in_session(self, chance: Random, who: Actor) -> None:
        """A matter across borders goes on, or a new one is opened."""
        known = (0, 0)
        with self._tried(), self.desk(who) as desk:
            if not self.matters or chance.random() < 0.2:
                given = self._matter(chance, MatterStep.OPEN)
                self.matters.append(joint.open_matter(desk, given).id)
                return
            matter = joint.visible_matter(desk, chance.choice(self.matters))
            offered = matter_steps(matter, who)
            if not offered:
                raise NotFound("没有可以办的。")
            step = chance.choice([s for s in offered if s is not MatterStep.NOTE] or offered)
            if step is not MatterStep.CARRY_OUT:
                joint.take_matter(desk, matter.id, step, self._matter(chance, step))
                return
            known = matter.id, matter.version
        if known != (0, 0):
            with self._tried():
                joint.carry_out(self.system.store, lambda uow: self.desk_in(uow, who), *known)

    def _matter(self, chance: Random, step: MatterStep) -> dict[str, Any]:
        later = (self.clock.at + timedelta(days=3)).astimezone(LOCAL)
        lead, helper = chance.sample(UNITS, 2)
        return {
            "title": "路灯归谁修",
            "question": "由谁管养",
            "crossings": "departments",
            "tickets": chance.sample(self.numbers, min(2, len(self.numbers))),
            "units": [lead, helper],
            "answer_by": f"{later:%Y-%m-%d}",
            "held_on": f"{self.clock.at + timedelta(days=1):%Y-%m-%d}",
            "held_at": "09:30",
            "place": "会议室",
            "chair": "张主任",
            "agenda": "归谁",
            "lead": lead,
            "co_units": [helper] if chance.random() < 0.5 else [],
            "duties": f"{lead}：修好\n{helper}：配合" if chance.random() < 0.5 else f"{lead}：修好",
            "due_on": f"{later:%Y-%m-%d}",
            "legal_basis": "条例第四条",
            "said": "由管养单位修",
            "position": chance.choice(["lead", "assist", "not_ours"]),
            "reason": "意见不一",
            "note": "请尽快",
        }

    def night(self) -> None:
        """The program presses, resumes and archives, ticket by ticket."""
        for no in self.numbers:
            for step in (Step.RESUME, Step.ARCHIVE):
                if step is Step.ARCHIVE and self.done % 7:
                    continue
                with suppress(DomainError), self.desk(SYSTEM) as desk:
                    steps.take(desk, no, step, {"note": "系统"})
            with self.desk(SYSTEM) as desk:
                tiers.press(desk, no)

    def fill(self, chance: Random, step: Step, ticket: Ticket) -> dict[str, Any]:
        """What somebody types: mostly fit for the step, sometimes something else."""
        given = good_input(step, ticket.status)
        soon = self.clock.at + timedelta(days=chance.choice([3, 20, 60]))
        values: dict[str, Any] = {
            "unit": chance.choice(UNITS),
            "units": chance.sample(UNITS, 2),
            "co_units": chance.sample(UNITS, chance.choice([0, 0, 1, 2])),
            "co_unit": chance.choice(ticket.co_units or UNITS),
            "suggested_unit": chance.choice(UNITS),
            "promised_on": f"{soon:%Y-%m-%d}",
            "held_on": f"{self.clock.at - timedelta(days=1):%Y-%m-%d}",
            "days": chance.choice([3, 3, 10, 11]),
            "master_no": chance.choice(self.numbers),
            "designated_by": chance.choice(["", "测试supervisor"]),
            "attachment": str(chance.randint(1, 5)),
            "topic": "010101",
            "explanation": chance.choice(["测试内容", "测试内容", "测试内容", "另一种解释"]),
            "note": chance.choice(["已看", f"@{self.one(Role.REVIEWER).name} 请看"]),
        }
        given |= {name: value for name, value in values.items() if name in given}
        if step is Step.CORRECT and ticket.missing:
            given = {"supplement": "王先生，昨晚八点", "fills": [e.value for e in ticket.missing]}
        if chance.random() < 0.3:
            for one in FIELDS[step]:
                if one.choices is not None and one.kind is Kind.CHOICE:
                    given[one.name] = chance.choice(list(one.choices)).value
        says_answers = step in (Step.REDO, Step.PROPOSE_EXPLAINED) and ticket.progress.answered_for
        is_closing = step in (Step.CLOSE, Step.CLOSE_EXPLAINED)
        if (is_closing or says_answers) and chance.random() < 0.7:
            given |= dict.fromkeys(QUESTIONS, "")
        return given


def a_photo(system: System) -> Kept:
    """A picture that is kept and waits for its step."""
    given = Given("现场.jpg", io.BytesIO(SAMPLES["jpeg"]))
    return attachments.take_in(system.store, system.hotline.attachments, [given])[0]
