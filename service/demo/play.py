"""Plays the script: every request through intake, every act through the same step as in a city.

Acts are taken in the order of time over all requests, each at its own hour; what lies after the
end of the span has not happened yet and stays in somebody's queue.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, groupby
from zlib import crc32

from service.demo.fate import Act
from service.demo.readers import Form
from service.demo.script import Incident
from service.domain.callback.questions import QUESTIONS
from service.domain.errors import DomainError
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Answer
from service.flows import intake, steps
from service.flows.desk import Desk
from service.flows.dispatch import SendOn
from service.flows.hotline import Hotline
from service.flows.requests import NewRequest
from service.store.tickets.callers import Caller
from service.store.uow import UnitOfWork


@dataclass
class Stage:
    """Where the script is played; ``refused`` counts acts that the rules did not allow.

    ``numbers`` and ``topics``: the ticket and the true topic of each incident, by its key.
    """

    uow: UnitOfWork
    hotline: Hotline
    actors: dict[str, Actor]
    until: datetime
    numbers: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    def play(
        self,
        incidents: Sequence[Incident],
        forms: Iterable[Form],
        progress: Callable[[int], None],
    ) -> int:
        """Play everything up to the end of the span; returns how many requests came in."""
        ahead: list[tuple[datetime, int, str, Act]] = []
        order = count()
        played = 0
        for batch, batch_forms in _batches(incidents, iter(forms)):
            callers = self.uow.callers.keep_many([_caller(i) for i in batch], batch[0].at)
            self._number(batch)
            for incident, form, caller_id in zip(batch, batch_forms, callers, strict=True):
                if incident.at > self.until:
                    break
                self._act_until(ahead, incident.at)
                self._register(incident, form, caller_id)
                for act in incident.fate.acts:
                    heapq.heappush(ahead, (act.at, next(order), incident.key, act))
                played += 1
            self.uow.flush()
            progress(played)
        self._act_until(ahead, self.until)
        self.uow.flush()
        return played

    def _number(self, batch: Sequence[Incident]) -> None:
        """Give out the ticket numbers of a batch, day by day in order of time."""
        for day, group in groupby(batch, key=_day):
            keys = [incident.key for incident in group if incident.at <= self.until]
            if keys:
                numbers = self.uow.tickets.next_numbers(day, len(keys))
                self.numbers |= zip(keys, numbers, strict=True)

    def _register(self, incident: Incident, form: Form, caller_id: int | None) -> None:
        number = self.numbers[incident.key]
        self.topics[incident.key] = incident.truth.topics[0] if incident.truth.topics else ""
        by = incident.fate.acts[0].by if incident.fate.acts else "agent01"
        clerk = self.actors[by if by.startswith("agent") else "agent01"]
        desk = Desk(self.uow, self.hotline, clerk, incident.at)
        request = _request(incident, form)
        receipt = intake.register(
            desk, request, form.reading, number, caller_id, send_on=SendOn.NOWHERE
        )
        if receipt.ticket.missing:
            supplement = f"来电人补充：是{incident.truth.name}的事。"
            given = {"supplement": supplement, "fills": list(receipt.ticket.missing)}
            steps.take(desk, number, Step.CORRECT, given)

    def _act_until(self, ahead: list[tuple[datetime, int, str, Act]], moment: datetime) -> None:
        while ahead and ahead[0][0] <= moment:
            at, _, key, act = heapq.heappop(ahead)
            self._act(at, key, act)

    def _act(self, at: datetime, key: str, act: Act) -> None:
        data = dict(act.data)
        if act.step is Step.MERGE:
            data["master_no"] = self.numbers[data["master_no"]]
        desk = Desk(self.uow, self.hotline, self.actors[act.by], at)
        if act.step is Step.DISPATCH:
            self._put_right(desk, key)
        try:
            if desk.actor.may(Permission.TICKET_CALL_BACK):
                self.uow.claims.assume(self.numbers[key], desk.actor, at)
            if act.step in (Step.CLOSE, Step.CLOSE_EXPLAINED):
                self._ask_members(desk, self.numbers[key])
            steps.take(desk, self.numbers[key], act.step, data)
        except DomainError as problem:
            rule = getattr(problem, "rule", "") or type(problem).__name__
            self.refused[f"{act.step}: {rule}"] += 1

    def _ask_members(self, desk: Desk, number: str) -> None:
        """The callers who were merged into an order are content when its own caller was asked."""
        content = dict.fromkeys(QUESTIONS, Answer.YES)
        for member in self.uow.merges.members(number):
            self.uow.claims.assume(member.no, desk.actor, desk.now)
            steps.take(desk, member.no, Step.CALLER_ANSWER, content)

    def _put_right(self, desk: Desk, key: str) -> None:
        """Most dispatchers see that the topic read is not the matter, and name the right one."""
        number, topic = self.numbers[key], self.topics[key]
        if topic and sees_through(key) and self.uow.tickets.get(number).topic != topic:
            steps.take(desk, number, Step.CORRECT, {"topic": topic})


_BATCH = 500
_SEEN_PERCENT = 70


def sees_through(key: str) -> bool:
    """Whether the dispatcher of this incident notices when the topic read is not the matter."""
    return crc32(key.encode()) % 100 < _SEEN_PERCENT


def _batches(
    incidents: Sequence[Incident], forms: Iterator[Form]
) -> Iterator[tuple[Sequence[Incident], list[Form]]]:
    for start in range(0, len(incidents), _BATCH):
        batch = incidents[start : start + _BATCH]
        yield batch, [next(forms) for _ in batch]


def _day(incident: Incident) -> str:
    return incident.at.astimezone(LOCAL).strftime("%Y%m%d")


def _caller(incident: Incident) -> Caller:
    return Caller(incident.caller.name, incident.caller.phone)


def _request(incident: Incident, form: Form) -> NewRequest:
    """As the agent types it: what was asked for is filled in, what the machine reads stays."""
    truth = incident.truth
    return NewRequest(
        text=incident.text,
        title=form.title,
        channel=incident.channel,
        caller=_caller(incident),
        request_type=truth.request_type,
        urgency=truth.urgency,
        area=truth.area,
        place="",
        occurred=form.occurred or "诉求人没说清",
        demand=form.demand or "请核实处理",
        registered_at=incident.at,
    )
