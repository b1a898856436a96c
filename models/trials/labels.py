"""How well a reader learns a city's own labels, on rows kept from what it learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.reader import Reader
from models.training.evaluate import Figure
from models.training.report import TrainingReport
from models.training.train import train
from models.trials.outcome import Outcome

_MACRO_F1, _CALIBRATION = 0.93, 0.02
_COVERAGE = {0.05: 0.93, 0.02: 0.80}


def measure_labels(
    texts: Sequence[str],
    titles: Sequence[str] | None,
    labels: Sequence[str],
    *,
    reader: Reader | None = None,
    n_jobs: int = 1,
    vectors: bool = True,
) -> tuple[Outcome, ...]:
    """Return what five grouped folds say of training on these rows, side by side.

    Macro-F1, accuracy, calibration error, and for targets of 5 % and 2 % the coverage and the
    error that came of it under thresholds chosen on the other folds. Raises CannotTrain.
    """
    trained = train(texts, titles, labels, reader=reader, n_jobs=n_jobs, vectors=vectors)
    report = trained.report
    note = f"五折，重复的留在同一折；{len(report.per_label)} 个标签"
    return (
        Outcome("宏平均 F1", report.macro_f1, report.used, _MACRO_F1, note=note),
        Outcome("准确率", report.accuracy, report.used, note=note),
        Outcome(
            "校准误差",
            _certain(report.calibration_error),
            report.used,
            _CALIBRATION,
            lower_is_better=True,
        ),
        *_promises(report),
        *(
            Outcome(f"第 {each.level} 级宏平均 F1", each.macro_f1, each.rows)
            for each in report.levels
        ),
    )


def _promises(report: TrainingReport) -> list[Outcome]:
    found = []
    for promise in report.promises:
        target, share = promise.target_error, promise.coverage
        half = 1.96 * float(np.sqrt(share * (1 - share) / max(report.used, 1)))
        covered = Figure(share, max(0.0, share - half), min(1.0, share + half))
        kept = "与承诺相符" if promise.is_kept else "高于承诺"
        found += [
            Outcome(
                f"错误率 {target:.0%} 时的自动判定率", covered, report.used, _COVERAGE.get(target)
            ),
            Outcome(
                f"承诺 {target:.0%} 时的实际错误率",
                promise.error,
                promise.taken,
                lower_is_better=True,
                note=kept,
            ),
        ]
    return found


def _certain(value: float) -> Figure:
    """A figure that is told without an interval."""
    return Figure(value, value, value)
