"""Turns tickets of a list into rows of words, and deadlines into chips."""

from collections.abc import Collection, Mapping, Sized
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from service.domain.supervision.pressure import TimeLeft
from service.flows.bulk import Outcome
from service.flows.queries.desks.lists import TicketLine, TicketList
from service.labels import label
from service.web.contexts.lists import ListRow, TimeChip
from service.web.render import moment
from service.web.views.ticketpage import tone

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_TONES = {TimeLeft.OVERDUE: "overdue", TimeLeft.SOON: "soon"}


def chip(clock: datetime | None, left: TimeLeft, now: datetime) -> TimeChip:
    """A deadline in words, its colour, and the instant for counting down."""
    if clock is None:
        return TimeChip("", "", "")
    word = "超期" if clock < now else "剩"
    return TimeChip(f"{word} {span(abs(clock - now))}", _TONES.get(left, ""), clock.isoformat())


def span(length: timedelta) -> str:
    """A length of time as people say it: days, below two days hours, below two hours minutes."""
    if length >= 2 * _DAY:
        return f"{length // _DAY} 天"
    if length >= 2 * _HOUR:
        return f"{length // _HOUR} 小时"
    return f"{length // timedelta(minutes=1)} 分钟"


def row_of(
    line: TicketLine,
    now: datetime,
    *,
    token: str = "",
    why_not: Mapping[str, str] | None = None,
    note: str = "",
) -> ListRow:
    """One row; ``token`` is what its tick box sends, ``why_not`` says what just failed.

    ``note``: what this list asks for.
    """
    return ListRow(
        no=line.no,
        url=f"/tickets/{line.no}",
        title=line.title or line.summary,
        place=_where(line),
        status=label(line.status),
        status_tone=tone(line.status),
        type=line.request_type.value,
        type_label=label(line.request_type),
        urgency=line.urgency.value,
        urgency_label=label(line.urgency),
        topic=line.topic.rpartition(" / ")[2],
        unit=line.unit,
        area=line.area,
        registered=moment(line.registered_at),
        chip=chip(line.clock, line.left, now),
        row_tone=_TONES.get(line.left, ""),
        round=line.round,
        is_designated=line.is_designated,
        version=line.version,
        token=token or f"{line.no}:{line.version}",
        clock="首次联系" if line.is_contact else "暂定" if line.is_provisional else "",
        why_not=(why_not or {}).get(line.no, ""),
        late_co="、".join(line.late_co_units),
        note=note,
        assignee=line.assignee,
    )


def _where(line: TicketLine) -> str:
    """Area and place, without saying a name twice."""
    names = [name for name in line.area.split() if name not in line.place]
    return " ".join([*names, line.place]).strip()


def failures(outcomes: Collection[Outcome]) -> dict[str, str]:
    """Why each row that failed was refused, by number."""
    return {outcome.no: outcome.why_not for outcome in outcomes if outcome.why_not}


def told(outcomes: Collection[Outcome], what: str) -> str:
    """What a bulk step did, in one sentence."""
    failed = len(failures(outcomes))
    done = f"{what} {len(outcomes) - failed} 件"
    return f"{done}，另有 {failed} 件没有办成，原因写在各行。" if failed else f"{done}。"


def open_tab(names: Mapping[str, str], counts: Mapping[str, int], wanted: str) -> str:
    """The tab asked for; else the first that holds something, or the first of all."""
    if wanted in names:
        return wanted
    return next((name for name in names if counts[name]), next(iter(names)))


def pressing_of(
    tabs: Mapping[str, str], due: Mapping[str, tuple[int, int]], href: str
) -> list[dict[str, Any]]:
    """What is late and what is due today, wherever it lies; empty when nothing presses."""
    said = []
    for place, words in enumerate(("已超期", "今天到期")):
        links = [
            {"label": f"{tabs[name]} {counts[place]} 件", "href": f"{href}?tab={name}"}
            for name, counts in due.items()
            if counts[place]
        ]
        if links:
            said.append({"words": words, "links": links, "is_late": place == 0})
    return said


def tabs_of(
    names: Mapping[str, str], counts: Mapping[str, int], current: str, url: str
) -> list[dict[str, Any]]:
    """The tabs of a desk, each with what it holds."""
    return [
        {
            "label": text,
            "href": f"{url}?tab={name}",
            "count": counts[name],
            "current": name == current,
        }
        for name, text in names.items()
    ]


def exports_of(path: str, rows: Sized, **asked: object) -> list[dict[str, str]]:
    """Where a list with the same conditions is had as a file; nothing where it is empty."""
    query = urlencode({name: value for name, value in asked.items() if value})
    tail = f"?{query}" if query else ""
    return [{"label": t, "href": f"{path}.{e}{tail}"} for t, e in _FILES] if rows else []


_FILES = (("CSV", "csv"), ("Excel", "xlsx"))


def neighbours_of(found: TicketList, url: str, **given: str) -> tuple[str, str]:
    """The addresses of the older and the newer page, empty where there is none."""
    pages = (found.older, found.newer)
    older, newer = (f"{url}?{urlencode({**given, 'cursor': c})}" if c else "" for c in pages)
    return older, newer
