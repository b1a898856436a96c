"""Turns runs of jobs into words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from service.jobs import history, learning, monthly, pressing, special, weekly
from service.jobs.background import JOBS
from service.jobs.runner import stage_of
from service.store.installation.runs import DONE, FAILED, INTERRUPTED, RUNNING, Run
from service.web.contexts.jobs import ProgressPart, RunRow
from service.web.render import moment

_NAMES = {
    **JOBS,
    pressing.NAME: "白天督办",
    history.NAME: "导入往年工单",
    history.LOOKING: "看往年工单表",
}
_OF_A_TABLE = frozenset({history.NAME, history.LOOKING})
_OUTCOMES = {
    DONE: ("完成", "done"),
    FAILED: ("失败", "overdue"),
    INTERRUPTED: ("中断，已重做", "soon"),
    RUNNING: ("进行中", "working"),
}
_COUNTS = {
    "tickets": "工单 {} 件",
    "events": "事件 {} 件",
    "themes": "问题 {} 类",
    "candidates": "候选议题 {} 个",
    "remind": "催办 {} 件",
    "supervise": "督办 {} 件",
    "escalate": "提级督办 {} 件",
    "co_remind": "催协办 {} 家",
    "co_supervise": "督办协办 {} 家",
    "opinions_reminded": "催会商 {} 件",
    "resumed": "恢复挂账 {} 件",
    "confirmed": "确认暂定期限 {} 件",
    "reviews": "挂账待复核 {} 件",
    "deadlines": "期限待核定 {} 件",
    "seasons": "告知将至的高发季 {} 个",
    "archived": "归档 {} 件",
    "sealed_steps": "封存 {} 步",
    "sampled": "抽查 {} 件",
    "swept_files": "清掉没用上的上传 {} 个",
    "wiped_files": "删除撤下到期的附件 {} 个",
    "broken_files": "附件缺失或被改 {} 个",
    "summon": "提请约谈挂牌 {} 件",
    "findings": "待核实的敷衍线索 {} 条",
    "duties": "提醒责任 {} 项",
    "meetings": "留存会议材料 {} 份",
    "looks": "议题该回头看 {} 个",
    "paces": "各单位通常用时 {} 条",
    "indexed": "相似索引 {} 件",
    "verdicts": "人工结论 {} 件",
    "fresh_verdicts": "其中新的 {} 件",
    "learned": "学了 {} 件",
    "judged": "比了 {} 件",
    "merged_pairs": "并单 {} 对",
    "found_again": "相似查找能找到 {} 对",
    "proposals": "建议 {} 条",
    "reports": "报告 {} 份",
    "may_bring": "可以导入 {} 件",
    "brought": "导入 {} 件",
    "known": "已有 {} 件",
    "refused": "不收 {} 行",
    "failed_reports": "没做成的 {} 份",
    "reread": "试读 {} 件",
    "otherwise": "结果不同 {} 件",
}
# A run that says nothing for so long was killed; its lease has lapsed.
_SILENT = timedelta(hours=6)
_JUST_NOW = timedelta(minutes=2)


def run_row(run: Run) -> RunRow:
    """One run in the list."""
    outcome, tone = _OUTCOMES[run.outcome]
    return RunRow(
        job=_NAMES.get(run.job, run.job),
        period=_period(run),
        started=moment(run.started_at),
        took=_took(run),
        outcome=outcome,
        tone=tone,
        result=run.error or _result(run),
        url=_url(run),
    )


def progress(runs: Sequence[Run], now: datetime) -> ProgressPart:
    """The newest run while it runs, and for a moment after it has ended."""
    if not runs:
        return ProgressPart("", is_running=False, tone="", url="")
    run = runs[0]
    name = f"{_NAMES.get(run.job, run.job)}（{_period(run)}）"
    if run.outcome == RUNNING and now - run.started_at < _SILENT:
        return ProgressPart(f"{name}：{stage_of(run.counts)}…", is_running=True, tone="", url="")
    if run.finished_at is None or now - run.finished_at > _JUST_NOW:
        return ProgressPart("", is_running=False, tone="", url="")
    if run.outcome == FAILED:
        text = f"{name}没有完成：{run.error}"
        return ProgressPart(text, is_running=False, tone="error", url="")
    text = f"{name}已完成：{_said(run.counts)}。"
    return ProgressPart(text, is_running=False, tone="success", url=_url(run))


def _period(run: Run) -> str:
    """What the run was about; of a table that was sent in, the day on which it was."""
    sent_on = f"{run.period[:4]}-{run.period[4:6]}-{run.period[6:8]}"
    return sent_on if run.job in _OF_A_TABLE else run.period


def _result(run: Run) -> str:
    if run.outcome == RUNNING:
        return stage_of(run.counts)
    said = _said(run.counts)
    return "没有要催办督办的" if run.job == pressing.NAME and not said else said


def _said(counts: Mapping[str, Any]) -> str:
    said = [words.format(counts[name]) for name, words in _COUNTS.items() if name in counts]
    return "，".join(said)


def _took(run: Run) -> str:
    if run.finished_at is None:
        return ""
    seconds = (run.finished_at - run.started_at).total_seconds()
    return f"{seconds:.0f} 秒" if seconds < 120 else f"{seconds / 60:.0f} 分钟"


def _url(run: Run) -> str:
    if run.outcome != DONE:
        return ""
    where = {
        monthly.NAME: f"/month?month={run.period}",
        learning.NAME: "/learning",
        weekly.NAME: "/specials?tab=week",
        special.NAME: "/specials",
        history.NAME: f"/setup/history/{run.period}",
        history.LOOKING: f"/setup/history/{run.period}",
    }
    return where.get(run.job, "")
