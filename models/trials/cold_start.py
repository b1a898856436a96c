"""Measures the first day: how often the built-in reader finds the class with no label learnt."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from models.reader import Reader
from models.trials.outcome import Outcome, share

GOAL = 0.78
PARTS = {"develop": "看过的一半", "held": "留出的一半"}
_FILE = "complaints_labelled.csv"
_BATCH = 2_000

Pair = tuple[str, str, str]
"""The half, the class that people gave, and the class told."""


def measure(folder: Path, reader: Reader) -> tuple[Outcome, ...]:
    """Return how often the reference class told is the one given, for both halves of the texts.

    The folder holds the labelled file; no label of it is learnt from. Repeats of a text fall
    into the same half and count once.
    """
    with (folder / _FILE).open(encoding="utf-8-sig", newline="") as lines:
        rows = {
            row["留言详情"]: (row["留言主题"], row["一级标签"]) for row in csv.DictReader(lines)
        }
    told = list(told_classes(reader, [(text, *rest) for text, rest in rows.items()]))
    return tuple(
        Outcome(
            f"没有标签时参考分类的正确率（{name}）",
            share(hits := [given == said for part, given, said in told if part == half]),
            len(hits),
            GOAL if half == "held" else None,
        )
        for half, name in PARTS.items()
    )


def told_classes(reader: Reader, rows: Sequence[tuple[str, str, str]]) -> Iterator[Pair]:
    """Yield (half, class given, class told) for rows of (text, title, class given), in order."""
    classes = [leaf.reference_class for leaf in reader.catalogue.leaves]
    names, owner = np.unique(classes, return_inverse=True)
    for at in range(0, len(rows), _BATCH):
        part = rows[at : at + _BATCH]
        texts, titles = [text for text, _, _ in part], [title for _, title, _ in part]
        _, chances = reader.read_with_chances(texts, titles)
        for (text, _, given), topics in zip(part, chances.topics, strict=True):
            mass = np.bincount(owner, weights=topics, minlength=len(names))
            half = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2
            yield tuple(PARTS)[half], given, str(names[int(mass.argmax())])
