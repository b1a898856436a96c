"""Turns topics, differences, versions and effects of the catalogue into words, and forms back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from service.domain.catalogue import Level
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.editing import Work
from service.flows.catalogue.effects import Effect
from service.flows.catalogue.rows import ALL_COLUMNS, LEADS, SUCCESSOR, Cells, Difference, Rows
from service.flows.queries.catalogue.catalogue import Past, VersionLine
from service.flows.queries.catalogue.topics import TopicLine
from service.labels import label
from service.labels.catalogue import CATALOGUE_COLUMNS, DEADLINE_CLASSES
from service.web.contexts.catalogue import ChangeRow, EffectRow, PastRow, TopicRow, VersionRow
from service.web.render import moment

_LONG = 60
_LINES = ("phrasings", "near_misses")
_SEVERAL = "、，,;；"


def topic_row(line: TopicLine) -> TopicRow:
    """One topic in the list."""
    return TopicRow(
        code=line.code,
        url=f"/catalogue/{line.code}",
        name=line.path[-1],
        path=" / ".join(line.path[:-1]),
        said=line.said,
        city=line.leads.get(Level.CITY, ""),
        county=line.leads.get(Level.COUNTY, ""),
        township=line.leads.get(Level.TOWNSHIP, ""),
        deadline=DEADLINE_CLASSES[line.deadline_class],
        may_answer=line.may_answer,
    )


def facts(line: TopicLine, cells: Cells) -> list[dict[str, str]]:
    """Who leads and helps, under what terms."""
    found = [(f"{label(level)}主办", name) for level, name in line.leads.items()]
    found += [
        ("协办", "、".join(line.co) or "无"),
        ("时限类别", _class(line.deadline_class)),
        ("可直办", "是，话务员可以当场答复" if line.may_answer else "否，要派单办理"),
    ]
    months = catalogue_rows.parts("season", cells["season"])
    found += [("高发月份", "、".join(f"{month} 月" for month in months))] if months else []
    if cells["reference_class"]:
        found.append((CATALOGUE_COLUMNS["reference_class"], cells["reference_class"]))
    return [{"term": term, "value": value} for term, value in found]


def _class(name: str) -> str:
    """The class in words, and what follows from one that is not ordinary."""
    word = DEADLINE_CLASSES[name]
    return word if name == "normal" else f"{word}，由派单员派单，不自动派"


def detail(difference: Difference, families: Mapping[str, str], rows: Rows) -> str:
    """One cell that differs, in words: what was taken away and what came, for several entries."""
    name = CATALOGUE_COLUMNS[difference.column]
    column, before, after = difference.column, difference.before, difference.after
    if column in ("words", "phrasings", "near_misses", "co_units"):
        old, new = catalogue_rows.parts(column, before), catalogue_rows.parts(column, after)
        gone = [_said(column, one, families, rows) for one in old if one not in new]
        come = [_said(column, one, families, rows) for one in new if one not in old]
        said = [f"去掉“{_short('、'.join(gone))}”"] if gone else []
        said += [f"加上“{_short('、'.join(come))}”"] if come else []
        return f"{name}：{'，'.join(said) or '换了次序'}"
    old_said, new_said = (_said(column, one, families, rows) for one in (before, after))
    return f"{name}：{_short(old_said) or '（空）'} → {_short(new_said) or '（空）'}"


def _said(column: str, value: str, families: Mapping[str, str], rows: Rows) -> str:
    if column in LEADS or column == "co_units":
        return families.get(value, value)
    if column == "deadline_class":
        return DEADLINE_CLASSES.get(value, value)
    if column == "direct_answer":
        return "是" if value == "1" else "否"
    if column == SUCCESSOR and value in rows:
        return rows[value]["level3"]
    return value


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def change_rows(held: Work, families: Mapping[str, str]) -> list[ChangeRow]:
    """The topics that the draft changes."""
    return [_change_row(held, topic, families) for topic in held.changed]


def _change_row(held: Work, topic: str, families: Mapping[str, str]) -> ChangeRow:
    cells, change = held.after[topic], held.latest[topic]
    before = held.before.get(topic)
    kind, tone = ("新增", "done") if before is None else ("修改", "working")
    if cells[SUCCESSOR] and not (before and before[SUCCESSOR]):
        kind, tone = "停用", "soon"
    return ChangeRow(
        code=topic,
        url=f"/catalogue/draft/topics/{topic}",
        name=cells["level3"],
        kind=kind,
        tone=tone,
        details=details(held.changed[topic], families, held.after),
        who=change.actor,
        at=moment(change.at),
        seen=held.seen(topic),
    )


def details(
    differences: Iterable[Difference], families: Mapping[str, str], rows: Rows
) -> list[str]:
    """The differences of a topic, one line each."""
    return [detail(one, families, rows) for one in differences if one.column != "code"]


def past_row(past: Past, families: Mapping[str, str], rows: Rows) -> PastRow:
    """What one version changed of a topic."""
    line = past.version
    return PastRow(
        version=line.version,
        when=f"{line.effective_on} 起",
        who=line.by,
        note=line.note,
        details=details(past.different, families, rows),
    )


def effect_rows(
    effects: Sequence[Effect], held: Work, month: str, *, may_see: bool
) -> list[EffectRow]:
    """Where tickets would go otherwise; the link leads to the month's tickets of the topic."""
    return [
        EffectRow(
            topic=name_in(held.before, row.before.topic),
            new_topic=name_in(held.after, row.after.topic),
            unit=row.before.unit or "由派单员定",
            new_unit=row.after.unit or "由派单员定",
            deadline=DEADLINE_CLASSES.get(row.before.deadline_class, ""),
            new_deadline=DEADLINE_CLASSES.get(row.after.deadline_class, ""),
            tickets=row.tickets,
            url=f"/tickets?{urlencode({'topic': row.code, 'month': month})}"
            if may_see and row.code
            else "",
        )
        for row in effects
    ]


