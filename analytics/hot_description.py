"""Says in words what each group of rows is about, where, and which row is typical of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from analytics.naming import Speech, keywords, main_place, rarity_of, theme_title, title
from analytics.vectors import is_area, split_places, useful_words

Matrix = Any
Index = npt.NDArray[np.int64]
COLUMNS = ("title", "keywords", "place", "typical_row")


def describe(
    tickets: pd.DataFrame, vectors: Matrix, label: Index, level: str, most_keywords: int
) -> pd.DataFrame:
    """Return one row per topic label (≥ 0, ascending): title, keywords, place, typical_row.

    Uses tokens, title, places, row, and topic_path, area_name where present. Keywords are joined
    by “、”. `typical_row` is the `row` of the member nearest to the middle of its group.
    """
    clustered = np.flatnonzero(label >= 0)
    order = clustered[np.argsort(label[clustered], kind="stable")]
    labels, starts = np.unique(label[order], return_index=True)
    words = [useful_words(t) for t in tickets["tokens"].astype(str)]
    rarity = rarity_of(words)
    central = _centrality(vectors, label)
    rows = []
    for members in np.split(order, starts[1:]) if len(labels) else []:
        said = [_speech(tickets, words, i) for i in members]
        found = keywords(said, rarity, most_keywords)
        name, place = _event(said, found) if level == "event" else _theme(tickets, members, found)
        middle = members[np.argmax(np.round(central[members], 9))]
        rows.append(
            (
                name,
                "、".join(found),
                place or _area(tickets, members),
                int(tickets["row"].iloc[middle]),
            )
        )
    return pd.DataFrame(rows, index=labels, columns=list(COLUMNS))


def _event(said: list[Speech], found: list[str]) -> tuple[str, str]:
    place = main_place(said)
    return title(said, place, found), place


def _theme(tickets: pd.DataFrame, members: Index, found: list[str]) -> tuple[str, str]:
    paths = tickets["topic_path"].iloc[members] if "topic_path" in tickets else pd.Series([""])
    areas = Counter(a for i in members for a in _areas(tickets, i))
    best = [a for a, _ in sorted(areas.items(), key=lambda item: (-item[1], item[0]))]
    where = "、".join(best[:3]) + (f"等{len(best)}处" if len(best) > 3 else "")
    return theme_title(paths.astype(str).tolist(), found), where


def _areas(tickets: pd.DataFrame, row: int) -> list[str]:
    stored = str(tickets["area_name"].iloc[row]) if "area_name" in tickets else ""
    if stored:
        return [stored]
    named = [p for p in str(tickets["places"].iloc[row]).split("|") if is_area(p)]
    return [p for p in named if not p.endswith(("市", "省"))][:1]


def _area(tickets: pd.DataFrame, members: Index) -> str:
    areas = Counter(a for i in members for a in _areas(tickets, i))
    if not areas:
        return ""
    name, votes = max(areas.items(), key=lambda item: (item[1], item[0]))
    return name if votes * 2 >= len(members) else ""


def _speech(tickets: pd.DataFrame, words: list[list[str]], row: int) -> Speech:
    places = split_places(str(tickets["places"].iloc[row]))
    return Speech(str(tickets["title"].iloc[row]), words[row], places)


def _centrality(vectors: Matrix, label: Index) -> npt.NDArray[np.float64]:
    """Return for each clustered row its likeness to the sum of its group's rows."""
    rows = np.flatnonzero(label >= 0)
    if not len(rows):
        return np.zeros(len(label))
    gather = sp.csr_matrix(
        (np.ones(len(rows)), (label[rows], rows)), shape=(label.max() + 1, len(label))
    )
    sums = sp.csr_matrix(gather @ vectors)
    out = np.zeros(len(label))
    out[rows] = np.asarray(vectors[rows].multiply(sums[label[rows]]).sum(axis=1)).ravel()
    return out
