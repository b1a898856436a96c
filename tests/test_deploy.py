"""What is laid on a server runs the commands that there are, under settings that there are."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.settings import Settings
from tests.test_docs import commands

DEPLOY = Path(__file__).parents[1] / "deploy"
KNOWN = {f"MINSHENG_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.stem)
def test_a_unit_starts_a_command_that_there_is_as_a_user_of_its_own(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    (started,) = re.findall(r"^ExecStart=\S+/(minsheng \S+)", text, re.MULTILINE)
    assert started in set(commands())
    assert "User=minsheng" in text
    assert "EnvironmentFile=/etc/minsheng.env" in text
    assert re.search(r"^UMask=00[27]7$", text, re.MULTILINE)


def test_the_settings_that_are_laid_out_are_settings() -> None:
    text = (DEPLOY / "minsheng.env").read_text(encoding="utf-8")
    named = re.findall(r"^#?(MINSHENG_\w+)=", text, re.MULTILINE)
    assert set(named) <= KNOWN
    assert "MINSHENG_SECURE_COOKIES=true" in text


def test_the_manual_names_every_file_that_is_laid_out() -> None:
    manual = (DEPLOY.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [path.name for path in DEPLOY.iterdir() if f"deploy/{path.name}" not in manual] == []


def test_packages_for_a_server_without_a_net_can_all_be_had_as_wheels() -> None:
    """What is published as source only is built before; its build would ask the index again."""
    source = (DEPLOY / "wheels.py").read_text(encoding="utf-8")
    given: dict[str, Any] = {"__name__": "wheels"}
    exec(compile(source, "wheels.py", "exec"), given)  # noqa: S102
    assert given["platforms"]("aarch64", 18) == [
        *("manylinux_2_18_aarch64", "manylinux_2_17_aarch64"),
        *("manylinux2014_aarch64", "linux_aarch64"),
    ]
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))
    named = " ".join(project["project"]["dependencies"])
    assert [name for name in given["ONLY_AS_SOURCE"] if name not in named] == []
    assert '"hatchling"' in source
    assert project["build-system"]["requires"] == ["hatchling"]


def test_the_command_takes_the_settings_as_they_are_written_and_goes_where_it_may(
    tmp_path: Path,
) -> None:
    """A password may hold what a shell would read otherwise; root may stand where it may not."""
    program = tmp_path / ".venv" / "bin" / "minsheng"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s|%s|%s" "$PWD" "$MINSHENG_DATABASE_URL" "$*"\n')
    program.chmod(0o755)
    settings = tmp_path / "minsheng.env"
    settings.write_text("# 说明\nMINSHENG_DATABASE_URL=postgresql://a:p$x&'y@h/d\nMINSHENG_CITY=")
    as_root = tmp_path / "bin"
    as_root.mkdir()
    (as_root / "runuser").write_text('#!/bin/sh\nshift 3\n[ "$1" != test ] || exit 1\nexec "$@"\n')
    (as_root / "runuser").chmod(0o755)
    sh = shutil.which("sh")
    assert sh is not None
    run = subprocess.run(
        [sh, DEPLOY / "minsheng", "user", "add"],
        env={
            "PATH": f"{as_root}:{os.environ['PATH']}",
            "MINSHENG_HOME": str(tmp_path),
            "MINSHENG_ENV": str(settings),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    if os.geteuid() == 0:
        assert run.stdout.startswith("/|")
        assert "minsheng 用户进不了文件夹" in run.stderr
    assert run.stdout.partition("|")[2] == "postgresql://a:p$x&'y@h/d|user add"
