"""One request on its way through the hotline: the time it has reached and the acts so far."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from service.demo.city import City
from service.demo.fate import Act
from service.demo.people import hotline_usernames
from service.demo.scene import Scene
from service.demo.themes import Theme
from service.demo.truth import Habit
from service.demo.workdays import WorkClock, to_utc
from service.domain.lifecycle.steps import Step
from service.domain.ticket import RequestType, ResultCode

_DESK_OPENS, _DESK_CLOSES = time(8, 0), time(20, 0)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is the same for all requests: the city, its clock, its careless units by code."""

    city: City
    clock: WorkClock
    habits: dict[str, Habit]


@dataclass(slots=True)
class Story:
    """One request on its way.

    `now` is the naive local time it has reached, `result` what the last reply says.
    """

    desk: Desk
    scene: Scene
    theme: Theme
    request_type: RequestType
    now: datetime
    acts: list[Act] = field(default_factory=list)
    result: ResultCode = ResultCode.SOLVED

    @property
    def rng(self) -> Random:
        """The chance that decides."""
        return self.scene.rng

    @property
    def is_urgent(self) -> bool:
        """Whether the matter has hours, not days."""
        return self.theme.outcome.is_urgent

    def act(self, step: Step, by: str, data: dict[str, Any] | None = None) -> None:
        """Add a step at the present moment of the story."""
        self.acts.append(Act(to_utc(self.now), step, by, data or {}))

    def by(self, role: str) -> str:
        """Return somebody at the hotline with this role."""
        names = hotline_usernames(role)
        return names[int(self.rng.random() * len(names))]

    def say(self, kind: str) -> str:
        """Return one of the phrases of the handling side."""
        return self.scene.say("reply", kind)

    def chance(self, share: float) -> bool:
        """Return True with this probability."""
        return self.rng.random() < share

    def wait(self, low: float, high: float) -> None:
        """Let between `low` and `high` minutes pass, whatever the hour."""
        self.now += timedelta(minutes=low + self.rng.random() * (high - low))

    def wait_for_desk(self, low: float, high: float) -> None:
        """Let minutes pass and, outside the hotline's desk hours, wait for the morning."""
        self.wait(low, high)
        day = self.now.date()
        if self.now.time() > _DESK_CLOSES:
            day += timedelta(days=1)
        elif self.now.time() >= _DESK_OPENS:
            return
        self.now = datetime.combine(day, _DESK_OPENS)
        self.wait(0, 90)

    def wait_for_office(self, low: float, high: float) -> None:
        """Let minutes pass and, outside office hours, wait for the next opening."""
        self.wait(low, high)
        opening = self.desk.clock.open_at(self.now)
        if opening > self.now:
            self.now = opening
            self.wait(0, 60)
