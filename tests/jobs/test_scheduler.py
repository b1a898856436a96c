"""When the jobs run: across the year's end too, and after the machine was down."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from service.bootstrap import System
from service.domain.localtime import LOCAL
from service.jobs import learning, monthly, nightly, scheduler, weekly
from service.store.installation.runs import DONE, FAILED
from tests.installation import Clock
from tests.months import BEFORE, MONTH, START, plant


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("now", "fires"),
    [
        (local(2026, 12, 1, 2, 1), local(2027, 1, 1, 2, 0)),
        (local(2026, 12, 31, 23, 59), local(2027, 1, 1, 2, 0)),
        (local(2027, 1, 1, 1, 59), local(2027, 1, 1, 2, 0)),
        (local(2027, 1, 1, 2, 1), local(2027, 2, 1, 2, 0)),
        (local(2028, 2, 29, 12, 0), local(2028, 3, 1, 2, 0)),
    ],
)
def test_the_month_is_worked_out_on_the_first_at_two(now: datetime, fires: datetime) -> None:
    assert scheduler.MONTHLY.get_next_fire_time(None, now) == fires


@pytest.mark.parametrize(
    ("now", "fires"),
    [
        (local(2026, 12, 31, 1, 1), local(2027, 1, 1, 1, 0)),
        (local(2026, 12, 31, 0, 59), local(2026, 12, 31, 1, 0)),
    ],
)
def test_the_night_s_work_begins_at_one(now: datetime, fires: datetime) -> None:
    assert scheduler.NIGHTLY.get_next_fire_time(None, now) == fires


def done(system: System, outcome: str = DONE) -> set[tuple[str, str]]:
    with system.store.read() as uow:
        return {(run.job, run.period) for run in uow.runs.newest() if run.outcome == outcome}


def test_what_was_missed_while_the_machine_was_down_is_caught_up(
    system: System, clock: Clock
) -> None:
    plant(system)
    scheduler.catch_up(system)
    assert done(system) == {
        (monthly.NAME, MONTH),
        (nightly.NAME, "2026-03-10"),
        (learning.NAME, MONTH),
    }


def test_the_brief_of_the_week_before_is_made_on_monday_once(system: System, clock: Clock) -> None:
    plant(system)
    clock.at = datetime(2026, 2, 8, 19, 59, tzinfo=UTC)  # a minute to four on Monday
    scheduler.catch_up_week(system)
    assert done(system) == set()
    for _ in range(2):
        clock.advance(minutes=1)
        scheduler.catch_up_week(system)
    assert done(system) == {(weekly.NAME, "2026-02-02")}
    with system.store.read() as uow:
        (row,) = uow.special_reports.newest(briefs=True, before=0, count=9)
        assert (row.week, row.state) == ("2026-02-02", "ready")


def test_what_is_done_is_not_done_again(system: System) -> None:
    plant(system)
    for _ in range(3):
        scheduler.catch_up(system)
    with system.store.read() as uow:
        assert len(uow.runs.newest()) == 3


def test_a_month_worked_out_before_its_end_is_worked_out_again_after_it(
    system: System, clock: Clock
) -> None:
    plant(system)
    clock.at = datetime(2026, 2, 28, 15, 59, tzinfo=UTC)
    monthly.run_month(system, MONTH, clock.at)
    clock.at = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    for _ in range(2):
        scheduler.catch_up_month(system)
    with system.store.read() as uow:
        assert [run.started_at for run in uow.runs.newest()][:-1] == [clock.at]


def test_a_night_s_work_done_before_its_hour_is_done_again_at_it(
    system: System, clock: Clock
) -> None:
    clock.at = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)  # half past midnight of the 10th
    nightly.run_night(system, clock.at)
    clock.at = datetime(2026, 3, 9, 17, 0, tzinfo=UTC)
    for _ in range(2):
        scheduler.catch_up_night(system)
    with system.store.read() as uow:
        assert [run.started_at for run in uow.runs.newest()][:-1] == [clock.at]


def test_a_month_without_tickets_is_left_alone(system: System) -> None:
    plant(system, START - timedelta(days=31))
    scheduler.catch_up_month(system)
    assert done(system) == set()
    assert not (system.settings.data / "reports" / BEFORE).exists()


@pytest.mark.parametrize(("hour", "is_run"), [(17, False), (18, True)])
def test_the_month_is_not_caught_up_before_its_hour(
    system: System, clock: Clock, hour: int, is_run: bool
) -> None:
    plant(system)
    clock.at = datetime(2026, 2, 28, hour, 0, tzinfo=UTC)  # one and two o'clock of 1 March
    scheduler.catch_up_month(system)
    assert ((monthly.NAME, MONTH) in done(system)) is is_run


@pytest.mark.parametrize(("hour", "is_run"), [(16, False), (17, True)])
def test_the_night_is_not_caught_up_before_its_hour(
    system: System, clock: Clock, hour: int, is_run: bool
) -> None:
    clock.at = datetime(2026, 3, 10, hour, 30, tzinfo=UTC)
    scheduler.catch_up_night(system)
    assert bool(done(system)) is is_run


def test_a_job_that_failed_rests_before_it_is_tried_again(
    system: System, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(system)
    tries: list[str] = []

    def fails(*_: object) -> None:
        tries.append("tried")
        raise RuntimeError("broken")

    monkeypatch.setattr(monthly.agenda, "analyse", fails)
    with pytest.raises(RuntimeError):
        scheduler.catch_up_month(system)
    scheduler.catch_up_month(system)
    assert len(tries) == 1
    assert done(system, FAILED) == {(monthly.NAME, MONTH)}
    monkeypatch.undo()
    clock.advance(hours=7)
    scheduler.catch_up_month(system)
    assert (monthly.NAME, MONTH) in done(system)


def test_a_failing_job_does_not_stop_the_clock(system: System) -> None:
    def fails(_: System) -> None:
        raise RuntimeError("broken")

    scheduler._quietly(fails, system)


def test_it_starts_catches_up_and_stops(system: System) -> None:
    plant(system)
    stop = scheduler.start(system)
    for _ in range(200):  # a clock stopped before its first tick has nothing to do
        if (monthly.NAME, MONTH) in done(system):
            break
        time.sleep(0.05)
    stop()
    assert done(system) >= {(nightly.NAME, "2026-03-10")}
