"""The frame that analysis works on: its columns, its edges in time, and whom it does not name."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from analytics.months import Period, month_period
from analytics.schema import TICKETS, check
from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.store.figures import frames as frames_module
from service.store.figures.frames import ALL, Frames
from tests.installation import NOW, Clock
from tests.months import EVENT, MONTH, OTHERS, START, plant
from tests.stories import Story

FEBRUARY = month_period(MONTH, NOW)
THIS_MONTH = month_period("2026-03", NOW + timedelta(days=30))


def frame_of(system: System, period: Period, columns: tuple[str, ...] = ALL) -> pd.DataFrame:
    with system.store.read() as uow:
        catalogue = system.hotline.catalogue(uow, system.now())
        made = Frames(uow.session, uow.vault, catalogue, system.hotline.supervision)
        return made.tickets(period, columns)


def test_the_frame_is_what_analytics_declares(system: System) -> None:
    plant(system)
    Story(system).closed()
    for period in (FEBRUARY, THIS_MONTH, month_period("2020-01", NOW)):
        made = frame_of(system, period)
        assert list(check(made, ALL).columns) == list(ALL)
    assert set(ALL) <= set(TICKETS)


def test_words_and_places_are_those_that_were_stored(system: System) -> None:
    no = plant(system)[0]
    with system.store.read() as uow:
        stored = uow.readings.get(no)
    row = frame_of(system, FEBRUARY).set_index("no").loc[no]
    assert stored is not None
    assert row["tokens"].split() == list(stored.tokens)
    assert row["places"].split("|") == list(stored.places)
    assert row["topic_path"].count("/") == 2


def test_a_month_begins_and_ends_at_midnight_in_shanghai(system: System) -> None:
    plant(system, START - timedelta(hours=5), event=1)  # the first one at midnight sharp
    plant(system, START - timedelta(hours=6, days=100), event=0)
    assert len(frame_of(system, FEBRUARY)) == 1 + len(OTHERS)
    with system.store.read() as uow:
        made = Frames(uow.session, uow.vault, system.hotline.catalogue(uow, NOW), None)  # type: ignore[arg-type]
        counts = made.counts(START - timedelta(days=200), NOW)
    assert counts[MONTH] == 1 + len(OTHERS)
    assert counts.sum() == 1 + 2 * len(OTHERS)


def test_the_last_second_before_the_month_belongs_to_the_month_before(system: System) -> None:
    plant(system, START - timedelta(hours=5, seconds=1), event=1)
    assert len(frame_of(system, FEBRUARY)) == len(OTHERS)


def test_nobody_is_named_and_the_same_caller_keeps_one_key(system: System) -> None:
    story = Story(system)
    story.registered()
    story.registered("又来反映：样例路的井盖也坏了，请尽快更换。")
    made = frame_of(system, THIS_MONTH)
    assert set(made["caller"]) == {made["caller"].iloc[0]} != {""}
    assert "13800000001" not in made.to_string()
    assert "王先生" not in made.to_string()


def test_what_came_after_the_instant_is_left_out(system: System, clock: Clock) -> None:
    story = Story(system)
    ticket = story.in_progress()
    seen_at = clock.at
    clock.advance(days=1)
    story.take(Role.UNIT_CLERK, ticket.no, Step.REPLY, result_code="solved", reply="已修好。")
    period = Period(THIS_MONTH.start, THIS_MONTH.end, seen_at)
    then = frame_of(system, period).iloc[0]
    now = frame_of(system, THIS_MONTH).iloc[0]
    assert (then["status"], now["status"]) == ("in_progress", "replied")
    assert pd.isna(then["on_time"])
    assert now["on_time"]


@pytest.mark.parametrize("state", ["registered", "at_unit", "in_progress", "closed", "redone"])
def test_the_course_agrees_with_the_ticket_itself(system: System, state: str) -> None:
    ticket = getattr(Story(system), state)()
    with system.store.read() as uow:
        ticket = uow.tickets.get(ticket.no)
    row = frame_of(system, THIS_MONTH).iloc[0]
    same = {
        "status": ticket.status.value,
        "unit": ticket.lead_unit,
        "rounds": ticket.round,
        "dispatch_count": ticket.dispatches,
    }
    assert {name: row[name] for name in same} == same
    times = ("due_at", "sign_due_at", "signed_at", "dispatched_at")
    for name, value in [*((n, getattr(ticket, n)) for n in times), ("closed_at", ticket.ended_at)]:
        assert (None if pd.isna(row[name]) else row[name]) == value, name


def test_chunks_make_one_frame_in_order(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(system)
    whole = frame_of(system, FEBRUARY)
    monkeypatch.setattr(frames_module, "_CHUNK", 3)
    pd.testing.assert_frame_equal(frame_of(system, FEBRUARY), whole)
    assert whole["no"].is_monotonic_increasing
    assert len(whole) == len(EVENT) + len(OTHERS)


def test_older_tickets_still_in_work_belong_to_the_work_of_a_month(
    system: System, clock: Clock
) -> None:
    story = Story(system)
    clock.at = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)
    open_one, closed_one = story.in_progress(), story.closed()
    clock.at = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
    fresh = story.registered()
    with system.store.read() as uow:
        catalogue = system.hotline.catalogue(uow, clock.at)
        made = Frames(uow.session, uow.vault, catalogue, system.hotline.supervision)
        numbers = set(made.at_work(THIS_MONTH, ("no",))["no"])
    assert numbers == {open_one.no, fresh.no}
    assert closed_one.no not in numbers
