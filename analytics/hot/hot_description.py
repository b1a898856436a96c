"""Says in words what each group of rows is about, where, and which row is typical of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.hot.anchors import Anchor
from analytics.hot.naming import (
    keywords,
    rarity_of,
    theme_title,
    title,
)
from analytics.hot.sites import main_place, shared_name, titles_with, wide_place
from analytics.hot.speech import Speech
from analytics.hot.typical import TROUBLE
from analytics.hot.vectors import is_area, split_places, useful_words

Matrix = Any
Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
COLUMNS = ("title", "keywords", "place", "typical_row")


def speeches(tickets: pd.DataFrame) -> list[Speech]:
    """Return what each row says, in the order of the rows.

    Uses tokens, title, places, and topic_path, area_name, request_type where present. What is
    confidential keeps its title to itself.
    """
    blank = [""] * len(tickets)
    titles = tickets["title"].mask(confidential(tickets), "")
    paths = tickets["topic_path"].astype(str) if "topic_path" in tickets else blank
    areas = tickets["area_name"].astype(str) if "area_name" in tickets else blank
    words = useful_words(tickets["tokens"].astype(str))
    columns = (titles, words, tickets["places"], areas, paths)
    return [
        Speech(title_, tuple(useful), tuple(split_places(places)),
               area or _area_in(places), path)
        for title_, useful, places, area, path in zip(*columns, strict=True)
    ]  # fmt: skip


def confidential(tickets: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows count but must not be quoted: reports of others' wrongdoing."""
    if "request_type" not in tickets:
        return np.zeros(len(tickets), dtype=bool)
    return np.asarray(tickets["request_type"] == "report", dtype=bool)


def describe(
    said: list[Speech], label: Index, named: Mapping[int, Anchor], level: str, most: int
) -> pd.DataFrame:
    """Return one row per topic label (≥ 0, ascending): title, keywords, place.

    Keywords, at most `most` and the anchor first, are joined by “、”.
    """
    rarity = rarity_of([s.words for s in said])
    spread = Counter(p for s in said for p in set(s.places))
    groups = {topic: [said[i] for i in rows] for topic, rows in groups_of(label).items()}
    names = {shared_name(inside) for inside in groups.values()} if level == "event" else set()
    titled = titles_with(names, (s.title for s in said)) if names else {}
    rows = {}
    for topic, inside in groups.items():
        words = keywords(inside, rarity, most, first=named[topic].word)
        if level == "event":
            place = main_place(inside, spread, titled)
            area = _area(inside)
            rows[topic] = (title(inside, place, words, area), "、".join(words), place or area)
        else:
            rows[topic] = (theme_title(inside, words), "、".join(words), wide_place(inside))
    found = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS[:3]))
    return found.assign(title=_told_apart(found)) if level == "theme" else found


def reluctance(tickets: pd.DataFrame) -> Index:
    """Return how far each row should be from standing for others.

    0 for a complaint or a call for help, 2 for what is confidential, 1 for the rest.
    """
    found = np.ones(len(tickets), dtype=np.int64)
    if "request_type" in tickets:
        found[np.asarray(tickets["request_type"].isin(sorted(TROUBLE)), dtype=bool)] = 0
    found[confidential(tickets)] = 2
    return found


def typical_rows(vectors: Matrix, label: Index, reluctant: Index) -> dict[int, int]:
    """Return for each topic the position of the member nearest to the middle of its group.

    Of its least `reluctant` members; that some complain counts only where a third do.
    """
    central = np.round(_centrality(vectors, label), 9)
    found = {}
    for topic, members in groups_of(label).items():
        level = reluctant[members]
        if 3 * (level == 0).sum() < len(members):
            level = np.maximum(level, 1)
        first = members[level == level.min()]
        found[topic] = int(first[np.argmax(central[first])])
    return found


def groups_of(label: Index) -> dict[int, Index]:
    """Return the positions of the members of each label ≥ 0, labels and positions ascending."""
    rows = np.flatnonzero(label >= 0)
    order = rows[np.argsort(label[rows], kind="stable")]
    names, starts = np.unique(label[order], return_index=True)
    parts = np.split(order, starts[1:]) if len(names) else []
    return {int(name): part for name, part in zip(names, parts, strict=True)}


def _told_apart(found: pd.DataFrame) -> list[str]:
    """Return the titles; of themes with one name each has its own first keyword behind it."""
    twice = found["title"].duplicated(keep=False)
    words = [
        next((w for w in said.split("、") if w and w not in name), "")
        for name, said in zip(found["title"], found["keywords"], strict=True)
    ]
    return [
        f"{name}：{word}" if again and word else name
        for name, again, word in zip(found["title"], twice, words, strict=True)
    ]


def _area(members: list[Speech]) -> str:
    areas = Counter(m.area for m in members if m.area)
    if not areas:
        return ""
    name, votes = max(areas.items(), key=lambda item: (item[1], item[0]))
    return name if votes * 2 >= len(members) else ""


def _area_in(places: str) -> str:
    named = (p for p in places.split("|") if p and is_area(p) and not p.endswith(("市", "省")))
    return next(named, "")


def _centrality(vectors: Matrix, label: Index) -> Floats:
    """Return for each clustered row its likeness to the sum of its group's rows."""
    central = np.zeros(len(label))
    middle = np.zeros(vectors.shape[1], dtype=vectors.dtype)
    for members in groups_of(label).values():
        inside = vectors[members]
        np.add.at(middle, inside.indices, inside.data)
        central[members] = inside @ middle
        middle[inside.indices] = 0
    return central
