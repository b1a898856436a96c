from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from models import processes
from service.cli import frames, texts
from service.cli.texts import TextTable


@dataclass(frozen=True)
class Line:
    values: dict[str, str]


@dataclass(frozen=True)
class Lines:
    count: int

    def rows(self) -> Iterator[Line]:
        yield from (Line({"text": f"停水{i}"}) for i in range(self.count))


@dataclass
class Spoken:
    """A reader that says who read what."""

    name: str
    count: int = 1

    def read_many(self, told: Sequence[str], titles: Sequence[str]) -> list[str]:
        return [f"{self.name} {text}" for text in told]


@pytest.mark.parametrize(("rows", "alone"), [(0, 0), (4, 4), (9, 4)])
def test_what_is_behind_the_first_thousands_is_read_on_all_cores(
    rows: int, alone: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def many(reader: Any) -> Iterator[Spoken]:
        assert rows > alone, "no process is started in vain"
        yield Spoken("many")

    monkeypatch.setattr(processes, "readers", many)
    monkeypatch.setattr(texts, "BATCH", 2)
    monkeypatch.setattr(frames, "_ALONE", 2)
    table: Any = TextTable(Lines(rows), "", ("text",))  # type: ignore[arg-type]
    reader: Any = Spoken("one")
    found: list[Any] = [reading for _, reading in frames.readings_of(table, reader)]
    who = ["one"] * alone + ["many"] * (rows - alone)
    assert found == [f"{name} 停水{i}" for i, name in enumerate(who)]
