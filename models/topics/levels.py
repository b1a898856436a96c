"""Labels of several levels, such as 城乡建设/供水: a lower one only within the upper one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.topics.classify import Probabilities
from models.words.documents import Batch

Indices = NDArray[np.int64]
Path = tuple[str, ...]

JOIN = "/"
_SEPARATORS = ("/", ">", "／", "＞", "→", "|", "、")
_MOST_SPLIT = 0.8
"""So many of the rows must hold the separator, or it belongs to the names."""


class LabelClassifier(Protocol):
    """What a reader asks of a city's own labels, of one level or of several."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, those of several levels joined."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The names of each label from broad to narrow."""

    def probabilities(self, documents: Batch) -> Probabilities:
        """Calibrated probabilities texts × labels."""

    def threshold_of(self, label: int) -> float:
        """The confidence from which on this label may be taken without a person."""

    def best(self, chances: Probabilities) -> Indices:
        """The first choice of each row of probabilities."""


@dataclass(frozen=True)
class PathClassifier:
    """A classifier of the broad names, and for some of them one of what lies below.

    `thresholds` has one confidence per label from which on it may be taken without a person.
    """

    top: LabelClassifier
    below: Mapping[str, LabelClassifier]
    thresholds: tuple[float, ...] = ()

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """The names of each label from broad to narrow."""
        found: list[Path] = []
        for (name,) in self.top.paths:
            narrower = self.below[name].paths if name in self.below else ((),)
            found.extend((name, *path) for path in narrower)
        return tuple(found)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels, their names joined."""
        return tuple(JOIN.join(path) for path in self.paths)

    @cached_property
    def _owners(self) -> Indices:
        """For each label the index of its broad name."""
        number = {name: i for i, (name,) in enumerate(self.top.paths)}
        return np.array([number[path[0]] for path in self.paths])

    def probabilities(self, documents: Batch) -> Probabilities:
        """Return probabilities texts × labels: of the broad name times of what lies below it."""
        upper = self.top.probabilities(documents)
        lower = {
            name: classifier.probabilities(documents) for name, classifier in self.below.items()
        }
        return self.joined(upper, lower)

    def joined(self, upper: Probabilities, lower: Mapping[str, Probabilities]) -> Probabilities:
        """Return the product of the broad names' probabilities and those below, texts × labels."""
        parts = [
            upper[:, [i]] * lower[name] if name in lower else upper[:, [i]]
            for i, (name,) in enumerate(self.top.paths)
        ]
        return np.hstack(parts)

    def threshold_of(self, label: int) -> float:
        """Return the confidence from which on this label may be taken without a person."""
        return self.thresholds[label] if self.thresholds else 1.01

    def best(self, chances: Probabilities) -> Indices:
        """Return the best label within the best broad name of each row."""
        count = len(self.top.paths)
        upper = np.zeros((len(chances), count))
        for i in range(count):
            upper[:, i] = chances[:, self._owners == i].sum(axis=1)
        allowed = self._owners[None, :] == upper.argmax(axis=1)[:, None]
        found: Indices = np.where(allowed, chances, -1.0).argmax(axis=1)
        return found


def split_labels(labels: Sequence[str]) -> list[Path]:
    """Return each label as names from broad to narrow; () for an empty one.

    A sign separates levels when nearly all labels hold it and what stands before it names fewer
    groups than the whole; otherwise every label is one name.
    """
    given = [label.strip() for label in labels]
    for sign in _SEPARATORS:
        if _separates(sign, [label for label in given if label]):
            return [
                tuple(n for part in label.split(sign) if (n := part.strip())) for label in given
            ]
    return [(label,) if label else () for label in given]


def _separates(sign: str, labels: Sequence[str]) -> bool:
    holding = [label for label in labels if sign in label]
    if not holding or len(holding) < _MOST_SPLIT * len(labels):
        return False
    upper = {label.split(sign)[0].strip() for label in holding}
    return 1 < len(upper) < len(set(holding))
