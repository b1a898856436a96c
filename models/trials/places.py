"""How many of the places that people name the reader finds, and how many of its finds are right."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.places.finder import find_places
from models.places.gazetteer import Gazetteer
from models.training.evaluate import Figure
from models.trials.outcome import Outcome
from models.words.text import normalise

GOAL = 0.90
PARTS = {"develop": "看过的 100 件", "held": "留出的 100 件"}
_ANONYMISED = frozenset({"province", "city", "district", "county"})
_DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: where it stands and of which kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Marked:
    """One message: title and text on two lines as the reader reads them, and its marked places."""

    row: int
    part: str
    text: str
    spans: tuple[Span, ...]


Fits = Callable[[Span, Span], bool]


def measure(file: Path) -> tuple[Outcome, ...]:
    """Return precision and recall on the marked rows of the file with a year of complaints.

    The claim is the overlapping one on the rows held out; the stricter and the others inform.
    Intervals come from drawing whole messages anew. Raises ValueError when no mark fits the file.
    """
    found = [(message, _found(message.text)) for message in marked(file)]
    return tuple(
        outcome
        for part, said in PARTS.items()
        for outcome in _outcomes([pair for pair in found if pair[0].part == part], said, part)
    )


def marked(file: Path) -> tuple[Marked, ...]:
    """Return the marked messages in the order of the marks; rows of another file are left out."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    spans: dict[tuple[int, str], list[Span]] = {}
    for mark in _marks():
        row = int(mark["row"])
        if row < len(rows) and _digest(rows[row]) == mark["digest"]:
            ahead = 0 if mark["field"] == "title" else len(_title(rows[row])) + 1
            span = Span(int(mark["start"]) + ahead, int(mark["end"]) + ahead, mark["kind"])
            spans.setdefault((row, mark["part"]), []).append(span)
    if not spans:
        raise ValueError(f"{file.name}：没有一行与手工标注相符，请换用标注时的那份文件")
    return tuple(
        Marked(row, part, f"{_title(rows[row])}\n{normalise(rows[row]['留言详情'])}", tuple(said))
        for (row, part), said in spans.items()
    )


def overlaps(found: Span, said: Span) -> bool:
    """Say whether the two share at least half of either."""
    shared = min(found.end, said.end) - max(found.start, said.start)
    return 2 * shared >= max(found.end - found.start, said.end - said.start)


def matched(found: Sequence[Span], said: Sequence[Span], fits: Fits) -> int:
    """Return how many found places fit a marked one, each used once."""
    free, hits = list(said), 0
    for span in found:
        one = next((other for other in free if fits(span, other)), None)
        if one is not None:
            free.remove(one)
            hits += 1
    return hits


def _is_exact(found: Span, said: Span) -> bool:
    return (found.start, found.end) == (said.start, said.end)


_WAYS: tuple[tuple[str, Fits, float | None], ...] = (
    ("重合过半", overlaps, GOAL),
    ("边界一字不差", _is_exact, None),
    ("重合过半且类别相同", lambda a, b: overlaps(a, b) and a.kind == b.kind, None),
)


def _outcomes(
    pairs: Sequence[tuple[Marked, tuple[Span, ...]]], said: str, part: str
) -> Iterator[Outcome]:
    for way, fits, goal in _WAYS:
        counts = np.array([_counts(found, m.spans, fits) for m, found in pairs])
        yield from _two(f"地名（{way}，{said}）", counts, goal if part == "held" else None)
    counts = np.array([_counts(_named(f), _named(m.spans), overlaps) for m, f in pairs])
    yield from _two(f"地名（不算省市区县，{said}）", counts, None)


def _two(name: str, counts: NDArray[np.int64], goal: float | None) -> Iterator[Outcome]:
    found, said = int(counts[:, 1].sum()), int(counts[:, 2].sum())
    yield Outcome(f"{name}准确率", _share(counts, 1), found, goal)
    yield Outcome(f"{name}召回率", _share(counts, 2), said, goal)


def _share(counts: NDArray[np.int64], of: int) -> Figure:
    drawn = np.random.default_rng(0).integers(len(counts), size=(_DRAWS, len(counts)))
    sums = counts[drawn].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / np.maximum(sums[:, of], 1), [2.5, 97.5])
    hits, whole = counts[:, 0].sum(), max(int(counts[:, of].sum()), 1)
    return Figure(float(hits / whole), float(low), float(high))


def _counts(found: Sequence[Span], said: Sequence[Span], fits: Fits) -> tuple[int, int, int]:
    return matched(found, said, fits), len(found), len(said)


def _named(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.kind not in _ANONYMISED)


def _found(text: str) -> tuple[Span, ...]:
    return tuple(Span(p.start, p.end, p.kind) for p in find_places(text, Gazetteer()))


def _marks() -> Iterator[dict[str, str]]:
    text = files("models").joinpath("resources", "marks", "places.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _title(row: dict[str, str]) -> str:
    return normalise(row["留言主题"]).replace("\n", " ")


def _digest(row: dict[str, str]) -> str:
    return hashlib.sha256(row["留言详情"].encode()).hexdigest()[:10]
