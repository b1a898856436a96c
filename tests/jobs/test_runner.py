"""A job runs once however many workers there are, and what happened to it is on record."""

import os
import socket
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DisconnectionError

from service.bootstrap import System
from service.domain.errors import BadInput, Refused
from service.jobs.runner import Job, Say, run, stage_of
from service.store.installation.runs import DONE, FAILED, INTERRUPTED, RUNNING, Run, Runs
from tests.installation import Clock

PERIOD = "2026-02"
LEASE = timedelta(minutes=5)


def nothing(_: System, __: str, ___: datetime, say: Say) -> Mapping[str, int]:
    say("正在做")
    return {"tickets": 3}


def runs(system: System) -> list[Run]:
    with system.store.read() as uow:
        return uow.runs.newest()


def hold(system: System, holder: str, now: datetime) -> None:
    """As a worker that is at it would."""
    with system.store.write() as uow:
        assert uow.runs.take_lease("job", holder, now, LEASE)
        uow.runs.start("job", PERIOD, now)


def test_a_run_leaves_a_record(system: System, clock: Clock) -> None:
    finished = run(system, Job("job", nothing), PERIOD, clock.at)
    assert finished is not None
    (record,) = runs(system)
    assert (record.outcome, record.counts, record.period) == (DONE, {"tickets": 3}, PERIOD)
    assert record.finished_at == clock.at


def test_what_is_done_is_not_done_again_unless_asked_for(system: System, clock: Clock) -> None:
    job = Job("job", nothing)
    assert run(system, job, PERIOD, clock.at, again=False) is not None
    assert run(system, job, PERIOD, clock.at, again=False) is None
    assert run(system, job, PERIOD, clock.at) is not None
    assert run(system, job, "2026-03", clock.at, again=False) is not None
    assert len(runs(system)) == 3


def test_two_workers_at_the_same_time_run_it_once(system: System, clock: Clock) -> None:
    together = threading.Barrier(2)
    worked: list[str] = []

    def work(*_: object) -> Mapping[str, int]:
        worked.append(threading.current_thread().name)
        return {}

    def worker() -> None:
        together.wait()
        run(system, Job("job", work), PERIOD, clock.at, again=False)

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(worked) == 1
    assert [record.outcome for record in runs(system)] == [DONE]


def test_while_another_machine_is_at_it_nobody_else_runs(system: System, clock: Clock) -> None:
    hold(system, "elsewhere|1|x", clock.at)
    assert run(system, Job("job", nothing), PERIOD, clock.at) is None
    assert [record.outcome for record in runs(system)] == [RUNNING]


def test_a_lease_that_lapsed_is_taken_and_the_open_run_marked(system: System, clock: Clock) -> None:
    hold(system, "elsewhere|1|x", clock.at)
    clock.advance(minutes=6)
    assert run(system, Job("job", nothing), PERIOD, clock.at) is not None
    assert [record.outcome for record in runs(system)] == [DONE, INTERRUPTED]


def test_a_holder_of_this_machine_that_is_gone_need_not_be_waited_for(
    system: System, clock: Clock
) -> None:
    gone = 2**22 - 3  # above what the system gives out by default
    hold(system, f"{socket.gethostname()}|{gone}|x", clock.at)
    assert run(system, Job("job", nothing), PERIOD, clock.at) is not None


def test_a_holder_of_this_machine_that_lives_is_waited_for(system: System, clock: Clock) -> None:
    hold(system, f"{socket.gethostname()}|{os.getppid()}|x", clock.at)
    assert run(system, Job("job", nothing), PERIOD, clock.at) is None


def test_a_failure_is_recorded_without_anybody_s_words(system: System, clock: Clock) -> None:
    def fails(*_: object) -> Mapping[str, int]:
        raise ValueError("王先生，电话 13800000001")

    with pytest.raises(ValueError, match="王先生"):
        run(system, Job("job", fails), PERIOD, clock.at)
    (record,) = runs(system)
    assert (record.outcome, record.error) == (FAILED, "ValueError")
    assert run(system, Job("job", nothing), PERIOD, clock.at) is not None, "the lease is free"


def test_an_error_of_ours_is_recorded_in_its_own_words(system: System, clock: Clock) -> None:
    def fails(*_: object) -> Mapping[str, int]:
        raise BadInput("磁盘满了。")

    with pytest.raises(BadInput):
        run(system, Job("job", fails), PERIOD, clock.at)
    assert runs(system)[0].error == "磁盘满了。"


def test_how_far_it_has_come_can_be_seen_from_outside(system: System, clock: Clock) -> None:
    seen: list[str] = []

    def work(_: System, __: str, ___: datetime, say: Say) -> Mapping[str, int]:
        say("正在封存")
        seen.append(stage_of(runs(system)[0].counts))
        return {}

    run(system, Job("job", work), PERIOD, clock.at, began=lambda: seen.append("began"))
    assert seen == ["began", "正在封存"]


def test_who_lost_the_lease_stops_and_does_not_say_it_is_done(system: System, clock: Clock) -> None:
    short = timedelta(seconds=0.2)

    def work(_: System, __: str, ___: datetime, say: Say) -> Mapping[str, int]:
        clock.advance(minutes=1)
        with system.store.write() as uow:
            uow.runs.drop_lease("job", uow.runs.holder("job"), clock.at)
            assert uow.runs.take_lease("job", "thief|1|x", clock.at, LEASE)
        time.sleep(0.3)  # a renewal by the real clock
        say("正在做别的")
        raise AssertionError("it goes on")

    with pytest.raises(Refused, match="接手"):
        run(system, Job("job", work), PERIOD, clock.at, lease=short)
    assert runs(system)[0].outcome == FAILED
    with system.store.read() as uow:
        assert uow.runs.holder("job") == "thief|1|x"


def test_a_run_marked_as_interrupted_stays_so(system: System, clock: Clock) -> None:
    def work(*_: object) -> Mapping[str, int]:
        with system.store.write() as uow:
            uow.runs.start("job", PERIOD, clock.at)
        return {}

    with pytest.raises(Refused, match="接手"):
        run(system, Job("job", work), PERIOD, clock.at)
    assert [record.outcome for record in runs(system)] == [RUNNING, INTERRUPTED]


def test_a_renewal_that_fails_is_tried_again(
    system: System, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[bool] = []
    take = Runs.take_lease

    def shaky(self: Runs, *given: Any) -> bool:
        tries.append(True)
        if len(tries) == 2:
            raise DisconnectionError("gone")
        return take(self, *given)

    monkeypatch.setattr(Runs, "take_lease", shaky)

    def work(*_: object) -> Mapping[str, int]:
        time.sleep(0.5)
        return {}

    run(system, Job("job", work), PERIOD, clock.at, lease=timedelta(seconds=0.4))
    assert len(tries) > 2


def test_the_lease_is_renewed_while_the_job_lives(system: System, clock: Clock) -> None:
    short = timedelta(seconds=0.4)
    refused: list[bool] = []

    def work(*_: object) -> Mapping[str, int]:
        clock.advance(seconds=0.3)
        time.sleep(0.3)  # two renewals by the real clock, at the time the clock now tells
        with system.store.write() as uow:
            at = clock.at + timedelta(seconds=0.2)  # the first lease has lapsed by then
            refused.append(not uow.runs.take_lease("job", "thief|1|x", at, short))
        return {}

    run(system, Job("job", work), PERIOD, clock.at, lease=short)
    assert refused == [True]
