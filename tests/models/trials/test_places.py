from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from models.trials.places import Span, marked, matched, measure, overlaps

MARKS = files("models").joinpath("resources", "marks", "places.csv")


def spans(*pairs: tuple[int, int]) -> list[Span]:
    return [Span(start, end, "road") for start, end in pairs]


@pytest.mark.parametrize(
    ("found", "said", "fits"),
    [
        ((0, 4), (0, 4), True),
        ((0, 4), (2, 6), True),
        ((0, 4), (3, 7), False),
        ((0, 9), (0, 4), False),
    ],
)
def test_a_find_fits_when_half_of_either_is_shared(
    found: tuple[int, int], said: tuple[int, int], fits: bool
) -> None:
    assert overlaps(*spans(found), *spans(said)) is fits


def test_each_mark_is_hit_once() -> None:
    assert matched(spans((0, 4), (4, 8)), spans((2, 6)), overlaps) == 1
    assert matched(spans((0, 2), (8, 9)), spans((0, 2), (3, 5)), overlaps) == 1


def complaints(folder: Path, *rows: tuple[str, str]) -> Path:
    path = folder / "complaints.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("留言主题", "留言详情"), *rows])
    return path


def test_marks_of_another_file_are_refused(tmp_path: Path) -> None:
    other = complaints(tmp_path, *[("槐荫里停水", "槐荫里三天没水了。")] * 60)
    with pytest.raises(ValueError, match="没有一行与手工标注相符"):
        measure(other)


def test_marks_stand_in_the_text_as_the_reader_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("望亭街 积水", "槐荫里停水。")]
    digest = "12d74a2e3c"
    marks = [
        {"row": "0", "digest": digest, "part": "held", "field": "title"}
        | {"start": "0", "end": "3", "kind": "road"},
        {"row": "0", "digest": digest, "part": "held", "field": "text"}
        | {"start": "0", "end": "3", "kind": "estate"},
    ]
    monkeypatch.setattr("models.trials.places._marks", lambda: iter(marks))
    monkeypatch.setattr("models.trials.places._digest", lambda row: digest)
    (message,) = marked(complaints(tmp_path, *rows))
    assert [message.text[s.start : s.end] for s in message.spans] == ["望亭街", "槐荫里"]


def test_two_hundred_messages_are_parted_in_halves_and_hold_no_text() -> None:
    rows = list(csv.DictReader(MARKS.read_text(encoding="utf-8").splitlines()))
    parts = {part: {r["row"] for r in rows if r["part"] == part} for part in ("develop", "held")}
    assert {part: len(messages) for part, messages in parts.items()} == {
        "develop": 100,
        "held": 100,
    }
    assert parts["develop"].isdisjoint(parts["held"])
    assert all(value.isascii() for row in rows for value in row.values())
