"""The jobs page: what ran, what runs, and running one now."""

import time

import pytest

from service.bootstrap import System
from service.domain.permissions import Role
from service.jobs import background, pressing
from service.jobs.runner import LEASE
from service.store.installation.runs import DONE, FAILED, Run
from tests.installation import Clock, SignIn
from tests.months import MONTH, plant


def newest(system: System) -> Run:
    with system.store.read() as uow:
        return uow.runs.newest()[0]


def wait_until_done(system: System) -> Run:
    for _ in range(200):
        run = newest(system)
        if run.finished_at is not None:
            return run
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def test_run_now_starts_the_job_and_follows_it_to_its_end(system: System, sign_in: SignIn) -> None:
    plant(system)
    client = sign_in(Role.ANALYST)
    answer = client.post("/jobs/run", data={"job": "monthly", "period": MONTH})
    assert (answer.status_code, answer.headers["location"]) == (303, "/jobs")
    assert newest(system).job == "monthly"
    wait_until_done(system)
    line = client.get("/jobs/progress").text
    assert "已完成" in line
    assert "hx-get" not in line
    page = client.get("/jobs").text
    assert f"/month?month={MONTH}" in page
    assert "工单 16 件" in page


def test_what_another_process_is_at_is_not_said_to_have_started(
    system: System, sign_in: SignIn
) -> None:
    with system.store.write() as uow:
        uow.runs.take_lease("monthly", "elsewhere|1|x", system.now(), LEASE)
    client = sign_in(Role.ANALYST)
    assert client.post("/jobs/run", data={"job": "monthly", "period": MONTH}).status_code == 303
    assert "没有启动" in client.get("/jobs").text
    with system.store.read() as uow:
        assert uow.runs.newest() == []


def test_while_it_runs_the_line_asks_again(system: System, sign_in: SignIn) -> None:
    with system.store.write() as uow:
        run_id = uow.runs.start("monthly", MONTH, system.now())
        uow.runs.note(run_id, {"stage": "正在写月报文件"})
    line = sign_in(Role.ANALYST).get("/jobs/progress").text
    assert 'hx-get="/jobs/progress"' in line
    assert "正在写月报文件" in line


def test_a_failure_is_told_and_a_run_long_silent_is_not_followed(
    system: System, sign_in: SignIn, clock: Clock
) -> None:
    with system.store.write() as uow:
        run_id = uow.runs.start("nightly", "2026-03-10", system.now())
        uow.runs.finish(run_id, system.now(), outcome=FAILED, counts={}, error="磁盘满了。")
    client = sign_in(Role.ANALYST)
    assert "磁盘满了" in client.get("/jobs/progress").text
    with system.store.write() as uow:
        uow.runs.start("monthly", MONTH, system.now())
    clock.advance(hours=7)
    assert "hx-get" not in client.get("/jobs/progress").text


@pytest.mark.parametrize(
    ("job", "period", "said"),
    [
        ("monthly", "2026-13", "月份要写成"),
        ("monthly", "2027-01", "还没有开始"),
        ("shutdown", "", "没有这个任务"),
    ],
)
def test_what_cannot_run_is_said_and_nothing_starts(
    system: System, sign_in: SignIn, job: str, period: str, said: str
) -> None:
    answer = sign_in(Role.ANALYST).post("/jobs/run", data={"job": job, "period": period})
    assert answer.status_code == 400
    assert said in answer.text
    with system.store.read() as uow:
        assert uow.runs.newest() == []


def test_who_may_only_read_has_no_button(sign_in: SignIn) -> None:
    client = sign_in(Role.AUDITOR)
    assert "分析这个月" not in client.get("/jobs").text
    assert client.post("/jobs/run", data={"job": "nightly"}).status_code == 403
    assert sign_in(Role.AGENT).get("/jobs").status_code == 403


def test_a_job_that_fails_beside_the_page_is_on_record(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(background.nightly, "work", fails)
    background.start(system, "nightly", "")
    assert wait_until_done(system).error == "RuntimeError"


def test_what_runs_every_hour_is_remembered_for_a_while_and_hides_nothing(
    system: System, sign_in: SignIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressing, "KEPT", 2)
    for _ in range(3):
        clock.advance(hours=1)
        pressing.press_by_day(system)
    with system.store.read() as uow:
        assert [run.outcome for run in uow.runs.newest_of(pressing.NAME)] == [DONE, DONE]
    page = sign_in(Role.ANALYST).get("/jobs").text
    listed, _, folded = page.partition("白天督办：")
    assert "还没有运行过任务" in listed
    assert "最近 2026-03-10 13:00，完成，没有要催办督办的" in folded
    assert folded.count("没有要催办督办的") == 3
