"""Commands are run as from a shell: arguments in, exit status and two streams out."""

import csv
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.reader import Reader
from service.cli import texts
from service.cli.entry import execute


@dataclass(frozen=True)
class Result:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that an error is; fails where it is not one."""
        lines = [line for line in self.err.splitlines() if line.strip()]
        assert len(lines) == 1, self.err
        return lines[0]


Run = Callable[..., Result]
Table = Callable[..., Path]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine and no file of the project reaches the command."""
    for name in os.environ:
        if name.startswith("MINSHENG_") and name != "MINSHENG_TEST_RUN":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command: ``run("import", path, "--data", folder)``."""

    def ran(*arguments: object) -> Result:
        capsys.readouterr()
        status = execute([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Result(status, told.out, told.err)

    return ran


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Write a CSV file of rows below headers."""

    def written(name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headers, *rows])
        return path

    return written


@pytest.fixture
def quick_reader(monkeypatch: pytest.MonkeyPatch, run_folder: Path, reader: Reader) -> None:
    """Let commands find the built-in reader where the tests have built it already."""
    monkeypatch.setattr(texts, "cache_folder", lambda: run_folder / "reader")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file that a command wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
