"""Splits labelled texts so that repeats of one text never stand on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def grouped_folds(
    groups: Sequence[int], truth: Rows, count: int, seed: int = 0
) -> Iterator[tuple[Rows, Rows]]:
    """Yield (rows to learn from, rows to judge) `count` times; every row is judged once.

    Groups stay together; labels are spread evenly, the largest groups first. A fold that would
    judge nothing is not yielded. Deterministic for a seed.
    """
    labels = int(truth.max()) + 1
    _, numbers = np.unique(np.asarray(groups), return_inverse=True)
    per_group = np.zeros((numbers.max() + 1, labels))
    np.add.at(per_group, (numbers, truth), 1)
    order = np.random.default_rng(seed).permutation(len(per_group))
    order = order[np.argsort(-per_group[order].sum(axis=1), kind="stable")]
    fold_of = np.zeros(len(per_group), np.int64)
    filled = np.zeros((count, labels))
    whole = np.maximum(per_group.sum(axis=0), 1)
    for group in order:
        need = (filled * (per_group[group] > 0) / whole).sum(axis=1)
        fold = int(np.lexsort((filled.sum(axis=1), need))[0])
        fold_of[group] = fold
        filled[fold] += per_group[group]
    for fold in range(count):
        judged = fold_of[numbers] == fold
        if judged.any() and not judged.all():
            yield np.flatnonzero(~judged), np.flatnonzero(judged)
