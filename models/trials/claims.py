"""All claims about the reader in the order they are read out; each names the files it needs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from models.reader import Reader
from models.trials import cold_start, emergencies, places, request_types, routing, speed
from models.trials.labels import measure_labels
from models.trials.outcome import Outcome

LABELLED, YEAR, REPLIES = (
    "complaints_labelled.csv",
    "complaints_one_year.csv",
    "complaints_with_replies.csv",
)
_TITLE, _TEXT, _LABEL = "留言主题", "留言详情", "一级标签"

Measure = Callable[[Path, Reader], tuple[Outcome, ...]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed, in words, how it is measured, and the files of the folder it needs."""

    title: str
    measure: Measure
    files: tuple[str, ...] = ()

    def missing(self, folder: Path) -> tuple[str, ...]:
        """Return the files that the folder lacks."""
        return tuple(name for name in self.files if not (folder / name).is_file())


def _labels(folder: Path, reader: Reader) -> tuple[Outcome, ...]:
    rows = [row for row in _rows(folder / LABELLED) if row[_LABEL].strip()]
    texts, titles, labels = ([row[name] for row in rows] for name in (_TEXT, _TITLE, _LABEL))
    return measure_labels(texts, titles, labels, reader=reader)


def _emergencies(folder: Path, _: Reader) -> tuple[Outcome, ...]:
    real = {name: _texts(_rows(folder / name)) for name in (YEAR, REPLIES, LABELLED)}
    return emergencies.measure(real)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _texts(rows: Iterable[dict[str, str]]) -> list[str]:
    return [f"{row[_TITLE]}\n{row[_TEXT]}" for row in rows]


CLAIMS = {
    "labels": Claim("用本市标签训练（五折，重复的留在同一折）", _labels, (LABELLED,)),
    "cold-start": Claim("第一天，没有一条标签", cold_start.measure, (LABELLED,)),
    "routing": Claim("承办单位，对照真实答复", routing.measure, (REPLIES,)),
    "emergencies": Claim("紧急件和应当转的号码", _emergencies, (YEAR, REPLIES, LABELLED)),
    "places": Claim("地名，对照手工标注", lambda f, _: places.measure(f / YEAR), (YEAR,)),
    "request-types": Claim(
        "诉求类型，对照手工标注", lambda f, _: request_types.measure(f), (YEAR, REPLIES)
    ),
    "speed": Claim("快慢和内存，对照朴素流水线", speed.measure, (LABELLED, YEAR)),
}
