"""How well hot topics agree with events that people found by reading."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from analytics.trials.outcome import Outcome, mean

GOAL = 0.95
LARGE = 5
_PARTS = {"develop": "看过的", "held": "留出的"}


@dataclass(frozen=True, slots=True)
class Event:
    """The rows of one event; `open` ones count neither for nor against a topic."""

    part: str
    rows: frozenset[int]
    open: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the topic fits that fits an event best: F1, and the share of it that is the event's."""

    f1: float
    purity: float


def marked(texts: Sequence[str]) -> tuple[Event, ...]:
    """Return the marked events of the file with a year of complaints.

    `texts` are the bodies of its rows in order; a mark whose digest is another text's is left out.
    Raises ValueError when no mark fits.
    """
    sure: dict[tuple[int, str], set[int]] = {}
    unsure: dict[tuple[int, str], set[int]] = {}
    for mark in _marks():
        row, key = int(mark["row"]), (int(mark["event"]), mark["part"])
        if row < len(texts) and digest(texts[row]) == mark["digest"]:
            (sure if mark["sure"] == "yes" else unsure).setdefault(key, set()).add(row)
    if not sure:
        raise ValueError("没有一行与手工标注相符，请换用标注时的那份文件")
    return tuple(
        Event(key[1], frozenset(rows), frozenset(unsure.get(key, ()))) for key, rows in sure.items()
    )


def measure(events: Iterable[Event], members: pd.DataFrame) -> tuple[Outcome, ...]:
    """Return mean best F1 and purity of the events; `members` has row and topic_id."""
    topics = topics_of(members)
    told = list(events)
    outcomes = []
    for part, said in _PARTS.items():
        found = [agreement(event, topics) for event in told if event.part == part]
        if not found:
            continue
        goal = GOAL if part == "held" else None
        f1, purity = mean([f.f1 for f in found]), mean([f.purity for f in found])
        whole = sum(f.f1 == 1 for f in found)
        note = f"{whole} 个一行不差"
        name = f"核对过的事件（{said} {len(found)} 个）"
        outcomes.append(Outcome(f"{name}：最佳 F1 的均值", f1, len(found), goal, note=note))
        outcomes.append(Outcome(f"{name}：所在热点的纯度", purity, len(found)))
    large = [agreement(e, topics).f1 for e in told if len(e.rows) >= LARGE]
    if large:
        name = f"其中至少 {LARGE} 件的事件（{len(large)} 个）：最佳 F1 的均值"
        outcomes.append(Outcome(name, mean(large), len(large), GOAL))
    return tuple(outcomes)


def topics_of(members: pd.DataFrame) -> dict[str, frozenset[int]]:
    """Return the rows of each topic of a members table."""
    return {
        str(topic): frozenset(rows.astype(int))
        for topic, rows in members.groupby("topic_id", sort=True)["row"]
    }


def agreement(event: Event, topics: Mapping[str, frozenset[int]]) -> Agreement:
    """Return how the best topic fits the event; zeros where none holds a row of it."""
    best = Agreement(0.0, 0.0)
    for rows in topics.values():
        both = len(rows & event.rows)
        if both:
            size = len(rows - event.open)
            one = Agreement(2 * both / (size + len(event.rows)), both / size)
            best = max(best, one, key=lambda a: (a.f1, a.purity))
    return best


def digest(text: str) -> str:
    """Return the digest by which a row of the file is known."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _marks() -> list[dict[str, str]]:
    place = files("analytics").joinpath("trials", "marks", "hot_events.csv")
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))
