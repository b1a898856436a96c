"""Turns trained readers and months of drift into words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.shelf.registry import ARCHIVED, BUILTIN, CHALLENGER, CHAMPION
from models.training.compare import BETTER, NO_EVIDENCE, WORSE
from models.training.drift import MOVED, STABLE, Drift
from service.flows.lessons.readers import ReaderLine
from service.web.contexts.readers import DriftRow, ReaderRow
from service.web.render import moment

_STATES = {
    CHAMPION: ("现用", "done"),
    CHALLENGER: ("待用", "soon"),
    ARCHIVED: ("已停用", "refused"),
}
_VERDICTS = {BETTER: "比 {} 好", NO_EVIDENCE: "看不出与 {} 的差别", WORSE: "比 {} 差"}
_MORE_UNSEEN, _LESS_SURE, _MORE_CORRECTED = 0.05, 0.05, 0.1
"""By how much a month may differ from the mean of those before it."""
_BEFORE = 3


def title_of(name: str) -> str:
    """What a reader is called on pages."""
    return "内置模型" if name == BUILTIN else name


def reader_row(line: ReaderLine, in_use: str) -> ReaderRow:
    """One reader in the list."""
    state, tone = ("不能用", "overdue") if line.problem else _STATES[line.state]
    return ReaderRow(
        name=line.name,
        title=title_of(line.name),
        state=state,
        tone=tone,
        added=moment(datetime.fromisoformat(line.added_at)) if line.added_at else "随系统提供",
        figures=line.problem or _figures(line),
        compared=compared_words(line.compared),
        may_promote=line.name != in_use and not line.problem,
        is_worse=line.compared.get("verdict") == WORSE and line.compared.get("against") == in_use,
    )


def compared_words(found: Mapping[str, Any]) -> str:
    """How a comparison came out, in one sentence; empty for none."""
    if not found:
        return ""
    return (
        f"{_VERDICTS[found['verdict']].format(found['against'])}（同读 {found['rows']} 行："
        f"准确率 {found['old_accuracy']:.1%} → {found['new_accuracy']:.1%}，"
        f"只有它读对 {found['only_new']} 行、只有对方读对 {found['only_old']} 行，"
        f"偶然概率 {found['chance']:.3f}）"
    )


def drift_rows(months: Sequence[Drift]) -> list[DriftRow]:
    """The months of the table, the newest first."""
    return [_drift_row(found, months[i + 1 :]) for i, found in enumerate(months)]


def advice(months: Sequence[Drift]) -> str:
    """What to do after the newest month; empty when no month was watched."""
    if not months:
        return ""
    said = _advice(months[0], months[1:])
    return f"{months[0].month}：{said or '没有要紧的变化，不用重新训练。'}"


def _drift_row(found: Drift, before: Sequence[Drift]) -> DriftRow:
    return DriftRow(
        month=found.month,
        readings=f"{found.readings}",
        unseen=_share(found.unseen_words),
        sure="—" if found.mean_confidence is None else f"{found.mean_confidence:.2f}",
        low=_share(found.confidence[0] if found.mean_confidence is not None else None),
        shift=_shift(found.shift),
        corrected=_share(found.corrected),
        advice=_advice(found, before),
    )


def _advice(found: Drift, before: Sequence[Drift]) -> str:
    earlier = before[:_BEFORE]
    rise = {
        "没见过的词多了": _rise(found, earlier, "unseen_words") >= _MORE_UNSEEN,
        "读得没以前有把握": _rise(found, earlier, "mean_confidence") <= -_LESS_SURE,
        "人工改主题多了": _rise(found, earlier, "corrected") >= _MORE_CORRECTED,
    }
    said = ["主题结构变化大"] if found.shift is not None and found.shift >= MOVED else []
    said += [words for words, holds in rise.items() if holds]
    return f"{'，'.join(said)}，建议用近期工单重新训练并比较。" if said else ""


def _rise(found: Drift, earlier: Sequence[Drift], name: str) -> float:
    """How much a figure lies above the mean of the months before; 0 where one is missing."""
    now = getattr(found, name)
    known = [value for month in earlier if (value := getattr(month, name)) is not None]
    return 0.0 if now is None or not known else float(now - sum(known) / len(known))


def _shift(value: float | None) -> str:
    if value is None:
        return "没有可比的月份"
    words = "平稳" if value < STABLE else "有变化" if value < MOVED else "变化大"
    return f"{words}（{value:.2f}）"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _figures(line: ReaderLine) -> str:
    if not line.metrics:
        return "按派单目录读主题，没有本市标签"
    found = line.metrics
    if "macro_f1" not in found:
        learned = f"从 {found['rows']} 件人工结论里学，涉及 {line.labels} 个主题"
        return f"{learned}；在另外 {found['judged']} 件较新的上比过"
    return (
        f"{line.labels} 个标签，宏平均 F1 {found['macro_f1']:.3f}，"
        f"目标错误率 {found['target_error']:.0%} 时可自动判定 {found['coverage']:.0%}"
    )
