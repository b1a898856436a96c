"""``minsheng demo``: a whole city or nothing."""

import sqlite3
from pathlib import Path

import pytest

from service.cli.installation import settings_of
from tests.cli.conftest import Run

SMALL = ("--months", 1, "--tickets-per-month", 10)


def tickets(folder: Path) -> int:
    connection = sqlite3.connect(folder / "minsheng.sqlite")
    (count,) = connection.execute("select count(*) from ticket").fetchone()
    connection.close()
    return int(count)


def test_a_city_is_built_into_an_empty_folder_and_only_there(run: Run, tmp_path: Path) -> None:
    left = tmp_path / "city" / ".building"  # by a build that was killed
    left.mkdir(parents=True)
    (left / "minsheng.sqlite").write_text("half")
    result = run("demo", *SMALL, "--data", tmp_path / "city")
    assert result.status == 0
    assert "密码都是" in result.out
    assert tickets(tmp_path / "city") > 0
    assert not left.exists()
    assert settings_of(tmp_path / "city").demo
    again = run("demo", *SMALL, "--data", tmp_path / "city")
    assert again.status == 2
    assert "已有数据" in again.error
    assert run("check", "--data", tmp_path / "city").status == 0


def test_a_city_that_was_interrupted_is_not_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("service.demo.build.furnish", interrupted)
    result = run("demo", *SMALL, "--data", tmp_path / "city")
    assert result.status == 130
    assert "已中断" in result.err
    assert not (tmp_path / "city" / "minsheng.sqlite").exists()


@pytest.mark.parametrize("option", ["--months", "--tickets-per-month"])
def test_a_city_without_time_or_tickets_is_refused(run: Run, option: str) -> None:
    assert "超出允许的范围" in run("demo", option, 0, "--data", "city").error


def test_what_is_not_a_demonstration_shows_no_accounts(tmp_path: Path) -> None:
    assert not settings_of(tmp_path).demo
