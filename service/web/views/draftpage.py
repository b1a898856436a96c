"""Builds the contexts of the draft's page and of a topic's form."""

from collections.abc import Mapping
from datetime import datetime

from service.bootstrap import System
from service.domain.errors import DomainError
from service.domain.permissions import Permission
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue import effects as catalogue_effects
from service.flows.catalogue import publishing as catalogue_publishing
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.editing import Work
from service.flows.catalogue.effects import Reread
from service.flows.catalogue.rows import SUCCESSOR
from service.flows.desk import Desk
from service.flows.queries.catalogue import catalogue as versions
from service.jobs import rereading
from service.labels.catalogue import DEADLINE_CLASSES
from service.store.uow import UnitOfWork
from service.web.contexts.catalogue import DraftPage, TopicFormPage
from service.web.contexts.jobs import ProgressPart
from service.web.render import moment
from service.web.views import cataloguerows, jobrows

_RUNS = 50


def draft_page(
    desk: Desk,
    system: System,
    problem: DomainError | None = None,
    values: Mapping[str, str] | None = None,
) -> DraftPage:
    """The draft as it stands, what it would change, and the versions; ``problem``: what failed."""
    held = catalogue.work(desk)
    found = catalogue_effects.effects(desk, held)
    reread = catalogue_effects.kept(rereading.folder_of(system))
    may_see = desk.actor.may(Permission.TICKET_READ)
    draft, earliest = held.draft, catalogue_publishing.earliest(desk).isoformat()
    typed = values or {}
    return DraftPage(
        opened=f"{draft.opened_by}，{moment(draft.opened_at)}" if draft else "",
        base=held.base,
        stamp=held.stamp,
        rows=cataloguerows.change_rows(held, desk.catalogue.family_names),
        month=found.month,
        total=found.total,
        sums=[
            {"label": "换主办单位", "value": found.elsewhere},
            {"label": "换时限类别", "value": found.other_class},
            {"label": "换主题", "value": found.other_topic},
        ],
        effects=cataloguerows.effect_rows(found.rows, held, found.month, may_see=may_see),
        rereads=held.rereads,
        reread=_summary(reread) if _is_of(reread, held) else "",
        is_current=reread is not None and reread.stamp == held.stamp,
        reread_rows=cataloguerows.effect_rows(reread.rows, held, reread.month, may_see=may_see)
        if reread and _is_of(reread, held)
        else [],
        progress=progress(desk.uow, desk.now),
        versions=[
            cataloguerows.version_row(line, may_return=place > 0 and not held.changed)
            for place, line in enumerate(versions.versions(desk))
        ],
        values={
            "effective_on": typed.get("effective_on") or earliest,
            "note": typed.get("note", ""),
        },
        earliest=earliest,
        errors=errors_of(problem, held),
    )


def progress(uow: UnitOfWork, now: datetime) -> ProgressPart:
    """How the newest rereading goes."""
    runs = uow.runs.newest_of(rereading.NAME, _RUNS)
    return jobrows.progress(runs, now)


def errors_of(problem: DomainError | None, held: Work | None = None) -> list[dict[str, str]]:
    """What was wrong, for the summary; a topic's code is told with its name."""
    if problem is None:
        return []
    fields = problem.fields
    if not fields:
        return [{"field": "", "message": problem.message}]
    rows = held.after if held else {}
    known = {"effective_on", "note", *catalogue_rows.ALL_COLUMNS}
    listed = [
        {
            "field": field if field in known else "",
            "message": words
            if field in known
            else f"{field} {rows[field]['level3'] if field in rows else ''}：{words}",
        }
        for field, words in fields.items()
    ]
    is_listed = any(not item["field"] for item in listed)
    return [{"field": "", "message": problem.message}, *listed] if is_listed else listed


def form_page(
    desk: Desk,
    topic: str,
    values: Mapping[str, str],
    problem: DomainError | None = None,
    theirs: list[str] | None = None,
) -> TopicFormPage:
    """The form of a topic in the draft, or of a new one when ``topic`` is empty."""
    held, families = catalogue.work(desk), desk.catalogue.family_names
    is_retired = bool(topic and held.after[topic][SUCCESSOR])
    changed = {d.column for d in held.changed.get(topic, ())} if topic in held.before else set()
    before = cataloguerows.form_of(held.before[topic], families, held.before) if changed else {}
    return TopicFormPage(
        code=topic,
        heading=held.after[topic]["level3"] if topic else "新增主题",
        action=f"/catalogue/draft/topics/{topic}" if topic else "/catalogue/draft/new",
        values={column: values.get(column, "") for column in catalogue_rows.ALL_COLUMNS},
        season=[m for m in values.get("season", "").replace(",", "|").split("|") if m],
        seen=held.seen(topic) if topic else "",
        current={column: before[column] or "（空）" for column in changed},
        theirs=theirs or [],
        families=list(families.items()),
        topics=[
            (row["level3"], f"{code} {row['level2']}")
            for code, row in held.after.items()
            if code != topic and not row[SUCCESSOR]
        ],
        classes=list(DEADLINE_CLASSES.items()),
        is_retired=is_retired,
        errors=errors_of(problem),
    )


def _is_of(reread: Reread | None, held: Work) -> bool:
    """Whether the rereading was of this draft, if not of its newest change."""
    return reread is not None and reread.stamp.partition(".")[0] == held.stamp.partition(".")[0]


def _summary(found: Reread | None) -> str:
    if found is None:
        return ""
    count = sum(row.tickets for row in found.rows)
    elsewhere = sum(row.tickets for row in found.rows if row.before.unit != row.after.unit)
    if not found.texts:
        return f"{found.month} 没有工单可以试读。"
    return (
        f"从 {found.month} 的工单里试读了 {found.texts} 件：{count} 件结果不同，"
        f"其中 {elsewhere} 件会换主办单位。"
    )
