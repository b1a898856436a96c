"""Turns an edition of the monthly report into words and rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service.domain.editions import FROZEN, EditionStatus, EditionStep, Row, suffix
from service.flows.queries.month.editions import EditionView, Moved, Since
from service.labels import label
from service.reporting.paper import numbered
from service.store.tables.reports import EditionRow, EditionStepRow
from service.web.contexts.editions import EditionPage, MovedPage
from service.web.render import day, moment
from service.web.views import reportsets
from service.web.views.monthrows import month_words

_TONES = {
    EditionStatus.DRAFT: "working",
    EditionStatus.SUBMITTED: "waiting",
    EditionStatus.SIGNED: "done",
}
_KINDS = {"docx": "Word", "xlsx": "Excel", "html": "网页"}
_ASKS = {
    EditionStep.SUBMIT: "送签后文字不能再改，除非领导退回。签发的人不能是起草、修改或送签的人。",
    EditionStep.SIGN: "签发后文字、数字和文件都不再变，以后发现差错只能发更正件。",
    EditionStep.SEND_BACK: "退回后分析员可以继续修改。",
    EditionStep.WITHDRAW: "撤回后这一份不再作数，但原件和理由都留着。",
    EditionStep.RENEW: "数字换成机器按现在的数据重算的；写好的文字留下，请再核对一遍。",
}
_DANGER = frozenset({EditionStep.WITHDRAW, EditionStep.SEND_BACK})


def url_of(row: EditionRow) -> str:
    """Where an edition is."""
    return f"{report_url(row)}/editions/{row.number}"


def report_url(row: EditionRow) -> str:
    """Where the report is that an edition is of."""
    return f"/specials/{row.special_id}" if row.special_id else f"/reports/{row.month}"


def standing_words(row: EditionRow) -> str:
    """How an edition stands, such as “已签发（更正）”."""
    return f"{label(EditionStatus(row.status))}{suffix(row.number)}"


def tone(status: EditionStatus) -> str:
    """The colour of a state."""
    return _TONES.get(status, "refused")


def edition_page(
    view: EditionView,
    faults: Sequence[str] = (),
    *,
    error: str = "",
    given: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> EditionPage:
    """An edition; ``given``: what was just typed and could not be kept."""
    row, paper = view.row, view.paper
    values = given or {}
    return EditionPage(
        crumbs=_crumbs(row, label(view.status)),
        url=url_of(row),
        drill=reportsets.drill(f"{report_url(row)}/tickets", 0 if row.special_id else row.number),
        version=row.version,
        sheet={
            "title": paper.title,
            "left": f"{paper.issue}　{paper.issuer}",
            "right": paper.as_of,
        },
        remarks=list(paper.remarks),
        sections=numbered(paper),
        annex=list(paper.annex),
        status=label(view.status),
        status_tone=tone(view.status),
        is_frozen=view.status in FROZEN,
        signed=_signed(row),
        faults=list(faults),
        since="" if row.special_id else since_words(view.since, row),
        newer=_newer(view),
        steps=[_step(may) for may in view.may],
        may_write=view.may_write,
        fields=_fields(view, values, wrong or {}),
        changed=_changed(view),
        strange=list(view.strange),
        timeline=[_entry(step, row) for step in view.steps],
        others=[
            {"label": f"第{o.number}稿 {standing_words(o)}", "href": url_of(o)} for o in view.others
        ],
        error=error,
        note=values.get("note", ""),
    )


def _crumbs(row: EditionRow, status: str) -> list[dict[str, str]]:
    home = ("专报", "/specials") if row.special_id else ("月报", "/reports")
    name = f"第 {row.special_id} 份" if row.special_id else row.month
    return [
        {"label": home[0], "href": home[1]},
        {"label": name, "href": report_url(row)},
        {"label": status},
    ]


def _step(may: Row) -> dict[str, Any]:
    return {
        "step": may.step.value,
        "label": label(may.step),
        "asks": _ASKS[may.step],
        "needs_note": may.needs_note,
        "kind": "danger" if may.step in _DANGER else "primary",
    }


def _fields(
    view: EditionView, given: Mapping[str, str], wrong: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": part.field,
            "label": part.label,
            "hint": part.hint,
            "value": given.get(part.field, view.texts.get(part.field, part.machine)),
            "error": wrong.get(part.field, ""),
            "rows": max(
                2, min(12, sum(len(line) // 45 + 1 for line in part.machine.split("\n")) + 1)
            ),
        }
        for part in view.parts
    ]


def _changed(view: EditionView) -> list[dict[str, str]]:
    return [
        {
            "label": part.label,
            "machine": part.machine or "（没有）",
            "now": view.texts[part.field] or "（删去）",
        }
        for part in view.parts
        if part.field in view.texts
    ]


def moved_page(row: EditionRow, found: Sequence[Moved], since: Since, title: str) -> MovedPage:
    """The tickets that moved since an edition's figures."""
    return MovedPage(
        month=row.month,
        url=url_of(row),
        title=title,
        said=since_words(since, row),
        rows=[
            {
                "no": moved.line.no,
                "url": f"/tickets/{moved.line.no}",
                "title": moved.line.title,
                "step": label(moved.step),
                "at": moment(moved.at),
                "steps": moved.steps,
                "effect": "可能改变件数" if moved.is_recounted else "只是办理进展",
            }
            for moved in found
        ],
        rest=(
            f"列出 {len(found)} 件；其余不在您的查看范围内，或超出每页 200 件。"
            if len(found) < since.tickets
            else ""
        ),
    )


def since_words(since: Since, row: EditionRow) -> str:
    """What moved after the figures' moment, in a sentence."""
    as_of = day(datetime.fromisoformat(row.figures["as_of"]))
    if not since.tickets:
        return f"数字截至 {as_of}，之后没有变动。"
    more = (
        f"，其中 {since.recounted} 件是补录或更正了内容，可能改变件数"
        if since.recounted
        else "，都只是办理进展"
    )
    return f"数字截至 {as_of}，之后有 {since.tickets} 件变动{more}。"


def _newer(view: EditionView) -> str:
    if not view.newer:
        return ""
    old = view.row.figures["headline"]["total"]
    counts = (
        f"受理量由 {old} 件变为 {view.total} 件"
        if old != view.total
        else "受理量不变，其他数字有变"
    )
    return (
        f"机器按现在的数据重算过{month_words(view.row.month)}：{counts}。这一份的数字没有跟着变。"
    )


def _signed(row: EditionRow) -> list[dict[str, Any]]:
    if row.signed_at is None:
        return []
    files = [
        {"term": f"{_KINDS[kind]} 校验和", "value": sha256[:16]}
        for kind, sha256 in sorted(row.files.items())
    ]
    return [
        {"term": "签发", "value": f"{row.signed_by}　{moment(row.signed_at)}"},
        {"term": "数据校验和", "value": row.data_hash[:16]},
        *files,
    ]


def _entry(step: EditionStepRow, row: EditionRow) -> dict[str, Any]:
    is_first = step.seq == 1
    words = (
        ("发起更正" if row.number > 1 else "起草") if is_first else label(EditionStep(step.step))
    )
    return {"label": words, "who": step.actor_name, "at": moment(step.at), "note": step.note}
