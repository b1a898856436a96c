"""What training found out: figures, doubtful labels and everything that was left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from models.evaluate import Figure, LabelFigures


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row whose label the other rows speak against: the row, its label, the likelier one."""

    row: int
    label: str
    likelier: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows of one and the same text that carry different labels."""

    rows: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class TrainingReport:
    """Figures from cross-validation with repeats kept together; shares are 0…1.

    `coverage` is the share of rows that may be decided by machine at `target_error`,
    `error_there` the error found among them. Rows count from 0.
    """

    rows: int
    used: int
    repeats: int
    folds: int
    macro_f1: Figure
    accuracy: Figure
    calibration_error: float
    target_error: float
    coverage: float
    error_there: float
    threshold: float
    per_label: tuple[LabelFigures, ...]
    mixed_up: tuple[tuple[str, str, int], ...]
    doubts: tuple[Doubt, ...]
    conflicts: tuple[Conflict, ...]
    left_out: dict[str, int]

    def metrics(self) -> dict[str, float]:
        """Return the headline figures by name."""
        return {
            "macro_f1": round(self.macro_f1.value, 4),
            "accuracy": round(self.accuracy.value, 4),
            "calibration_error": round(self.calibration_error, 4),
            "coverage": round(self.coverage, 4),
            "error_there": round(self.error_there, 4),
            "target_error": self.target_error,
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
            f"目标错误率 {self.target_error:.0%} 时可自动判定 {self.coverage:.2%}，"
            f"其中实际错误 {self.error_there:.2%}，置信度门槛 {self.threshold:.4f}",
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
            found.append(f"内容相同而标签不同：{len(self.conflicts)} 组，请核对")
        if self.doubts:
            found.append(f"标签可能有误：{len(self.doubts)} 行，请核对")
        return found
