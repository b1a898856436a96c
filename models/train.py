"""Learns a city's own labels from its history, and measures honestly how well."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.artefact import Manifest, save_classifier
from models.builtin import build_builtin, catalogue_segmenter
from models.calibrate import calibration_error, safe_threshold
from models.catalogue import load_catalogue
from models.classify import Probabilities, TextClassifier
from models.evaluate import accuracy, confusion, macro_f1, per_label, with_interval
from models.fitting import FOLDS, fit
from models.history import History, gather
from models.reader import Reader
from models.report import Doubt, TrainingReport
from models.segment import Segmenter

REPORT = "report.json"
_DOUBT_OTHER, _DOUBT_OWN = 0.9, 0.05
_MOST_DOUBTS = 200


@dataclass(frozen=True)
class TrainedReader:
    """A classifier of a city's labels with its manifest and the report of its training."""

    classifier: TextClassifier
    manifest: Manifest
    report: TrainingReport

    def save(self, folder: Path) -> None:
        """Write model, manifest and report into the folder, whole or not at all."""
        text = json.dumps(self.report.to_json(), ensure_ascii=False, indent=1) + "\n"
        save_classifier(folder, self.classifier, self.manifest, {REPORT: text})


def train(
    texts: Sequence[str],
    titles: Sequence[str] | None,
    labels: Sequence[str],
    *,
    reader: Reader | None = None,
    target_error: float = 0.05,
    n_jobs: int = 1,
) -> TrainedReader:
    """Return a reader of the given labels and the report of its cross-validation.

    The three sequences run row by row; `titles` may be None. `reader` lends its segmenter and its
    knowledge of the topic catalogue, which is worth most where labelled rows are few; without one
    they are built (some seconds). Rows without text or label and rare labels are left out and
    reported. The figures come from five folds with repeats and near-repeats kept together.
    Raises CannotTrain when too little remains.
    """
    cut, knowledge = _lent(reader)
    history = gather(texts, titles or [""] * len(texts), labels, cut)
    fitted = fit(history, knowledge, n_jobs)
    right = fitted.chances.argmax(axis=1) == history.truth
    threshold, _ = safe_threshold(fitted.chances.max(axis=1), right, target_error)
    report = _report(len(texts), history, fitted.chances, threshold, target_error)
    manifest = replace(
        Manifest("trained", _digest(texts, titles, labels), history.labels),
        metrics=report.metrics(),
        thresholds={"certain": threshold},
        settings={"folds": FOLDS, "share": fitted.share, "rows": report.rows, "used": report.used},
    )
    return TrainedReader(replace(fitted.classifier, threshold=threshold), manifest, report)


def _lent(reader: Reader | None) -> tuple[Segmenter, TextClassifier]:
    if reader is not None:
        return reader.segmenter, reader.topics
    catalogue = load_catalogue()
    cut = catalogue_segmenter(catalogue)
    return cut, build_builtin(catalogue, cut)


def _report(
    rows: int, history: History, chances: Probabilities, threshold: float, target_error: float
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


def _doubts(history: History, chances: Probabilities) -> tuple[Doubt, ...]:
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


def _digest(texts: Sequence[str], titles: Sequence[str] | None, labels: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for row in zip(texts, titles or [""] * len(texts), labels, strict=True):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
