"""Every total of ten reports, counted again from the raw rows by other and plainer means."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from analytics.reports.report_sets import Sets
from service.bootstrap import System
from service.domain.permissions import Role
from service.domain.ticket import Channel, RequestType
from service.flows.desk import Desk
from service.flows.month.data import load
from service.flows.month.paper import compose, figures_of
from service.flows.month.sets import packed, step_sets, unpacked
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import counts
from service.labels import LABELS
from service.reporting.paper import Paper, Table
from service.store.tables.catalogue import CatalogueItemRow
from service.store.tables.city import AreaRow, UnitRow
from service.store.tables.tickets import StepRow, TicketRow
from service.store.uow import UnitOfWork
from tests.flows.month.numbers import numbers
from tests.flows.month.tenmonths import MONTHS, ten_months
from tests.stories import Story

SHANGHAI = ZoneInfo("Asia/Shanghai")
GROUPS = {
    "city": "市直部门", "county": "县区", "township": "乡镇街道", "enterprise": "公共服务企业",
}  # fmt: skip
OUTCOMES = {"rejected": "不予受理", "merged": "并单处理", "answered": "直接答复"}
NOT_SENT = "没有派单（当场答复等）"


@dataclass
class Raw:
    """The rows as they lie in the tables."""

    tickets: list[Any]
    steps: dict[str, list[Any]]
    areas: dict[str, Any]
    paths: dict[str, list[str]]
    units: dict[str, Any]


@dataclass
class Fate:
    """What had become of a ticket at the end of a month."""

    status: str = ""
    unit: str = ""
    dispatched: list[datetime] = field(default_factory=list)
    due_at: datetime | None = None
    sign_due_at: datetime | None = None
    signed_at: datetime | None = None
    replies: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    closed_at: datetime | None = None
    is_returned: bool = False
    rounds: int = 1
    is_ticking: bool = False
    answers: dict[str, str] = field(default_factory=dict)


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_total_of_ten_months_is_that_of_the_raw_rows(system: System) -> None:
    ten_months(system, seed=20260310)
    raw, checked = raw_rows(system), Counter[str]()
    for month, paper, sets in reports(system):
        checked.update(compare(raw, month, paper))
        checked.update(behind(paper, sets))
    assert checked["件"] > 300
    assert checked["率"] > 60
    assert checked["链接"] > 600
    with system.store.read() as uow:
        (trend,) = [t for t in paper.sections[0].tables if t.title == "逐月受理量"]
        assert [listed(system, uow, line.query) for line in trend.lines] == [
            line.cells[1] for line in trend.lines
        ]


def reports(system: System) -> Iterable[tuple[str, Paper, Sets]]:
    rules = system.hotline.agenda
    with system.store.read() as uow:
        for month in MONTHS:
            data = load(uow, system.hotline, month, system.now())
            catalogue, figures = system.hotline.catalogue(uow, data.as_of), figures_of(data)
            words = {"catalogue": catalogue, "city": "甲市", "rules": rules}
            sets = unpacked(packed(figures.sets | step_sets(data.stepped)))
            yield month, compose(data, figures, (), (), **words), sets


def behind(paper: Paper, sets: Sets) -> Iterable[str]:
    """Each number of the report beside how many tickets are kept behind it."""
    for name, said in numbers(paper):
        assert len(set(sets[name])) == len(sets[name])
        if said.endswith("次"):
            assert 0 < len(sets[name]) <= int(said.removesuffix("次"))
        else:
            assert len(sets[name]) == int(said.removesuffix("件")), name
        yield "链接"


def listed(system: System, uow: UnitOfWork, query: str) -> int:
    """How many tickets the list of today has to which a line leads."""
    desk = Desk(uow, system.hotline, Story(system).who(Role.SUPERVISOR), system.now())
    return sum(counts(desk, Filters(month=parse_qs(query)["month"][0])).values())


def raw_rows(system: System) -> Raw:
    with system.store.read() as uow:

        def rows(table: Any) -> list[Any]:
            return uow.session.execute(select(table.__table__)).all()

        steps = defaultdict(list)
        for step in sorted(rows(StepRow), key=lambda row: (row.no, row.seq)):
            steps[step.no].append(step)
        return Raw(
            rows(TicketRow),
            steps,
            {row.code: row for row in rows(AreaRow)},
            {row.topic: row.path for row in rows(CatalogueItemRow)},
            {row.code: row for row in rows(UnitRow)},
        )


def compare(raw: Raw, month: str, paper: Paper) -> Iterable[str]:
    """Each figure of the report beside what plain counting gives."""
    year, number = map(int, month.split("-"))
    following = (year + number // 12, number % 12 + 1)
    start = datetime(year, number, 1, tzinfo=SHANGHAI).astimezone(UTC)
    end = datetime(*following, 1, tzinfo=SHANGHAI).astimezone(UTC)
    fates = {t.no: fate_of(raw.steps[t.no], end - timedelta(seconds=1)) for t in raw.tickets}
    here = [t for t in raw.tickets if start <= t.registered_at < end]
    told = {table.title: table for s in paper.sections for table in s.tables}
    told |= {table.title: table for table in paper.annex}

    yield from headline(paper, here, fates)
    expected = {
        "受理渠道": Counter(LABELS[Channel][Channel(t.channel)] for t in here),
        "诉求类型": Counter(kind_words(t.request_type) for t in here),
        "办理方式": Counter(outcome(fates[t.no]) for t in here),
        "责任单位接诉": Counter(group_words(raw, fates[t.no].unit) for t in here),
        "区域分布": Counter(county(raw, t.area) for t in here),
    }
    for title, named in expected.items():
        yield from same(told[title], named, len(here))
    yield from top(told["诉求最多的十类"], Counter(two_levels(raw, t.topic) for t in here))
    names = (raw.units[u].name if (u := fates[t.no].unit) else NOT_SENT for t in here)
    yield from top(told["承办单位前十"], Counter(names))
    if "逐月受理量" in told:
        months = Counter(f"{t.registered_at.astimezone(SHANGHAI):%Y年%-m月}" for t in raw.tickets)
        for line in told["逐月受理量"].lines:
            assert months[str(line.cells[0])] == line.cells[1]
            yield "件"
    yield from rates(told["办理指标"], fates, start, end)


def headline(paper: Paper, here: list[Any], fates: dict[str, Fate]) -> Iterable[str]:
    said = "".join(paper.sections[0].sentences)
    ways = Counter(outcome(fates[t.no]) for t in here)
    sent = [fates[t.no] for t in here if outcome(fates[t.no]) == "派单办理"]
    closed = sum(fate.closed_at is not None for fate in sent)
    for words in (
        f"共受理群众诉求{len(here)}件",
        f"直接答复{ways['直接答复']}件",
        f"派单办理{len(sent)}件",
        f"派单诉求已办结{closed}件，在办{len(sent) - closed}件",
    ):
        assert words in said
        yield "件"


def same(table: Table, counts: Counter[str], total: int) -> Iterable[str]:
    assert {line.cells[0]: line.cells[1] for line in table.lines} == dict(counts), table.title
    assert table.total is not None
    assert table.total.cells[1] == total == sum(counts.values())
    for line in table.lines:
        assert line.cells[2] == f"{100 * counts[str(line.cells[0])] / total:.2f}%"
        yield "件"


def top(table: Table, counts: Counter[str]) -> Iterable[str]:
    lines = {str(line.cells[0]): line.cells[1] for line in table.lines}
    rest = sum(counts.values()) - sum(counts[name] for name in lines)
    assert lines == {**{name: counts[name] for name in lines if name in counts},
                     **({"其他": rest} if rest else {})}  # fmt: skip
    assert table.total is not None
    assert table.total.cells[1] == sum(counts.values())
    named = [counts[name] for name in lines if name in counts and name not in (NOT_SENT, "未标注")]
    assert all(more >= less for more, less in pairwise(named))
    assert len(named) == min(10, len(set(counts) - {NOT_SENT, "未标注"}))
    yield from ("件" for _ in lines)


def rates(table: Table, fates: dict[str, Fate], start: datetime, end: datetime) -> Iterable[str]:
    printed = {str(line.cells[0]): line.cells[1:3] for line in table.lines}
    sent = [f for f in fates.values() if f.dispatched]

    def within(at: datetime | None) -> bool:
        return at is not None and start <= at < end

    first = [f for f in sent if within(f.dispatched[0])]
    due = [f for f in sent if within(f.due_at) and punctual(f) is not None]
    closed = [f for f in sent if within(f.closed_at)]
    signing = [f for f in sent if within(f.sign_due_at)]
    expected = {
        "派单准确率": (sum(not f.is_returned for f in first), len(first)),
        "退单率": (sum(f.is_returned for f in first), len(first)),
        "按时办结率": (sum(punctual(f) is True for f in due), len(due)),
        "超期率": (sum(punctual(f) is False for f in due), len(due)),
        "重办率": (sum(f.rounds > 1 for f in closed), len(closed)),
        "及时签收率": (
            sum(f.signed_at is not None and f.signed_at <= f.sign_due_at for f in signing),
            len(signing),
        ),
        **{
            words: (
                sum(f.answers.get(name) == "yes" for f in closed),
                sum(f.answers.get(name) in ("yes", "no") for f in closed),
            )
            for name, words in (
                ("responded", "响应率"),
                ("solved", "解决率"),
                ("satisfied", "满意率"),
            )
        },
    }
    for name, pair in expected.items():
        assert printed.get(name, (0, 0)) == pair or pair[1] == 0, name
        yield "率"


def fate_of(steps: list[Any], as_of: datetime) -> Fate:
    fate = Fate()
    for step in steps:
        if step.at > as_of:
            break
        fate.status, fate.rounds = step.target, step.round
        fate.closed_at = (
            step.at if step.target in ("answered", "rejected", "merged", "closed") else None
        )
        if step.step == "dispatch":
            fate.dispatched.append(step.at)
            fate.unit, fate.signed_at = step.data["unit"], None
            fate.due_at = datetime.fromisoformat(step.data["due_at"])
            fate.sign_due_at = datetime.fromisoformat(step.data["sign_due_at"])
        elif step.step == "uphold":
            fate.unit, fate.is_returned = "", True
            fate.due_at = fate.sign_due_at = None
        elif step.step == "sign":
            fate.signed_at = step.at
        elif step.step == "reply":
            fate.replies.append((step.at, fate.due_at))
        elif step.step in ("close", "redo"):
            fate.answers = dict(step.data)
    in_work = fate.status in ("dispatched", "return_pending", "in_progress")
    fate.is_ticking = in_work and fate.due_at is not None and fate.due_at <= as_of
    return fate


def punctual(fate: Fate) -> bool | None:
    if any(due is not None and at > due for at, due in fate.replies):
        return False
    if fate.status in ("replied", "callback_due", "closed"):
        return True
    return False if fate.is_ticking else None


def outcome(fate: Fate) -> str:
    return OUTCOMES.get(fate.status) or ("派单办理" if fate.dispatched else "待派单")


def kind_words(kind: str) -> str:
    return "其他类型" if kind == RequestType.OTHER else LABELS[RequestType][RequestType(kind)]


def group_words(raw: Raw, unit: str) -> str:
    return GROUPS[raw.units[unit].level] if unit else NOT_SENT


def county(raw: Raw, code: str) -> str:
    way = []
    while code:
        way.append(raw.areas[code].name)
        code = raw.areas[code].parent
    return way[-2] if len(way) > 1 else "未标注"


def two_levels(raw: Raw, topic: str) -> str:
    return " / ".join(raw.paths[topic][:2])
