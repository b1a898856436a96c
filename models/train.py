"""Learns a city's own labels from its history, and measures honestly how well."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from models.artefact import Manifest, save_classifier
from models.calibrate import calibration_error, fit_calibration, safe_threshold
from models.classify import Probabilities, TextClassifier
from models.evaluate import accuracy, confusion, macro_f1, per_label, with_interval
from models.features import TRAINED_BLOCKS, Document, fit_features
from models.folds import grouped_folds
from models.learn import fit_linear
from models.repeats import group_repeats
from models.report import Conflict, Doubt, TrainingReport
from models.segment import Segmenter, content_words, segmenter
from models.text import normalise

FOLDS = 5
MIN_ROWS = 30
MIN_PER_LABEL = 5
REPORT = "report.json"
_DOUBT_OTHER, _DOUBT_OWN = 0.9, 0.05
_MOST_DOUBTS = 200
_NEARLY_SAME = 0.6
_LARGE_GROUP = 20

Rows = NDArray[np.int64]


class CannotTrain(ValueError):
    """The labelled texts do not suffice; the message says what is missing."""


@dataclass(frozen=True)
class TrainedReader:
    """A classifier of a city's labels with its manifest and the report of its training."""

    classifier: TextClassifier
    manifest: Manifest
    report: TrainingReport

    def save(self, folder: Path) -> None:
        """Write model, manifest and report into the folder, whole or not at all."""
        save_classifier(folder, self.classifier, self.manifest)
        text = json.dumps(self.report.to_json(), ensure_ascii=False, indent=1)
        (folder / REPORT).write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True)
class _History:
    """The rows that can be learned from: their numbers, texts ready to count, labels, groups."""

    rows: Rows
    documents: list[Document]
    truth: Rows
    labels: tuple[str, ...]
    groups: list[int]
    conflicts: tuple[Conflict, ...]
    left_out: dict[str, int]


def train(
    texts: Sequence[str],
    titles: Sequence[str] | None,
    labels: Sequence[str],
    *,
    cut: Segmenter | None = None,
    target_error: float = 0.05,
    n_jobs: int = 1,
) -> TrainedReader:
    """Return a reader of the given labels and the report of its cross-validation.

    The three sequences run row by row; `titles` may be None. Rows without text or label and
    labels with fewer than MIN_PER_LABEL rows are left out and reported. The figures come from
    five folds with repeats and near-repeats kept together; the calibration of each fold is
    learned on the others; word weights that know no labels are taken from all rows. Raises
    CannotTrain when fewer than two labels or MIN_ROWS rows remain.
    """
    history = _history(texts, titles or [""] * len(texts), labels, cut or segmenter())
    space = fit_features(history.documents, TRAINED_BLOCKS)
    features = space.transform(history.documents)
    folds = list(grouped_folds(history.groups, history.truth, FOLDS))
    scores = _scores_unseen(features, history, folds, n_jobs)
    chances = _chances_unseen(scores, history.truth, folds)
    threshold, _ = safe_threshold(chances.max(axis=1), _right(chances, history), target_error)
    weights, bias = fit_linear(features, history.truth, len(history.labels))
    trust = fit_calibration(scores, history.truth)
    classifier = TextClassifier(
        labels=history.labels,
        space=space,
        weights=weights,
        bias=(bias + trust.bias).astype(np.float32),
        slope=np.zeros(len(history.labels), np.float32),
        sharpness=trust.sharpness,
        threshold=threshold,
    )
    report = _report(len(texts), history, chances, threshold, target_error)
    return TrainedReader(classifier, _manifest(texts, titles, labels, report, history), report)


def _history(
    texts: Sequence[str], titles: Sequence[str], labels: Sequence[str], cut: Segmenter
) -> _History:
    wanted = [label.strip() for label in labels]
    bodies = [normalise(text) for text in texts]
    heads = [normalise(title) for title in titles]
    whole = [bool(w and (b or h)) for w, b, h in zip(wanted, bodies, heads, strict=True)]
    counts = Counter(w for w, good in zip(wanted, whole, strict=True) if good)
    kept = [i for i, good in enumerate(whole) if good and counts[wanted[i]] >= MIN_PER_LABEL]
    names = tuple(sorted({wanted[i] for i in kept}))
    _refuse(len(kept), names)
    documents = [
        Document(cut.cut(heads[i]), cut.cut(bodies[i]), f"{heads[i]}\n{bodies[i]}") for i in kept
    ]
    number = {name: k for k, name in enumerate(names)}
    left = Counter(w if good else "" for w, good in zip(wanted, whole, strict=True))
    return _History(
        rows=np.array(kept),
        documents=documents,
        truth=np.array([number[wanted[i]] for i in kept]),
        labels=names,
        groups=_groups(documents),
        conflicts=_conflicts(kept, [d.letters for d in documents], wanted),
        left_out={label: n for label, n in sorted(left.items()) if label not in number},
    )


