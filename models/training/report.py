"""What training found out: figures, doubtful labels and everything that was left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from models.training.evaluate import Figure, LabelFigures
from models.training.thresholds import Promise


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row whose label the other rows speak against: the row, its label, the likelier one."""

    row: int
    label: str
    likelier: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows of the same text, or of nearly the same one, that carry different labels."""

    rows: tuple[int, ...]
    labels: tuple[str, ...]
    is_same: bool = True


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """How well the names of one level (from 1) are found, of those that were learned.

    `left_out` counts rows whose name there had too few rows, or no other beside it.
    """

    level: int
    rows: int
    labels: int
    left_out: int
    macro_f1: Figure
    accuracy: Figure


@dataclass(frozen=True)
class TrainingReport:
    """Figures from cross-validation with repeats kept together; shares are 0…1.

    `promises` says for the target asked for, then for others, which share of the rows may be
    decided by machine and which error was found there. With labels of several levels the figures
    are of the broadest, `levels` has them all and the promises are of the whole path.
    `without_vectors` is the macro-F1 of the words alone where sentence vectors are used. Rows
    count from 0.
    """

    rows: int
    used: int
    repeats: int
    folds: int
    macro_f1: Figure
    accuracy: Figure
    calibration_error: float
    promises: tuple[Promise, ...]
    per_label: tuple[LabelFigures, ...]
    mixed_up: tuple[tuple[str, str, int], ...]
    doubts: tuple[Doubt, ...]
    conflicts: tuple[Conflict, ...]
    left_out: dict[str, int]
    levels: tuple[LevelFigures, ...] = ()
    without_vectors: Figure | None = None

    @property
    def promise(self) -> Promise:
        """The promise at the target error that was asked for."""
        return self.promises[0]

    def metrics(self) -> dict[str, float]:
        """Return the headline figures by name."""
        return {
            "macro_f1": round(self.macro_f1.value, 4),
            "accuracy": round(self.accuracy.value, 4),
            "calibration_error": round(self.calibration_error, 4),
            "coverage": round(self.promise.coverage, 4),
            "error_there": round(self.promise.error.value, 4),
            "target_error": self.promise.target_error,
        }

    def to_json(self) -> dict[str, Any]:
        """Return the report as dicts, lists, str, int and float."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the report as lines of plain Chinese for a terminal or a page."""
        f1, right = self.macro_f1, self.accuracy
        found = [
            f"共 {self.rows} 行，用于训练 {self.used} 行，其中重复或近似重复 {self.repeats} 行；"
            f"{self.folds} 折交叉验证，重复的留在同一折",
            f"宏平均 F1 {f1.value:.4f}（95% 区间 {f1.low:.4f}–{f1.high:.4f}）",
            f"准确率 {right.value:.4f}（95% 区间 {right.low:.4f}–{right.high:.4f}）",
            f"校准误差 {self.calibration_error:.4f}",
            *map(_promise_line, self.promises),
            *map(_level_line, self.levels),
            *self._vector_lines(),
            *(
                f"  {each.label}：{each.rows} 行，精确率 {each.precision:.4f}，"
                f"召回率 {each.recall:.4f}，F1 {each.f1:.4f}"
                for each in self.per_label
            ),
        ]
        if self.left_out:
            names = "、".join(f"{label or '（空）'} {n} 行" for label, n in self.left_out.items())
            found.append(f"样本太少或缺标签、缺内容而未用：{names}")
        if self.conflicts:
            same = sum(each.is_same for each in self.conflicts)
            near = len(self.conflicts) - same
            found.append(f"标签不一致的重复：内容相同 {same} 组，内容相近 {near} 组，请核对")
        if self.doubts:
            found.append(f"标签可能有误：{len(self.doubts)} 行，请核对")
        return found

    def _vector_lines(self) -> list[str]:
        if self.without_vectors is None:
            return []
        return [f"用了句向量；只用词时宏平均 F1 {self.without_vectors.value:.4f}"]

    def review_rows(self) -> list[dict[str, str]]:
        """Return the rows to look at again: row, own label, likelier label, sureness, why."""
        found = [
            {
                "行号": str(doubt.row),
                "原标签": doubt.label,
                "建议标签": doubt.likelier,
                "把握": f"{doubt.confidence:.4f}",
                "原因": "同类内容多标作建议标签",
                "相关行": "",
            }
            for doubt in self.doubts
        ]
        for conflict in self.conflicts:
            why = "内容相同而标签不同" if conflict.is_same else "内容相近而标签不同"
            found.append(
                {
                    "行号": str(conflict.rows[0]),
                    "原标签": "、".join(conflict.labels),
                    "建议标签": "",
                    "把握": "",
                    "原因": why,
                    "相关行": "、".join(map(str, conflict.rows[1:])),
                }
            )
        return found


def _promise_line(promise: Promise) -> str:
    error = promise.error
    return (
        f"目标错误率 {promise.target_error:.0%} 时可自动判定 {promise.coverage:.2%}，"
        f"其中实际错误 {error.value:.2%}（95% 区间 {error.low:.2%}–{error.high:.2%}），"
        f"置信度门槛 {promise.threshold:.4f}"
    )


def _level_line(level: LevelFigures) -> str:
    left = f"；另有 {level.left_out} 行的标签样本太少，没有训练" if level.left_out else ""
    return (
        f"第 {level.level} 级：{level.rows} 行、{level.labels} 个标签，"
        f"宏平均 F1 {level.macro_f1.value:.4f}，准确率 {level.accuracy.value:.4f}{left}"
    )
