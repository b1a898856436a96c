"""A lease makes a job run once; a run leaves a record however it ends."""

from datetime import timedelta

from service.bootstrap import System
from service.store.installation.runs import DONE, FAILED, INTERRUPTED, RUNNING
from tests.installation import Clock
from tests.store.threads import at_once

SPAN = timedelta(minutes=10)


def take(system: System, holder: str, clock: Clock) -> bool:
    with system.store.write() as uow:
        return uow.runs.take_lease("monthly", holder, clock(), SPAN)


def test_a_lease_is_held_by_one(system: System, clock: Clock) -> None:
    assert take(system, "a", clock)
    assert not take(system, "b", clock)
    assert take(system, "a", clock)  # its holder may go on


def test_a_lapsed_lease_may_be_taken_over(system: System, clock: Clock) -> None:
    assert take(system, "a", clock)
    clock.advance(minutes=9)
    assert not take(system, "b", clock)
    clock.advance(minutes=1)
    assert take(system, "b", clock)
    assert not take(system, "a", clock)


def test_a_lease_given_back_is_free_at_once(system: System, clock: Clock) -> None:
    assert take(system, "a", clock)
    with system.store.write() as uow:
        uow.runs.drop_lease("monthly", "b", clock())  # not b's to give back
    assert not take(system, "b", clock)
    with system.store.write() as uow:
        uow.runs.drop_lease("monthly", "a", clock())
    assert take(system, "b", clock)


def test_leases_of_different_jobs_do_not_meet(system: System, clock: Clock) -> None:
    assert take(system, "a", clock)
    with system.store.write() as uow:
        assert uow.runs.take_lease("nightly", "b", clock(), SPAN)


def test_of_many_workers_at_once_one_gets_the_lease(system: System, clock: Clock) -> None:
    won: list[str] = []

    def work(holder: str):  # type: ignore[no-untyped-def]
        def grab(uow):  # type: ignore[no-untyped-def]
            if uow.runs.take_lease("monthly", holder, clock(), SPAN):
                won.append(holder)

        return grab

    assert at_once(system, [work(f"w{n}") for n in range(6)]) == [None] * 6
    assert len(won) == 1


def test_a_run_leaves_a_record(system: System, clock: Clock) -> None:
    with system.store.write() as uow:
        run = uow.runs.start("monthly", "2026-02", clock())
        assert not uow.runs.is_done("monthly", "2026-02")
    clock.advance(minutes=3)
    with system.store.write() as uow:
        uow.runs.finish(run, clock(), outcome=DONE, counts={"topics": 12})
    with system.store.read() as uow:
        (newest,) = uow.runs.newest()
        assert (newest.job, newest.period, newest.outcome) == ("monthly", "2026-02", DONE)
        assert newest.counts == {"topics": 12}
        assert newest.finished_at == clock()
        assert uow.runs.is_done("monthly", "2026-02")
        assert not uow.runs.is_done("monthly", "2026-01")


def test_a_run_that_was_killed_is_marked_when_the_next_begins(system: System, clock: Clock) -> None:
    with system.store.write() as uow:
        uow.runs.start("monthly", "2026-02", clock())
        uow.runs.start("monthly", "2026-01", clock())
    clock.advance(hours=1)
    with system.store.write() as uow:
        run = uow.runs.start("monthly", "2026-02", clock())
        uow.runs.finish(run, clock(), outcome=FAILED, counts={}, error="满了")
    with system.store.read() as uow:
        outcomes = [(r.period, r.outcome, r.error) for r in uow.runs.newest()]
        assert outcomes == [
            ("2026-02", FAILED, "满了"),
            ("2026-01", RUNNING, ""),
            ("2026-02", INTERRUPTED, ""),
        ]
        assert not uow.runs.is_done("monthly", "2026-02")
        assert len(uow.runs.newest(2)) == 2
