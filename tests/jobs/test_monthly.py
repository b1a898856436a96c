"""The monthly job: its rows and files, twice, and after being killed in the middle."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.bootstrap import System
from service.domain.errors import BadInput, Refused
from service.jobs.monthly import folder_of, run_month
from service.settings import Settings
from service.store.installation.runs import DONE, INTERRUPTED
from tests.installation import Clock
from tests.months import MONTH, plant

FILES = [
    *(f"report-{MONTH}.{ending}" for ending in ("html", "docx", "xlsx")),
    *(f"{name}-{MONTH}.csv" for name in ("topics", "members", "agenda")),
]
TABLES = ("hot_topic", "hot_topic_ticket", "agenda_item", "agenda_ticket", "report")
# Stops at the worst moment: everything is worked out, nothing is stored.
_STOPPED = """
import sys, time
from datetime import datetime
from pathlib import Path
from service.bootstrap import build
from service.flows.month import agenda
from service.jobs.monthly import run_month
from service.settings import Settings

def stop(*_):
    print("in the middle", flush=True)
    time.sleep(60)

agenda.keep = stop
data, url, month, now = sys.argv[1:]
system = build(Settings(data=Path(data), database_url=url, _env_file=None))
system.now = lambda: datetime.fromisoformat(now)
run_month(system, month, system.now())
"""


def rows(system: System) -> list[Any]:
    with system.store.read() as uow:
        return [
            uow.session.execute(text(f"select * from {name} order by 1, 2")).all()  # noqa: S608
            for name in TABLES
        ]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_it_writes_the_report_and_the_tables(system: System, out: Path) -> None:
    plant(system)
    done = run_month(system, MONTH, system.now(), out)
    assert done is not None
    assert [file.name for file in done.files] == FILES
    assert all(file.stat().st_size > 100 for file in done.files)
    assert done.counts["tickets"] == 16


def test_without_a_folder_it_writes_into_the_data(system: System) -> None:
    plant(system)
    run_month(system, MONTH, system.now())
    assert sorted(contents(folder_of(system, MONTH))) == sorted(FILES)
    assert folder_of(system, MONTH) == system.settings.data / "reports" / MONTH


def test_twice_is_once_to_the_last_byte(system: System, out: Path, clock: Clock) -> None:
    plant(system)
    run_month(system, MONTH, system.now(), out)
    before = rows(system), contents(out)
    clock.advance(days=9)
    run_month(system, MONTH, system.now(), out)
    assert (rows(system), contents(out)) == before


def test_killed_in_the_middle_and_run_again_is_as_if_it_had_not_been(
    system: System, settings: Settings, out: Path
) -> None:
    plant(system)
    killed_in_the_middle(settings, system.now().isoformat())
    assert all(found == [] for found in rows(system))
    done = run_month(system, MONTH, system.now(), out)
    assert done is not None, "the lease of the dead is not waited for"
    after_kill = rows(system), contents(out)
    with system.store.read() as uow:
        assert [r.outcome for r in uow.runs.newest()] == [DONE, INTERRUPTED]
    with system.store.write() as uow:
        for name in ("agenda_step", *TABLES[::-1]):
            uow.session.execute(text(f"delete from {name}"))  # noqa: S608
    run_month(system, MONTH, system.now(), out)
    undisturbed = rows(system)
    for name, found, again in zip(TABLES, undisturbed, after_kill[0], strict=True):
        if name.startswith("agenda"):  # their ids are given out anew
            assert len(found) == len(again) > 0
        else:
            assert found == again != []
    assert contents(out) == after_kill[1]


def killed_in_the_middle(settings: Settings, now: str) -> None:
    command = [sys.executable, "-c", _STOPPED]
    arguments = [str(settings.data), settings.database_url, MONTH, now]
    process = subprocess.Popen(
        command + arguments, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    with process.stdout as told:
        assert any("in the middle" in line for line in iter(told.readline, ""))
        os.kill(process.pid, signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL


def test_while_another_process_is_at_it_one_is_told(system: System) -> None:
    with system.store.write() as uow:
        from service.jobs.runner import LEASE

        uow.runs.take_lease("monthly", "elsewhere|1|x", system.now(), LEASE)
    with pytest.raises(Refused, match="另一个进程"):
        run_month(system, MONTH, system.now())
    assert run_month(system, MONTH, system.now(), again=False) is None


@pytest.mark.parametrize("month", ["2026-2", "2027-01", "二月"])
def test_a_wrong_month_is_refused_before_anything_is_recorded(system: System, month: str) -> None:
    with pytest.raises(BadInput):
        run_month(system, month, system.now())
    with system.store.read() as uow:
        assert uow.runs.newest() == []


def test_a_folder_that_cannot_be_written_is_said(system: System, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="文件夹"):
        run_month(system, MONTH, system.now(), tmp_path / "file" / "out")
