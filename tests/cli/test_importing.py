"""``minsheng import`` from outside: what it prints, what it leaves, what a kill does to it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.bootstrap import System
from tests.cli.conftest import Run, Table, rows_of

HEADERS = ("留言编号", "留言主题", "留言详情", "留言时间")
ROWS = [
    ("1", "路灯不亮", "人民路中段的路灯坏了三天，请修一下。", "2025-03-01 09:00:00"),
    ("2", "停水", "我家小区昨天开始停水，没有通知。", "2025-03-01 10:00:00"),
    ("3", "", "", "2025-03-01 11:00:00"),
    ("4", "油烟", "楼下烧烤店油烟很大。", "去年"),
]
COMMAND = [sys.executable, "-c", "from service.cli import main; main()", "import"]


@pytest.fixture
def data(system: System) -> Path:
    """An installation whose reader need not be built."""
    return system.settings.data


@pytest.fixture(autouse=True)
def _with_reader(data: Path, run_folder: Path, quick_reader: None) -> None:
    (data / "cache").symlink_to(run_folder / "reader")


def test_it_says_how_many_were_accepted_repeated_and_rejected(
    run: Run, table: Table, data: Path
) -> None:
    path = table("a.csv", HEADERS, ROWS)
    first = run("import", path, "--data", data)
    assert first.status == 0
    assert "接受 2 条，重复 0 条，拒绝 2 条" in first.out
    assert "接受 0 条，重复 2 条，拒绝 2 条" in run("import", path, "--data", data).out


def test_rejected_rows_come_back_with_reason_and_can_be_put_right(
    run: Run, table: Table, data: Path
) -> None:
    path = table("a.csv", HEADERS, ROWS)
    run("import", path, "--data", data)
    rejected = path.with_name("a.csv.rejected.csv")
    found = rows_of(rejected)
    assert [row["留言编号"] for row in found] == ["3", "4"]
    assert all(row["原因"] for row in found)
    mended = table(
        "b.csv", found[0], [[*list(row.values())[:3], "2025-03-01", "", ""] for row in found[1:]]
    )
    assert "接受 1 条，重复 0 条，拒绝 0 条" in run("import", mended, "--data", data).out


def test_the_file_of_rejected_rows_goes_when_they_are_put_right(
    run: Run, table: Table, data: Path
) -> None:
    run("import", table("a.csv", HEADERS, ROWS), "--data", data)
    path = table("a.csv", HEADERS, ROWS[:2])
    run("import", path, "--data", data)
    assert not path.with_name("a.csv.rejected.csv").exists()


def test_a_table_without_a_text_is_refused_and_nothing_is_made(
    run: Run, table: Table, tmp_path: Path
) -> None:
    good = table("good.csv", HEADERS, ROWS)
    bad = table("bad.csv", ("甲", "乙"), [("1", "2")])
    result = run("import", good, bad, "--data", tmp_path / "fresh")
    assert result.status == 2
    assert "甲" in result.error
    assert not (tmp_path / "fresh").exists()


def test_columns_can_be_named_in_a_file(run: Run, table: Table, tmp_path: Path, data: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\ntext = "甲"\n', encoding="utf-8")
    path = table("a.csv", ("甲", "乙"), [("人民路路灯坏了", "x")])
    assert "接受 1 条" in run("import", path, "--columns", mapping, "--data", data).out


def test_killed_in_the_middle_and_run_again_it_ends_as_if_it_had_not_been(
    run: Run, table: Table, data: Path, tmp_path: Path
) -> None:
    rows = [
        (f"K{i}", f"路灯{i}", f"第{i}号路灯坏了，请修一下。", f"2025-03-{1 + i % 3:02d}")
        for i in range(1200)
    ]
    path = table("long.csv", HEADERS, rows)
    database = data / "minsheng.sqlite"
    environment = {**os.environ, "MINSHENG_DATA": str(data)}
    with subprocess.Popen(
        [*COMMAND, str(path)], env=environment, stderr=subprocess.DEVNULL, cwd=Path.cwd()
    ) as running:
        _wait_for_some(database, running)
        running.send_signal(signal.SIGKILL)
    before = _numbers(database)
    assert 0 < len(before) < len(rows)
    result = run("import", path, "--data", data)
    assert f"接受 {len(rows) - len(before)} 条，重复 {len(before)} 条" in result.out
    after = _numbers(database)
    assert before.items() <= after.items()
    expected: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, _, _, day in rows:
        seen[day] = seen.get(day, 0) + 1
        expected[f"file:{number}"] = f"{day.replace('-', '')}{seen[day]:06d}"
    assert after == expected


def _wait_for_some(database: Path, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not _numbers(database):
        assert running.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.02)


def _numbers(database: Path) -> dict[str, str]:
    with sqlite3.connect(database, timeout=30) as connection:
        rows = connection.execute("select dedupe_key, no from ticket").fetchall()
    connection.close()
    return dict(rows)
