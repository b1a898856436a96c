"""``export``, ``check`` and ``upgrade``."""

from pathlib import Path

import openpyxl
import pytest

from service.bootstrap import System
from service.domain.permissions import SYSTEM
from service.domain.ticket import Channel
from service.flows.intake import receive
from service.flows.requests import NewRequest
from service.store.tickets.callers import Caller
from tests.cli.conftest import Run, rows_of

TEXT = "人民路的路灯坏了，我的电话是13812345678，请修好。"


@pytest.fixture
def data(system: System) -> Path:
    """An installation with two tickets of one caller."""
    with system.write_desk(SYSTEM) as desk:
        for channel in (Channel.FILE, Channel.PHONE):
            receive(desk, NewRequest(TEXT, channel, caller=Caller("张三丰", "13812345678")))
    return system.settings.data


def test_export_gives_every_ticket_and_nothing_personal(
    run: Run, data: Path, tmp_path: Path
) -> None:
    result = run("export", "--out", "out.csv", "--data", data)
    assert result.status == 0
    assert "已导出 2 件" in result.out
    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "13812345678" not in written
    assert "张三丰" not in written
    assert {row["受理渠道"] for row in rows_of(tmp_path / "out.csv")} == {"文件导入", "电话"}


@pytest.mark.parametrize(
    ("option", "value", "count"),
    [
        ("--month", "2026-03", 2),
        ("--month", "2026-02", 0),
        ("--since", "2026-03-11", 0),
        ("--until", "2026-03-10", 2),
        ("--status", "已登记", 2),
        ("--status", "closed", 0),
        ("--q", "路灯 人民路", 2),
        ("--unit", "nowhere", 0),
    ],
)
def test_export_can_be_narrowed(run: Run, data: Path, option: str, value: str, count: int) -> None:
    assert (
        f"已导出 {count} 件" in run("export", "--out", "o.csv", option, value, "--data", data).out
    )


def test_export_writes_a_workbook_where_the_ending_says_so(
    run: Run, data: Path, tmp_path: Path
) -> None:
    run("export", "--out", "out.xlsx", "--data", data)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 3


@pytest.mark.parametrize(
    ("option", "value"), [("--month", "2026-3"), ("--since", "gestern"), ("--status", "halb")]
)
def test_a_filter_that_cannot_be_read_writes_nothing(
    run: Run, data: Path, tmp_path: Path, option: str, value: str
) -> None:
    result = run("export", "--out", "out.csv", option, value, "--data", data)
    assert result.status == 2
    assert value in result.error
    assert not (tmp_path / "out.csv").exists()


def test_check_says_what_it_has_verified(run: Run, data: Path) -> None:
    result = run("check", "--data", data)
    assert result.status == 0
    assert "核对无误：工单 2 件，环节" in result.out


def test_commands_on_an_installation_never_make_one(run: Run, tmp_path: Path) -> None:
    for command in (["check"], ["upgrade"], ["backup"], ["user", "list"], ["monthly", "2026-01"]):
        assert "还没有数据" in run(*command, "--data", tmp_path / "none").error
    assert not (tmp_path / "none").exists()


def test_upgrade_says_the_revision(run: Run, data: Path) -> None:
    assert "已是最新版本" in run("upgrade", "--data", data).out
