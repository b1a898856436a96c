"""Every command explains itself in Chinese, and a slip is one line and status 2."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from service.cli import entry
from tests.cli.conftest import Run

ENGLISH = re.compile(r"\b(Usage|Options|Arguments|Commands|Error|Show this|required|default)\b")


def paths() -> list[tuple[str, ...]]:
    """Every command and group, by the words that call it."""
    found: list[tuple[str, ...]] = [()]
    group = typer.main.get_command(entry.app)
    for name, command in getattr(group, "commands", {}).items():
        found.append((name,))
        found += [(name, below) for below in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("path", paths(), ids=" ".join)
def test_help_is_chinese_and_explains_every_option(run: Run, path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.status == 0
    assert result.err == ""
    assert "用法：minsheng" in result.out
    assert not ENGLISH.search(result.out)
    explained = re.findall(r"^  (--\S+)[^\n]*?[一-鿿]", result.out, re.MULTILINE)
    options = re.findall(r"^  (--\S+)", result.out, re.MULTILINE)
    assert explained == options


def test_nothing_said_shows_the_commands(run: Run) -> None:
    result = run()
    assert result.status == 0
    assert "import" in result.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fly"], "没有命令“fly”"),
        (["user", "fly"], "没有命令“fly”"),
        (["import"], "缺少参数 FILE"),
        (["import", "a.csv", "--fast"], "没有选项 --fast"),
        (["serve", "--port", "many"], "--port 的值不对：要写整数"),
        (["serve", "--port", "70000"], "--port 的值不对：超出允许的范围"),
        (["serve", "--port"], "--port 后面要写值"),
        (["demo", "now"], "多给了参数：now"),
        (["triage", "a.csv", "--out", "b.csv"], "缺少选项 --text"),
        (["import", "a.csv"], "a.csv"),
        (["import", "a.csv", "--channel", "鸽子"], "没有渠道“鸽子”"),
        (["monthly", "2026-01"], "还没有数据"),
    ],
    ids=" ".join,
)
def test_a_slip_is_one_chinese_line_and_status_2(
    run: Run, arguments: list[str], words: str
) -> None:
    result = run(*arguments)
    assert result.status == 2
    assert result.out == ""
    assert words in result.error
    assert re.search("[一-鿿]", result.error)


def test_a_setting_that_cannot_be_read_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_SESSION_HOURS", "long")
    assert "MINSHENG_SESSION_HOURS" in run("check").error


def test_a_fault_of_the_program_is_told_without_its_data(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_: object) -> None:
        raise KeyError("13800138000")

    monkeypatch.setattr("service.cli.units.open_existing", fault)
    result = run("unit", "list")
    assert result.status == 1
    assert "KeyError" in result.error
    assert "13800138000" not in result.err


def test_asking_for_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from service.cli.entry import execute; execute(['--help']);"
        " print(sorted(set(sys.modules) & {'sqlalchemy', 'pandas', 'fastapi', 'sklearn', 'numpy'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