def name_in(rows: Rows, topic: str) -> str:
    """What a topic is called in these rows."""
    return rows[topic]["level3"] if topic in rows else topic or "没有认出"


def version_row(line: VersionLine, *, may_return: bool) -> VersionRow:
    """One published version in the list."""
    state, tone = ("现行", "done") if line.is_in_force else ("以前的", "refused")
    if line.is_ahead:
        state, tone = "还没生效", "soon"
    return VersionRow(
        version=line.version,
        effective=str(line.effective_on),
        state=state,
        tone=tone,
        published=f"{line.by} {moment(line.published_at)}" if line.by else "随系统提供",
        note=line.note,
        may_return=may_return,
    )


def form_of(cells: Cells, families: Mapping[str, str], rows: Rows) -> dict[str, str]:
    """A topic's cells as its form shows them."""
    values = {column: cells.get(column, "") for column in ALL_COLUMNS}
    for column in _LINES:
        values[column] = "\n".join(catalogue_rows.parts(column, values[column]))
    codes = catalogue_rows.parts("co_units", values["co_units"])
    values["co_units"] = "、".join(families.get(code, code) for code in codes)
    values[SUCCESSOR] = _said(SUCCESSOR, values[SUCCESSOR], families, rows)
    return values


def cells_of(values: Mapping[str, Any], families: Mapping[str, str], rows: Rows) -> dict[str, str]:
    """The cells that a form means: names are looked up, several entries are taken apart.

    Tick boxes have an order of their own: the same months are no change.
    """
    cells = {column: str(values.get(column, "")) for column in ALL_COLUMNS}
    codes = {name: code for code, name in families.items()}
    for column in ("co_units", "season"):
        for mark in _SEVERAL:
            cells[column] = cells[column].replace(mark, "|")
    named = catalogue_rows.parts("co_units", cells["co_units"])
    cells["co_units"] = "|".join(codes.get(name, name) for name in named)
    held = rows[cells["code"]]["season"] if cells["code"] in rows else ""
    if set(held.split("|")) == set(cells["season"].split("|")):
        cells["season"] = held
    typed = cells[SUCCESSOR].strip()
    names = {row["level3"]: code for code, row in rows.items() if not row[SUCCESSOR]}
    cells[SUCCESSOR] = names.get(typed, typed)
    return cells
