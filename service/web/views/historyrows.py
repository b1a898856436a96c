"""Turns tables of past tickets, and how far they are, into words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.domain.ticket import Channel
from service.jobs import history
from service.jobs.runner import stage_of
from service.jobs.uploads import Upload
from service.labels import label_of
from service.store.installation.runs import FAILED, Run
from service.store.uow import UnitOfWork
from service.web.contexts.history import UploadPage, UploadRow
from service.web.render import day, moment

PAGE = "/setup/history"
_STATES = {
    "looking": ("正在看", "working"),
    "bringing": ("正在导入", "working"),
    "cut_look": ("没有看完", "soon"),
    "cut_bring": ("没有导完", "soon"),
    "ready": ("等您确认", "soon"),
    "done": ("已导入", "done"),
}
RUNNING = frozenset({"looking", "bringing"})


def upload_row(uow: UnitOfWork, upload: Upload) -> UploadRow:
    """One table in the list."""
    run = history.run_of(uow, upload.id)
    state = _state(uow, upload, run)
    said = f"可以导入 {_number(upload.foreseen['accepted'])} 件" if upload.foreseen else ""
    if state in RUNNING and run is not None:
        said = stage_of(run.counts)
    if upload.brought:
        said = f"导入 {_number(upload.brought['accepted'])} 件"
        if upload.brought["rejected"]:
            said += f"，不收 {_number(upload.brought['rejected'])} 行"
    return UploadRow(
        f"{PAGE}/{upload.id}", upload.name, moment(upload.sent_at), *_STATES[state], said
    )


def upload_page(uow: UnitOfWork, upload: Upload) -> UploadPage:
    """What one table would bring, is bringing or has brought."""
    run = history.run_of(uow, upload.id)
    state = _state(uow, upload, run)
    counts: Mapping[str, Any] = upload.brought or upload.foreseen
    found = upload.foreseen
    return UploadPage(
        id=upload.id,
        name=upload.name,
        state=state,
        progress=_progress(state, run),
        poll=f"{PAGE}/{upload.id}/progress" if state in RUNNING else "",
        figures=_figures(counts, is_done=bool(upload.brought)) if counts else [],
        facts=_facts(upload, found),
        warnings=_warnings(found) if state == "ready" else [],
        faults=list(upload.faults),
        more=max(0, counts.get("rejected", 0) - len(upload.faults)),
        count=found.get("accepted", 0),
    )


def _state(uow: UnitOfWork, upload: Upload, run: Run | None) -> str:
    if upload.brought:
        return "done"
    if run is None:
        return "cut_look"
    brings = run.job == history.NAME
    if history.is_running(uow, run):
        return "bringing" if brings else "looking"
    if brings:
        return "cut_bring"
    return "ready" if upload.foreseen else "cut_look"


def _progress(state: str, run: Run | None) -> str:
    if state in RUNNING and run is not None:
        return f"{stage_of(run.counts)}…"
    why = f"原因：{run.error}。" if run is not None and run.outcome == FAILED and run.error else ""
    if state == "cut_look":
        return f"没有看完，什么都没有导入。{why}请再看一遍。"
    if state == "cut_bring":
        return f"导入中途停了。{why}已经导入的都在，点“接着导入”从停下的地方往下做，不会重复。"
    return ""


def _figures(counts: Mapping[str, Any], *, is_done: bool) -> list[dict[str, str]]:
    words = [
        ("accepted", "已导入" if is_done else "可以导入", "件", ""),
        ("repeated", "系统里已有", "件", "不会重复登记"),
        ("rejected", "不收", "行", "原因见下面"),
    ]
    if counts.get("settled"):
        words.append(("settled", "改为归档", "件", "以前按新工单导入、没有人动过的"))
    if counts.get("blank"):
        words.append(("blank", "空行", "行", "跳过"))
    return [
        {
            "label": name,
            "value": _number(counts[key]),
            "unit": unit,
            "note": note if counts[key] else "",
        }
        for key, name, unit, note in words
    ]


def _facts(upload: Upload, found: Mapping[str, Any]) -> list[dict[str, str]]:
    facts = []
    if found.get("first_at"):
        first, last = (datetime.fromisoformat(found[name]) for name in ("first_at", "last_at"))
        facts.append({"term": "受理时间", "value": f"{day(first)} 至 {day(last)}"})
    if found:
        facts += [
            {"term": "认出地区的", "value": f"{_number(found['placed'])} 件"},
            {"term": "主题与目录相同的", "value": f"{_number(found['sorted_already'])} 件"},
        ]
    known, _, unused = upload.columns.partition("；未使用：")
    facts.append({"term": "用到的列", "value": known.removeprefix("识别的列：")})
    if unused:
        facts.append({"term": "没有用的列", "value": unused})
    channel = label_of(Channel, upload.channel)
    facts.append({"term": "没写渠道的算", "value": channel})
    facts += [{"term": "读表时", "value": notice} for notice in upload.notices]
    return facts


def _warnings(found: Mapping[str, Any]) -> list[str]:
    said = []
    if found["recent"]:
        said.append(
            f"有 {_number(found['recent'])} 件是最近三十天的：导入后直接归档，不再办理。"
            "还在办的请先从表里去掉。"
        )
    if found["undated"]:
        said.append(
            f"有 {_number(found['undated'])} 件没有受理时间，会记成今天；"
            "找热点、和去年同期比都会不准，最好先补上。"
        )
    if names := found["unplaced"]:
        named = "、".join(f"{name}（{_number(count)} 件）" for name, count in names)
        said.append(
            f"这些地区在地名表里没有，会按全市算：{named}。请先在“本市资料”的地名里补上，"
            "或写成别名，再点“再看一遍”。"
        )
    elif found["accepted"] and not found["placed"]:
        said.append("表里没有写地区，都按全市算。")
    return said


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
