"""Whatever people do on whatever day, in whatever order, every law of the life cycle holds.

The short days are in every run. ``MINSHENG_STEPS=10000`` takes as many steps in the long test on
each database, some three minutes of a processor each; the suite is content with a fifth.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM, Actor, Permission, Role
from service.flows.tracking import CALLER
from tests.any_day import PASSING, Day, Door, a_photo, staff
from tests.good_will import Leading
from tests.installation import Clock
from tests.laws import Laws

# Before Spring Festival, Labour Day, the National Day, the end of a published year; a plain week.
STARTS = [
    datetime(2026, month, day, 1, 30, tzinfo=UTC)
    for month, day in ((2, 11), (4, 29), (9, 28), (12, 24), (3, 10))
]
IN_BULK = (Step.DISPATCH, Step.SIGN, Step.APPROVE, Step.REMIND, Step.CLOSE, Step.REPLY)
seeds = st.integers(0, 2**30)


def machine(system: System, clock: Clock, door: Door) -> type[RuleBasedStateMachine]:
    """People at one installation; each day has tickets of its own."""
    people, photo = staff(system), a_photo(system)
    # The program and callers have no account: both are written down as number 0.
    nobody = Actor(0, "", SYSTEM.roles | CALLER.roles)
    by_id = {who.id: who for who in people} | {0: nobody}

    class AnyDay(RuleBasedStateMachine):
        steps = 0

        def __init__(self) -> None:
            super().__init__()
            self.day = Day(system, clock, people, photo)
            self.laws = Laws(system, door, by_id)
            door.tried.clear()

        @initialize(start=st.sampled_from(STARTS), seed=seeds)
        def begin(self, start: datetime, seed: int) -> None:
            clock.at = start
            for number in range(2):
                self.day.register(Random(seed + number))
            if seed % 2:
                self.quarrel(Random(seed))

        @precondition(lambda self: len(self.day.numbers) < 5)
        @rule(seed=seeds)
        def somebody_asks(self, seed: int) -> None:
            self.day.register(Random(seed))

        @rule(seed=seeds)
        def people_work(self, seed: int) -> None:
            chance = Random(seed)
            for _ in range(3):
                who = chance.choice([*people, *people, SYSTEM, CALLER])
                self.day.work(chance, who, chance.choice(self.day.numbers))
                clock.at += timedelta(minutes=chance.randrange(90))
                self.every_law_holds()

        @rule(seed=seeds, which=st.integers(0, 9))
        def the_unit_works(self, seed: int, which: int) -> None:
            chance, no = Random(seed), self.day.numbers[which % len(self.day.numbers)]
            lead = self.day.ticket(no).lead_unit
            own = [who for who in people if who.unit and who.unit == lead]
            self.day.work(chance, chance.choice(own or people), no)

        @rule(seed=seeds, step=st.sampled_from(Step))
        def somebody_tries(self, seed: int, step: Step) -> None:
            chance = Random(seed)
            if step is not Step.REGISTER:
                who = chance.choice([*people, SYSTEM])
                self.day.try_anything(chance, who, chance.choice(self.day.numbers), step)

        @rule(seed=seeds)
        def an_old_page_is_pressed(self, seed: int) -> None:
            chance = Random(seed)
            who, no = chance.choice(people), chance.choice(self.day.numbers)
            self.day.press_on_an_old_page(chance, who, no)

        @rule(seed=seeds, step=st.sampled_from(IN_BULK))
        def many_at_once(self, seed: int, step: Step) -> None:
            chance = Random(seed)
            self.day.in_bulk(chance, chance.choice(people), step)

        @rule(seed=seeds)
        def the_caller_looks(self, seed: int) -> None:
            chance = Random(seed)
            self.day.on_the_public_page(chance, chance.choice(self.day.numbers))

        @rule(seed=seeds, which=st.integers(0, 9))
        def a_clerk_calls(self, seed: int, which: int) -> None:
            chance, no = Random(seed), self.day.numbers[which % len(self.day.numbers)]
            clerks = [who for who in people if Role.CALLBACK_CLERK in who.roles]
            self.day.call_back(chance, chance.choice(clerks), no)

        @precondition(lambda self: len(self.day.numbers) < 8)
        @rule(seed=seeds)
        def callers_are_unhappy(self, seed: int) -> None:
            self.quarrel(Random(seed))

        def quarrel(self, chance: Random) -> None:
            """A callback in which clerks explain, others consent, and callers say more."""
            self.day.register(chance)
            no = self.day.numbers[-1]
            if chance.random() < 0.5:
                self.day.join(chance, no)
            Leading(self.day).to_callback(no)
            clerks = [who for who in people if who.may(Permission.TICKET_CALL_BACK)]
            for _ in range(12):
                drawn, one = chance.random(), chance.choice(self.day.of_order(no))
                if drawn < 0.15:
                    self.day.on_the_public_page(chance, one)
                elif drawn < 0.35:
                    self.day.call_back(chance, chance.choice(clerks), one)
                else:
                    self.day.explain(chance, no)
                clock.at += timedelta(minutes=chance.randrange(30))
                self.every_law_holds()

        @rule(seed=seeds)
        def a_session_is_held(self, seed: int) -> None:
            chance = Random(seed)
            self.day.in_session(chance, chance.choice(people))

        @rule(span=st.sampled_from(PASSING))
        def time_passes(self, span: timedelta) -> None:
            clock.at += span

        @rule()
        def night_comes(self) -> None:
            self.day.night()

        @invariant()
        def every_law_holds(self) -> None:
            type(self).steps += self.laws.hold(self.day.numbers, clock.at)

        def teardown(self) -> None:
            """Nothing is stuck: whatever was done, good will settles it; refusals say why."""
            assert all(problem.message.endswith("。") for problem in self.day.refused)
            for no in self.day.numbers:
                Leading(self.day).to_its_end(no)
                self.every_law_holds()

    return AnyDay


@pytest.fixture
def days(system: System, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[..., type[Any]]:
    """``days(n)``: so many days of people at work, each law asked after each step."""
    door = Door()
    door.watch(monkeypatch)

    def run(count: int, steps: int = 25) -> type[Any]:
        kind = machine(system, clock, door)
        chosen = settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        run_state_machine_as_test(kind, settings=chosen)
        return kind

    return run


def test_a_few_days(days: Callable[..., type[Any]]) -> None:
    assert days(3, steps=15).steps > 40


@pytest.mark.long
def test_many_days(days: Callable[..., type[Any]], system: System) -> None:
    is_sqlite = system.store.engine.dialect.name == "sqlite"
    wanted = int(os.environ.get("MINSHENG_STEPS", "2000" if is_sqlite else "400"))
    steps = 0
    while steps < wanted:
        steps += days(10).steps
