"""Why an agenda item's matter had more requests than the month before, and which these were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from analytics.months import month_of, month_start, shift
from analytics.reports.growth import Growth, asked_again, growth
from analytics.reports.growth_words import AGAIN, BEFORE, COLUMNS, FRESH, NOW, growth_words
from analytics.wording import month_words
from service.domain.catalogue import Catalogue
from service.domain.governance.plan import Plan, Scope, scope_of
from service.domain.localtime import local_month
from service.domain.outlook import topic_of_item
from service.flows.desk import Desk
from service.flows.governance.comparison import current, scope_words
from service.flows.month.paper import told_section
from service.flows.queries.choices import unit_name
from service.store.figures.series import first_of_all, kinds_of, monthly_series, requests_of
from service.store.tables.agenda import AgendaItemRow

_EVENT = "event"
_SETS = {NOW: "全部", FRESH: "30 天内头一回打来的", AGAIN: "打过又打来的"}
_YEARS = (12, 24)
# Data that begin with a month's second day hold that month.
_LATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rise:
    """The requests of a month beside those of the one before.

    ``scope``: which are counted, in words; ``told``: sentences in pieces, each with the name of the
    set of tickets that it counts, mostly none.
    """

    scope: str
    has_risen: bool
    month: str
    told: tuple[tuple[tuple[str, str], ...], ...]
    rows: pd.DataFrame

    @property
    def words(self) -> tuple[str, ...]:
        """The sentences as they are read."""
        return tuple("".join(text for text, _ in pieces) for pieces in self.told)

    def title(self, name: str) -> str:
        """What a set holds, in words."""
        if name == BEFORE:
            return f"{month_words(shift(self.month, -1))}的工单：全部"
        return f"{month_words(self.month)}的工单：{name.partition('=')[2] or _SETS.get(name, '')}"

    def numbers(self, name: str) -> list[str] | None:
        """The tickets behind a number of the sentences; None for a name that has none."""
        months = month_of(self.rows["registered_at"])
        here, before = (self.rows[months == m] for m in (self.month, shift(self.month, -1)))
        again = asked_again(self.rows)[here.index]
        is_known = here["caller"] != ""
        sets = {NOW: here, BEFORE: before, AGAIN: here[again], FRESH: here[is_known & ~again]}
        if name in sets:
            return sorted(sets[name]["no"])
        column, _, value = name.partition("=")
        if column not in COLUMNS or not value:
            return None
        return sorted(here.loc[here[column] == value, "no"])


def rise_of(desk: Desk, item: AgendaItemRow) -> Rise | None:
    """What the item's month says beside the one before.

    None for an item of a season, which is there before anything rises, and while its month is not
    over. Counted is what its plan counts, else what its tickets are mostly about.
    """
    month, now = item.month, local_month(desk.now)
    if topic_of_item(item.topic_id) or month >= now:
        return None
    scope = _scope(desk, item)
    if not scope.topics:
        return None
    codes = _codes(desk.catalogue, scope.topics)
    rows = _rows(desk, scope, codes, month)
    found: Growth = growth(rows, month, _columns(rows, scope), _years(desk, scope, codes, month))
    told = told_section("", growth_words(found, month, item.title)).told
    return Rise(scope_words(scope, desk.catalogue), found.course == "rose", month, told, rows)


def _scope(desk: Desk, item: AgendaItemRow) -> Scope:
    row = desk.uow.plans.newest([item.id]).get(item.id)
    if row is not None:
        return Plan.from_json(row.body).scope
    held = desk.catalogue
    pairs = kinds_of(desk.uow.session, item.id)
    return scope_of((current(held, topic), held.county_of(area)) for topic, area in pairs)


def _codes(catalogue: Catalogue, topics: Iterable[str]) -> list[str]:
    """The codes, retired ones included, of requests that count for the topics now."""
    wanted = frozenset(topics)
    every = {*catalogue.items, *catalogue.retired, *wanted}
    return sorted(code for code in every if current(catalogue, code) in wanted)


def _rows(desk: Desk, scope: Scope, codes: list[str], month: str) -> pd.DataFrame:
    """The requests counted in the month and the two before, as ``growth`` wants them."""
    start, end = month_start(shift(month, -2)), month_start(shift(month, 1))
    events = _events(desk, month)
    rows = [
        _row(desk, row) | {_EVENT: events.get(row["no"], "")}
        for row in requests_of(desk.uow.session, start, end, codes)
        if not scope.area or desk.catalogue.county_of(row["area"]) == scope.area
    ]
    names = ("no", "registered_at", "caller", *COLUMNS)
    frame = pd.DataFrame(rows, columns=pd.Index(names)).fillna("")
    return frame.astype({"registered_at": "datetime64[us, UTC]"})


def _row(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    held, chain = desk.catalogue, desk.catalogue.chain(row["area"])
    item = held.item(row["topic"])
    names = [held.area_names.get(code, code) for code in chain]
    return {
        "no": row["no"],
        "registered_at": row["registered_at"],
        "caller": desk.uow.vault.caller_key(row["phone_key"], row["caller_id"]),
        "topic": item.path[-1] if item else "",
        "place": "" if row["place"] in names else row["place"],
        "town": names[-3] if len(names) > 2 else "",
        "county": names[-2] if len(names) > 1 else "",
        "unit": unit_name(held, row["lead_unit"]) if row["lead_unit"] else "",
    }


def _events(desk: Desk, month: str) -> dict[str, str]:
    """The title of the event that each ticket of the month and the one before was gathered in."""
    titles: dict[str, str] = {}
    found: dict[str, str] = {}
    for each in (shift(month, -1), month):
        events = [t for t in desk.uow.months.topics(each) if t.level == _EVENT]
        if not events:
            return {}
        titles |= {topic.topic_id: topic.title for topic in events}
        for topic_id, numbers in desk.uow.months.members(each).items():
            if topic_id in titles:
                found |= dict.fromkeys(numbers, topic_id)
    return {no: titles[topic_id] for no, topic_id in found.items()}


def _columns(rows: pd.DataFrame, scope: Scope) -> list[str]:
    """What the requests are looked at by: not what is the same for all of them."""
    same = {"county"} if scope.area else set()
    same |= {"topic"} if len(scope.topics) == 1 else set()
    return [name for name in COLUMNS if name not in same and rows[name].ne("").any()]


def _years(desk: Desk, scope: Scope, codes: list[str], month: str) -> dict[str, int]:
    """Requests of the month and the one before, in the years before of which all is known."""
    first = first_of_all(desk.uow.session)
    found: dict[str, int] = {}
    for back in _YEARS:
        here, before = shift(month, -back), shift(month, -back - 1)
        if first is None or first > month_start(before) + _LATE:
            break
        found |= {here: 0, before: 0}
        start, end = month_start(before), month_start(shift(here, 1))
        for each, _, area, count in monthly_series(desk.uow.session, start, end, codes):
            if not scope.area or desk.catalogue.county_of(area) == scope.area:
                found[each] += count
    return found
