"""Special reports on a topic, district, unit or agenda item over any days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from analytics.figures.rates import Rate, rates
from analytics.marking import marked_pieces
from analytics.months import Period
from analytics.moves import is_enough
from analytics.reports.report import with_outcome
from analytics.reports.report_labels import NOT_SENT
from analytics.reports.report_sets import ALL, Sets, sets_of_rates
from analytics.reports.report_words import CALLBACK, HANDLING, told_few, told_rate
from analytics.wording import as_of, compared, pieces
from service.domain.catalogue import Catalogue
from service.domain.ticket import Channel, RequestType
from service.flows.hotline import Hotline
from service.flows.month import countings
from service.flows.month.cases import cases_of, texts_of
from service.flows.month.countings import Counting
from service.flows.month.data import CONTENT, COURSE
from service.flows.month.paper import told_section
from service.flows.month.pictures import bars_of
from service.flows.month.scope import Scope, named, of_unit, periods, wanted
from service.labels import LABELS
from service.reporting.paper import Paper, Section, Table
from service.store.figures.frames import Frames
from service.store.uow import UnitOfWork

_SEVERAL = 2
_COLUMNS = (*CONTENT, *COURSE, "title")
# A repeat is told by the thirty days before, which need not be among the days of the report.
_RATES = tuple(key for key in (*HANDLING, *CALLBACK) if key != "repeat")


@dataclass(frozen=True)
class Found:
    """The tickets of a report: of its days, of as many before, and those in work in its days."""

    period: Period
    here: pd.DataFrame
    earlier: pd.DataFrame
    at_work: pd.DataFrame
    rates: tuple[Rate, ...]

    @property
    def sets(self) -> Sets:
        """The tickets behind the numbers that every such report has."""
        kinds = {kind: self.here[self.here["outcome"] == kind] for kind in ("direct", "dispatched")}
        rest = self.here[~self.here["outcome"].isin(list(kinds))]
        parts = {ALL: self.here, **kinds, "rest": rest}
        return {name: sorted(part["no"]) for name, part in parts.items()} | sets_of_rates(
            self.at_work, [rate.key for rate in self.rates], (), self.period
        )


def special(
    uow: UnitOfWork, hotline: Hotline, scope: Scope, now: datetime, title: str = ""
) -> tuple[Paper, Sets]:
    """The report and the tickets behind its numbers; the same data and days give the same ones.

    It is compared with as many days just before. Raises ``BadInput`` for days that are none or have
    not begun and for an unknown topic, area or unit, ``NotFound`` for an agenda item.
    """
    found, catalogue = find(uow, hotline, scope, now)
    about = named(uow, scope, catalogue)
    texts = texts_of(uow, found.here, found.period.now)
    parts = _countings(found)
    tables = {part.name: countings.table(part) for part in parts}
    kind = "专题报告" if scope.is_narrow else "情况简报"
    paper = Paper(
        month=f"{scope.first}_{scope.last}",
        title=title or f"{hotline.city}12345热线{about}{kind}",
        issue=_days(scope),
        issuer=f"{hotline.city}12345政务服务便民热线中心",
        as_of=as_of(found.period.now),
        is_provisional=False,
        sections=(
            told_section(
                "总体情况", overall(found), tables=(tables["channel"], tables["request_type"])
            ),
            told_section("主要问题", _rising(parts), tables=(tables["topic"],)),
            *_areas(tables["area"]),
            told_section(
                "办理情况",
                _told_rates(found),
                tables=(tables["unit"],),
            ),
            Section("典型案例", cases=cases_of(found.here, texts)),
        ),
    )
    return paper, found.sets | {k: v for part in parts for k, v in countings.sets(part).items()}


def _rising(parts: Sequence[Counting]) -> tuple[str, ...]:
    """What to read first: which problems came far more often than before."""
    topics = next(part for part in parts if part.name == "topic")
    said = countings.rising(topics)
    if topics.earlier.empty:
        return ()
    few = "没有哪一类比之前同样天数多得多。"
    return (f"比之前同样天数多得多的：{'，'.join(said)}。" if said else few,)


def _areas(table: Table) -> tuple[Section, ...]:
    """Where they came from; nothing to say where all are of one area."""
    if len(table.lines) < _SEVERAL:
        return ()
    return (Section("区域分布", tables=(table,), charts=bars_of(table, "各区域诉求量")),)


def find(uow: UnitOfWork, hotline: Hotline, scope: Scope, now: datetime) -> tuple[Found, Catalogue]:
    """The tickets of a scope as they stood at its end, and the catalogue of then.

    Raises ``BadInput``.
    """
    period, before = periods(scope, now)
    catalogue = hotline.catalogue(uow, period.now)
    also = wanted(scope, catalogue)
    frames = Frames(uow.session, uow.vault, catalogue, hotline.supervision, also)
    at_work = of_unit(frames.at_work(period, _COLUMNS), scope)
    known = rates(at_work, period)
    is_new = (at_work["registered_at"] >= period.start).to_numpy(dtype=bool)
    found = Found(
        period=period,
        here=with_outcome(at_work[is_new].reset_index(drop=True)),
        earlier=with_outcome(of_unit(frames.tickets(before, _COLUMNS), scope)),
        at_work=at_work,
        rates=tuple(known[key] for key in _RATES if key in known and known[key].denominator),
    )
    return found, catalogue


def overall(found: Found) -> tuple[str, ...]:
    """How many there were, and what became of them; with marks."""
    before = len(found.earlier)
    said = f"{compared(countings.change(len(found.here), before), None)}（与之前同样天数相比）"
    if not is_enough(before):
        said = f"，之前同样天数{pieces(before)}（基数小，不算百分比）"
    if not before:
        said = "（之前同样天数没有工单，不作对比）"
    return (
        f"共受理诉求{marked_pieces(len(found.here), ALL)}{said}。",
        outcomes(found),
    )


def outcomes(found: Found) -> str:
    """What became of the tickets; with marks."""
    here = found.here
    said = {kind: int((here["outcome"] == kind).sum()) for kind in ("direct", "dispatched")}
    rest = len(here) - sum(said.values())
    return (
        f"其中直接答复{marked_pieces(said['direct'], 'direct')}，"
        f"派单办理{marked_pieces(said['dispatched'], 'dispatched')}，"
        f"其他{marked_pieces(rest, 'rest')}。"
    )


def topics_of(tickets: pd.DataFrame) -> pd.Series:
    """The first two levels of each ticket's topic, as printed."""
    return tickets["topic_2"].str.replace("/", " / ")


