"""Judges the chances of rows unseen against their labels, and writes the training report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.topics.calibrate import calibration_error
from models.topics.classify import Probabilities
from models.topics.levels import JOIN, LabelClassifier, Path
from models.training.evaluate import accuracy, confusion, macro_f1, per_label, with_interval
from models.training.fitting import FOLDS
from models.training.history import History
from models.training.report import Doubt, LevelFigures, TrainingReport
from models.training.thresholds import measure_promise
from models.training.tree import Tree

Rows = NDArray[np.int64]
_DOUBT_OTHER, _DOUBT_OWN = 0.9, 0.05
_MOST_DOUBTS = 2_000


@dataclass(frozen=True)
class Verdict:
    """The first choice of every row, how sure it was and whether it is right.

    `truth` and `said` are the names from broad to narrow; a choice is right when it agrees with
    the truth as far as both reach.
    """

    truth: Sequence[Path]
    said: Sequence[Path]
    chosen: Rows
    sure: NDArray[np.float64]
    right: NDArray[np.bool_]


def judge(classifier: LabelClassifier, chances: Probabilities, truth: Sequence[Path]) -> Verdict:
    """Return what a classifier's chances of some rows say against their true names."""
    chosen = classifier.best(chances)
    said = [classifier.paths[i] for i in chosen]
    agree = [s[: len(t)] == t[: len(s)] for s, t in zip(said, truth, strict=True)]
    sure = chances[np.arange(len(chosen)), chosen]
    return Verdict(truth, said, chosen, sure, np.array(agree, bool))


def make_report(
    rows: int,
    history: History,
    tree: Tree,
    verdict: Verdict,
    words: Verdict,
    targets: Sequence[float],
) -> TrainingReport:
    """Return the report of a tree fitted on the history; `words` judges the words alone."""
    names, count = history.labels, len(history.labels)
    said = _broad(verdict, names)
    counts = confusion(history.truth, said, count)
    return TrainingReport(
        rows=rows,
        used=len(history.rows),
        repeats=len(history.groups) - len(set(history.groups)),
        folds=FOLDS,
        macro_f1=with_interval(macro_f1, history.truth, said, count),
        accuracy=with_interval(accuracy, history.truth, said, count),
        calibration_error=calibration_error(verdict.sure, verdict.right),
        promises=tuple(
            measure_promise(verdict.sure, verdict.chosen, verdict.right, tree.top.folds, target)
            for target in dict.fromkeys(targets)
        ),
        per_label=per_label(counts, names),
        mixed_up=_mixed_up(counts, names),
        doubts=_doubts(history, tree),
        conflicts=history.conflicts,
        left_out=history.left_out,
        levels=_levels(verdict, tree.best),
        without_vectors=(
            with_interval(macro_f1, history.truth, _broad(words, names), count)
            if tree.fused
            else None
        ),
    )


def _broad(verdict: Verdict, names: tuple[str, ...]) -> Rows:
    number = {name: i for i, name in enumerate(names)}
    return np.array([number[path[0]] for path in verdict.said])


def _levels(verdict: Verdict, classifier: LabelClassifier) -> tuple[LevelFigures, ...]:
    """The figures of each level, the names above it included; () for labels of one level."""
    deepest = max(map(len, classifier.paths))
    if deepest < 2:
        return ()
    return tuple(
        _level(verdict, {JOIN.join(p[:level]) for p in classifier.paths if len(p) >= level}, level)
        for level in range(1, deepest + 1)
    )


def _level(verdict: Verdict, learned: set[str], level: int) -> LevelFigures:
    named = [
        (JOIN.join(truth[:level]), JOIN.join(said[:level]))
        for truth, said in zip(verdict.truth, verdict.said, strict=True)
        if len(truth) >= level
    ]
    pairs = [pair for pair in named if pair[0] in learned]
    names = sorted({name for pair in pairs for name in pair})
    number = {name: i for i, name in enumerate(names)}
    truth, said = (np.array([number[pair[side]] for pair in pairs]) for side in (0, 1))
    return LevelFigures(
        level=level,
        rows=len(pairs),
        labels=len(set(truth.tolist())),
        left_out=len(named) - len(pairs),
        macro_f1=with_interval(macro_f1, truth, said, len(names)),
        accuracy=with_interval(accuracy, truth, said, len(names)),
    )


def _mixed_up(
    counts: NDArray[np.int64], names: tuple[str, ...]
) -> tuple[tuple[str, str, int], ...]:
    off = counts - np.diag(np.diag(counts))
    pairs = np.argwhere(off > 0)
    ranked = sorted(pairs.tolist(), key=lambda pair: (-off[pair[0], pair[1]], pair))
    return tuple((names[a], names[b], int(off[a, b])) for a, b in ranked[:10])


def _doubts(history: History, tree: Tree) -> tuple[Doubt, ...]:
    """Rows whose broad name the others speak against, the surest first."""
    top = tree.top
    chances = top.word_chances if top.fused_chances is None else top.fused_chances
    own = chances[np.arange(len(history.truth)), history.truth]
    best, sure = chances.argmax(axis=1), chances.max(axis=1)
    found = np.flatnonzero((own < _DOUBT_OWN) & (sure > _DOUBT_OTHER))
    ranked = found[np.argsort(-sure[found], kind="stable")][:_MOST_DOUBTS]
    return tuple(
        Doubt(
            int(history.rows[i]),
            history.labels[history.truth[i]],
            history.labels[best[i]],
            round(float(sure[i]), 4),
        )
        for i in ranked
    )
