"""Turns special reports and weekly briefs into words and rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.editions import LIVE, EditionStatus
from service.flows.month.editions import paper_of_edition
from service.flows.month.scope import Scope, scope_of
from service.flows.queries import choices
from service.flows.queries.choices import topic_level_name
from service.labels import label
from service.reporting.paper import numbered, paper_of
from service.store.month.editions import About
from service.store.month.special_reports import FAILED, READY, WAITING
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.reports import EditionRow, SpecialReportRow
from service.web.contexts.specials import SpecialPage, SpecialRow, SpecialsPage
from service.web.render import moment
from service.web.views.editionrows import standing_words
from service.web.views.editionrows import tone as edition_tone
from service.web.views.editionrows import url_of as edition_url
from service.web.views.reportsets import drill

WEEK, SPECIAL, PAGE = "week", "special", 50
_STATES = {WAITING: ("正在做", "working"), READY: ("做好了", "done"), FAILED: ("没做成", "overdue")}
FIELDS = ("first", "last", "topic", "area", "unit", "item", "title")


def url_of(row: SpecialReportRow) -> str:
    """Where a report is."""
    return f"/specials/{row.id}"


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, or comes with the address, and what is wrong with it."""

    given: Mapping[str, str]
    error: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person may do with a report: ask for it again, draft an edition of it."""

    ask: bool
    draft: bool


def list_page(
    rows: Sequence[SpecialReportRow],
    tab: str,
    catalogue: Catalogue,
    items: Sequence[AgendaItemRow],
    form: Form,
    *,
    newest: Mapping[About, EditionRow],
    today: date,
    may_ask: bool,
) -> SpecialsPage:
    """The list, with the form for one more; ``newest``: the newest edition of each report."""
    given, wrong = form.given, form.errors
    usual = {"first": today.replace(day=1).isoformat(), "last": today.isoformat()}
    full = len(rows) == PAGE
    return SpecialsPage(
        tab=tab,
        tabs=[
            {"label": "专报", "href": "/specials", "current": tab == SPECIAL},
            {"label": "每周简报", "href": f"/specials?tab={WEEK}", "current": tab == WEEK},
        ],
        rows=[_row(row, catalogue, newest) for row in rows],
        older=f"/specials?tab={tab}&before={rows[-1].id}" if full else "",
        may_ask=may_ask and tab == SPECIAL,
        choices=choices.choices(catalogue),
        items=[(str(item.id), f"{item.title}（{item.month}）") for item in items],
        values={name: given.get(name, "") or usual.get(name, "") for name in FIELDS},
        errors={name: wrong.get(name, "") for name in FIELDS},
        error=form.error,
    )


def special_page(
    row: SpecialReportRow, editions: Sequence[EditionRow] = (), *, rights: Rights
) -> SpecialPage:
    """One report, or how far it is; ``editions``: what people made of it, newest first."""
    scope, signed = scope_of(row.scope), _signed(editions)
    paper = paper_of(row.paper) if row.paper else None
    if signed is not None:
        paper = paper_of_edition(signed)
    tab = f"?tab={WEEK}" if row.week else ""
    made = f"　{row.asked_by} {moment(row.made_at)} 做" if row.made_at else ""
    return SpecialPage(
        id=row.id,
        url=url_of(row),
        title=paper.title if paper else row.title or _usual_title(row),
        subtitle=f"{paper.issue}　{paper.issuer}　{paper.as_of}{made}" if paper else _days(scope),
        crumb={"label": "每周简报" if row.week else "专报", "href": f"/specials{tab}"},
        remark="这段日子还没完，数字是截至当时的。" if paper and paper.is_provisional else "",
        waiting="正在做，一般几秒就好" if row.state == WAITING else "",
        failed=row.error,
        may_ask=rights.ask and row.state == FAILED,
        may_begin=rights.draft
        and row.state == READY
        and not row.week
        and not any(EditionStatus(each.status) in LIVE for each in editions),
        edition=_edition(editions[0], signed) if editions else {},
        remarks=list(paper.remarks) if paper else [],
        sections=numbered(paper) if paper else [],
        drill=drill(f"{url_of(row)}/tickets"),
    )


def _signed(editions: Sequence[EditionRow]) -> EditionRow | None:
    return next((each for each in editions if each.status == EditionStatus.SIGNED), None)


def _edition(newest: EditionRow, signed: EditionRow | None) -> dict[str, str]:
    """How a report stands that people are at: what is shown, and where to go on."""
    status = EditionStatus(newest.status)
    if signed is None:
        said = f"第{newest.number}稿{label(status)}。这里显示的是机器稿。"
    elif signed.number == newest.number:
        said = f"{signed.signed_by} {moment(signed.signed_at)} 签发，内容不再变。"
    else:
        said = f"这里显示已签发的第{signed.number}稿；第{newest.number}稿{label(status)}。"
    return {"label": standing_words(newest), "said": said, "url": edition_url(newest)}


def _row(
    row: SpecialReportRow, catalogue: Catalogue, newest: Mapping[About, EditionRow]
) -> SpecialRow:
    words, tone = _STATES[row.state]
    if (edition := newest.get(row.id)) is not None:
        words, tone = standing_words(edition), edition_tone(EditionStatus(edition.status))
    scope = scope_of(row.scope)
    return SpecialRow(
        url=url_of(row),
        title=row.title or _usual_title(row),
        about="，".join([_days(scope), *_about(scope, catalogue)]),
        status=words,
        tone=tone,
        asked=f"{row.asked_by} {moment(row.asked_at)}",
        made=moment(row.made_at) if row.made_at else "",
        is_ready=row.state == READY,
    )


def _usual_title(row: SpecialReportRow) -> str:
    return "每周简报" if row.week else "专题报告"


def _about(scope: Scope, catalogue: Catalogue) -> list[str]:
    said: list[Any] = [
        topic_level_name(catalogue, scope.topic) if scope.topic else "",
        catalogue.area_names.get(scope.area, scope.area),
        choices.unit_name(catalogue, scope.unit) if scope.unit else "",
        f"议题 {scope.item}" if scope.item else "",
    ]
    return [words for words in said if words]


def _days(scope: Scope) -> str:
    if scope.last - scope.first == timedelta():
        return f"{scope.first}"
    return f"{scope.first} 至 {scope.last}"
