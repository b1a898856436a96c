"""Gathers what can be learned from a city's labelled texts, and says what cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.similar.repeats import group_repeats
from models.training.report import Conflict
from models.words.documents import Document
from models.words.segment import Segmenter, content_words
from models.words.text import normalise

MIN_ROWS = 30
MIN_PER_LABEL = 5
_NEARLY_SAME = 0.6
_LARGE_GROUP = 20

Rows = NDArray[np.int64]


class CannotTrain(ValueError):
    """The labelled texts do not suffice; the message says what is missing."""


@dataclass(frozen=True)
class History:
    """Rows to learn from: their numbers, texts ready to count, label indices, repeat groups.

    `conflicts` are rows of one text, or nearly, with different labels; `left_out` counts rows per
    label that could not be used ("" for rows without label or text).
    """

    rows: Rows
    documents: list[Document]
    truth: Rows
    labels: tuple[str, ...]
    groups: list[int]
    conflicts: tuple[Conflict, ...]
    left_out: dict[str, int]


def gather(
    texts: Sequence[str], titles: Sequence[str], labels: Sequence[str], cut: Segmenter
) -> History:
    """Return the History of rows given side by side.

    Rows without text or label and labels with fewer than MIN_PER_LABEL rows are left out. Raises
    CannotTrain when fewer than two labels or MIN_ROWS rows remain, ValueError when the three
    sequences differ in length.
    """
    wanted = [label.strip() for label in labels]
    bodies = [normalise(text) for text in texts]
    heads = [normalise(title).replace("\n", " ") for title in titles]
    whole = [bool(w and (b or h)) for w, b, h in zip(wanted, bodies, heads, strict=True)]
    given = Counter(w if good else "" for w, good in zip(wanted, whole, strict=True))
    names = tuple(sorted(w for w, count in given.items() if w and count >= MIN_PER_LABEL))
    number = {name: k for k, name in enumerate(names)}
    kept = [i for i, good in enumerate(whole) if good and wanted[i] in number]
    _refuse(len(kept), names)
    documents = [
        Document(cut.cut(heads[i]), cut.cut(bodies[i]), f"{heads[i]}\n{bodies[i]}".lstrip("\n"))
        for i in kept
    ]
    groups = _groups(documents)
    return History(
        rows=np.array(kept),
        documents=documents,
        truth=np.array([number[wanted[i]] for i in kept]),
        labels=names,
        groups=groups,
        conflicts=_conflicts(kept, documents, groups, wanted),
        left_out={label: n for label, n in sorted(given.items()) if label not in number},
    )


def narrowed(history: History, rows: Rows, labels: Sequence[str]) -> History | None:
    """Return the History of some of the rows (counted in the history) under narrower labels.

    Rows with an empty or rare label are left out; None when too little remains to train on.
    """
    given = Counter(label for label in labels if label)
    names = tuple(sorted(name for name, count in given.items() if count >= MIN_PER_LABEL))
    number = {name: k for k, name in enumerate(names)}
    kept = [i for i, label in enumerate(labels) if label in number]
    if len(names) < 2 or len(kept) < MIN_ROWS:
        return None
    places = rows[kept]
    return History(
        rows=history.rows[places],
        documents=[history.documents[i] for i in places],
        truth=np.array([number[labels[i]] for i in kept]),
        labels=names,
        groups=[history.groups[i] for i in places],
        conflicts=(),
        left_out={label: n for label, n in sorted(given.items()) if label not in number},
    )


def _refuse(rows: int, names: tuple[str, ...]) -> None:
    if len(names) < 2:
        raise CannotTrain(
            f"只有 {len(names)} 个标签达到 {MIN_PER_LABEL} 行，至少要两个标签才能训练"
        )
    if rows < MIN_ROWS:
        raise CannotTrain(f"可用的只有 {rows} 行，至少要 {MIN_ROWS} 行带标签的内容才能训练")


def _groups(documents: Sequence[Document]) -> list[int]:
    """Return groups of near-identical texts; a group too large to be one text is taken apart."""
    groups = group_repeats([content_words(d.title + d.body) for d in documents], _NEARLY_SAME)
    sizes = Counter(groups)
    first: dict[str, int] = {}
    exact = [first.setdefault(d.letters, i) for i, d in enumerate(documents)]
    most = max(_LARGE_GROUP, len(documents) // 50)
    return [g if sizes[g] <= most else e for g, e in zip(groups, exact, strict=True)]


def _conflicts(
    kept: Sequence[int], documents: Sequence[Document], groups: Sequence[int], wanted: Sequence[str]
) -> tuple[Conflict, ...]:
    """Repeats with different labels: first of the same text, then of nearly the same."""
    same: dict[str, list[int]] = {}
    near: dict[int, list[int]] = {}
    for row, document, group in zip(kept, documents, groups, strict=True):
        same.setdefault(document.letters, []).append(row)
        near.setdefault(group, []).append(row)
    found = [_conflict(rows, wanted, is_same=True) for rows in same.values()]
    told = {frozenset(each.rows) for each in found if each is not None}
    found += [
        _conflict(rows, wanted, is_same=False)
        for rows in near.values()
        if frozenset(rows) not in told
    ]
    return tuple(each for each in found if each is not None)


def _conflict(rows: Sequence[int], wanted: Sequence[str], *, is_same: bool) -> Conflict | None:
    names = tuple(sorted({wanted[row] for row in rows}))
    return Conflict(tuple(rows), names, is_same) if len(names) > 1 else None