def _groups(documents: Sequence[Document]) -> list[int]:
    """Return groups of near-identical texts; a group too large to be one text is taken apart."""
    groups = group_repeats([content_words(d.title + d.body) for d in documents], _NEARLY_SAME)
    sizes = Counter(groups)
    first: dict[str, int] = {}
    exact = [first.setdefault(d.letters, i) for i, d in enumerate(documents)]
    most = max(_LARGE_GROUP, len(documents) // 50)
    return [g if sizes[g] <= most else e for g, e in zip(groups, exact, strict=True)]


def _refuse(rows: int, names: tuple[str, ...]) -> None:
    if len(names) < 2:
        raise CannotTrain(
            f"只有 {len(names)} 个标签达到 {MIN_PER_LABEL} 行，至少要两个标签才能训练"
        )
    if rows < MIN_ROWS:
        raise CannotTrain(f"可用的只有 {rows} 行，至少要 {MIN_ROWS} 行带标签的内容才能训练")


def _conflicts(
    kept: Sequence[int], letters: Sequence[str], wanted: Sequence[str]
) -> tuple[Conflict, ...]:
    same: dict[str, list[int]] = {}
    for row, text in zip(kept, letters, strict=True):
        same.setdefault(text, []).append(row)
    found = ((rows, tuple(sorted({wanted[r] for r in rows}))) for rows in same.values())
    return tuple(Conflict(tuple(rows), names) for rows, names in found if len(names) > 1)


def _scores_unseen(
    features: Any, history: _History, folds: Sequence[tuple[Rows, Rows]], n_jobs: int
) -> NDArray[np.float64]:
    count = len(history.labels)
    fitted = Parallel(n_jobs=n_jobs)(
        delayed(fit_linear)(features[seen], history.truth[seen], count) for seen, _ in folds
    )
    scores = np.zeros((len(history.truth), count))
    for (_, judged), (weights, bias) in zip(folds, fitted, strict=True):
        scores[judged] = features[judged] @ weights + bias
    return scores


def _chances_unseen(
    scores: NDArray[np.float64], truth: Rows, folds: Sequence[tuple[Rows, Rows]]
) -> Probabilities:
    chances = np.zeros_like(scores)
    for seen, judged in folds:
        chances[judged] = fit_calibration(scores[seen], truth[seen]).apply(scores[judged])
    return chances


def _right(chances: Probabilities, history: _History) -> NDArray[np.bool_]:
    right: NDArray[np.bool_] = chances.argmax(axis=1) == history.truth
    return right


def _report(
    rows: int, history: _History, chances: Probabilities, threshold: float, target_error: float
) -> TrainingReport:
    chosen, sure = chances.argmax(axis=1), chances.max(axis=1)
    right, count = chosen == history.truth, len(history.labels)
    counts = confusion(history.truth, chosen, count)
    taken = sure >= threshold
    return TrainingReport(
        rows=rows,
        used=len(history.rows),
        repeats=len(history.groups) - len(set(history.groups)),
        folds=FOLDS,
        macro_f1=with_interval(macro_f1, history.truth, chosen, count),
        accuracy=with_interval(accuracy, history.truth, chosen, count),
        calibration_error=calibration_error(sure, right),
        target_error=target_error,
        coverage=float(taken.mean()),
        error_there=float((~right[taken]).mean()) if taken.any() else 0.0,
        threshold=threshold,
        per_label=per_label(counts, history.labels),
        mixed_up=_mixed_up(counts, history.labels),
        doubts=_doubts(history, chances),
        conflicts=history.conflicts,
        left_out=history.left_out,
    )


def _mixed_up(
    counts: NDArray[np.int64], names: tuple[str, ...]
) -> tuple[tuple[str, str, int], ...]:
    off = counts - np.diag(np.diag(counts))
    pairs = np.argwhere(off > 0)
    ranked = sorted(pairs.tolist(), key=lambda pair: (-off[pair[0], pair[1]], pair))
    return tuple((names[a], names[b], int(off[a, b])) for a, b in ranked[:10])


def _doubts(history: _History, chances: Probabilities) -> tuple[Doubt, ...]:
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


def _manifest(
    texts: Sequence[str],
    titles: Sequence[str] | None,
    labels: Sequence[str],
    report: TrainingReport,
    history: _History,
) -> Manifest:
    digest = hashlib.sha256()
    for row in zip(texts, titles or [""] * len(texts), labels, strict=True):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return replace(
        Manifest("trained", digest.hexdigest(), history.labels),
        metrics=report.metrics(),
        thresholds={"certain": report.threshold},
        settings={"folds": FOLDS, "rows": report.rows, "used": report.used},
    )
