"""Special reports on a topic, district, unit or agenda item over any days, and weekly briefs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pandas as pd

from analytics.months import Period
from analytics.rates import rates
from analytics.report import with_outcome
from analytics.wording import as_of, compared, percent, pieces, row_change
from service.domain.catalogue import Catalogue
from service.domain.clocks.deadlines import LOCAL
from service.domain.errors import BadInput
from service.domain.ticket import Channel, RequestType
from service.flows.hotline import Hotline
from service.flows.month.cases import cases_of
from service.flows.month.data import CONTENT, COURSE
from service.flows.month.pictures import bars_of
from service.labels import LABELS
from service.reporting.paper import Line, Paper, Section, Table
from service.store.frames import Frames
from service.store.uow import UnitOfWork

_TOP, _UNNAMED = 10, "未标注"
_MOST_DAYS = 800


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: the days, both included, and what else all its tickets share."""

    first: date
    last: date
    topic: str = ""
    area: str = ""
    unit: str = ""
    item: int = 0


def week_before(today: date) -> Scope:
    """The last whole week, Monday to Sunday."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Scope(monday, monday + timedelta(days=6))


def special(
    uow: UnitOfWork, hotline: Hotline, scope: Scope, now: datetime, title: str = ""
) -> Paper:
    """The report; the same data and days give the same one.

    It is compared with as many days just before. Raises ``BadInput`` for days that are none or have
    not begun and for an unknown topic, area or unit, ``NotFound`` for an agenda item.
    """
    period, before = _periods(scope, now)
    catalogue = hotline.catalogue(uow, period.now)
    named = _named(scope, catalogue)
    frames = Frames(uow.session, uow.vault, catalogue, hotline.supervision)
    members = set(uow.agenda.tickets(uow.agenda.get(scope.item).id)) if scope.item else None
    columns = (*CONTENT, *COURSE, "title")
    here = _within(frames.tickets(period, columns), scope, catalogue, members)
    earlier = _within(frames.tickets(before, columns), scope, catalogue, members)
    at_work = _within(frames.at_work(period, columns), scope, catalogue, members)
    areas = _table("区域分布", "区域", here["area_name"], earlier["area_name"])
    kind = "专题报告" if scope.topic or scope.area or scope.unit or scope.item else "情况简报"
    return Paper(
        month=f"{scope.first}_{scope.last}",
        title=title or f"{hotline.city}12345热线{named}{kind}",
        issue=f"{_day(scope.first)}至{_day(scope.last)}",
        issuer=f"{hotline.city}12345政务服务便民热线中心",
        as_of=as_of(period.now),
        is_provisional=False,
        sections=(
            Section("总体情况", _overall(here, earlier), _kinds(here, earlier)),
            Section(
                "主要问题",
                tables=(_table("诉求主题", "主题", _topics(here), _topics(earlier)),),
            ),
            Section("区域分布", tables=(areas,), charts=bars_of(areas, "各区域诉求量")),
            Section(
                "办理情况",
                tuple(
                    f"{rate.name}{rate.words}。"
                    for rate in rates(at_work, period).values()
                    if rate.denominator
                ),
                (_table("承办单位", "单位", here["unit_name"], earlier["unit_name"]),),
            ),
            Section("典型案例", cases=cases_of(here)),
        ),
    )


def _periods(scope: Scope, now: datetime) -> tuple[Period, Period]:
    days = (scope.last - scope.first).days + 1
    if not 0 < days <= _MOST_DAYS:
        raise BadInput(f"起止日期要先起后止，最多 {_MOST_DAYS} 天。", {"last": "日期不对"})
    start = datetime.combine(scope.first, time.min, LOCAL)
    if start > now:
        raise BadInput("这段日子还没有开始。", {"first": "还没有开始"})
    end = datetime.combine(scope.last + timedelta(days=1), time.min, LOCAL)
    seen = min(now, end - timedelta(seconds=1))
    return Period(start, end, seen), Period(start - timedelta(days=days), start, seen)


def _named(scope: Scope, catalogue: Catalogue) -> str:
    """What the report is about, in words. Raises ``BadInput`` for an unknown code."""
    said = []
    if scope.topic:
        depth = len(scope.topic) // 2
        paths = (i.path for code, i in catalogue.items.items() if code.startswith(scope.topic))
        path = next(paths, None)
        if path is None or depth not in (1, 2, 3):
            raise BadInput("目录里没有这个主题。", {"topic": "没有这个主题"})
        said.append(path[depth - 1])
    if scope.area:
        if scope.area not in catalogue.areas:
            raise BadInput("没有这个区域。", {"area": "没有这个区域"})
        said.append(catalogue.area_names.get(scope.area, scope.area))
    if scope.unit:
        if scope.unit not in catalogue.units:
            raise BadInput("没有这个单位。", {"unit": "没有这个单位"})
        said.append(catalogue.units[scope.unit].name)
    return "".join(f"“{name}”" for name in said)


def _within(
    tickets: pd.DataFrame, scope: Scope, catalogue: Catalogue, members: set[str] | None
) -> pd.DataFrame:
    kept = pd.Series(data=True, index=tickets.index)
    if scope.topic:
        kept &= tickets["topic"].astype(str).str.startswith(scope.topic)
    if scope.area:
        codes = tickets["area"].astype(str)
        kept &= codes.map(lambda code: scope.area in (code, catalogue.county_of(code)))
    if scope.unit:
        kept &= tickets["unit"] == scope.unit
    if members is not None:
        kept &= tickets["no"].isin(members)
    return tickets[kept.astype(bool)].reset_index(drop=True)


def _overall(here: pd.DataFrame, earlier: pd.DataFrame) -> tuple[str, ...]:
    change = _change(len(here), len(earlier))
    first = f"共受理诉求{pieces(len(here))}{compared(change, None)}"
    outcome = with_outcome(here)["outcome"] if len(here) else pd.Series(dtype=str)
    sent, direct = int((outcome == "dispatched").sum()), int((outcome == "direct").sum())
    return (
        f"{first}（与之前同样天数相比）。",
        f"其中直接答复{pieces(direct)}，派单办理{pieces(sent)}，"
        f"其他{pieces(len(here) - sent - direct)}。",
    )


def _kinds(here: pd.DataFrame, earlier: pd.DataFrame) -> tuple[Table, ...]:
    columns = (
        ("受理渠道", "渠道", "channel", LABELS[Channel]),
        ("诉求类型", "类型", "request_type", LABELS[RequestType]),
    )
    return tuple(
        _table(name, head, here[by].map(words), earlier[by].map(words))
        for name, head, by, words in columns
    )


def _topics(tickets: pd.DataFrame) -> pd.Series:
    return tickets["topic_path"].astype(str).str.split("/").str[:2].str.join(" / ")


def _table(title: str, head: str, here: pd.Series, earlier: pd.Series) -> Table:
    """Counts by name, the ten most frequent; the rest is one line, so that all adds up."""
    now, then = (s.replace("", _UNNAMED).fillna(_UNNAMED).value_counts() for s in (here, earlier))
    ranked = sorted(now.items(), key=lambda item: (-item[1], str(item[0])))
    top, total = ranked[:_TOP], len(here)
    lines = [_line(str(name), int(n), int(then.get(name, 0)), total) for name, n in top]
    rest = total - sum(int(n) for _, n in top)
    if rest:
        shown = sum(int(then.get(name, 0)) for name, _ in top)
        lines.append(_line("其他", rest, len(earlier) - shown, total))
    whole = _line("合计", total, len(earlier), total)
    return Table(title, (head, "数量（件）", "占比", "上期（件）", "环比"), tuple(lines), whole)


def _line(name: str, count: int, before: int, total: int) -> Line:
    share = percent(count / total if total else None)
    return Line((name, count, share, before, row_change(_change(count, before))))


def _change(count: int, before: int) -> float | None:
    return (count / before - 1) * 100 if before else None


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