def _countings(found: Found) -> tuple[Counting, ...]:
    here, earlier = found.here, found.earlier

    def counted(name: str, title: str, head: str, column: str) -> Counting:
        return Counting(name, title, head, here["no"], here[column], earlier[column])

    def worded(name: str, title: str, head: str, words: dict[str, str]) -> Counting:
        now, then = (frame[name].map(words) for frame in (here, earlier))
        return Counting(name, title, head, here["no"], now, then)

    return (
        worded("channel", "受理渠道", "渠道", LABELS[Channel]),
        worded("request_type", "诉求类型", "类型", LABELS[RequestType]),
        Counting("topic", "诉求主题", "主题", here["no"], topics_of(here), topics_of(earlier)),
        counted("area", "区域分布", "区域", "area_name"),
        Counting("unit", "承办单位", "单位", here["no"], _units(here), _units(earlier)),
    )


def _units(tickets: pd.DataFrame) -> pd.Series:
    return tickets["unit_name"].replace("", NOT_SENT)


def _told_rates(found: Found) -> tuple[str, ...]:
    """The rates, those of too few tickets in one sentence of counts."""
    enough = tuple(f"{told_rate(rate)}。" for rate in found.rates if rate.enough)
    few = "，".join(told_few(rate) for rate in found.rates if not rate.enough)
    return (*enough, f"样本不足二十件、只列件数的：{few}。") if few else enough


def _days(scope: Scope) -> str:
    first, last = scope.first, scope.last
    if first == last:
        return f"{first.year}年{day_words(first)}"
    year = f"{last.year}年" if first.year != last.year else ""
    return f"{first.year}年{day_words(first)}至{year}{day_words(last)}"


def day_words(on: date) -> str:
    """A day of a known year as reports print it."""
    return f"{on.month}月{on.day}日"
