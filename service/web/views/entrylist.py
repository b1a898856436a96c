"""The page of the problem list and the supervision list: tabs, filters, rows, numbers by unit."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from service.domain.permissions import Permission
from service.domain.supervision.duallist import EntryState
from service.flows.desk import Desk
from service.flows.queries.supervision import duallist as queries
from service.flows.queries.supervision.duallist import EntryFilters
from service.labels import label
from service.web.contexts.supervision import EntriesPage
from service.web.views import entryrows
from service.web.views.listrows import exports_of

TABS = {
    "problem": "问题清单",
    "supervision": "督办清单",
    "closed": "已销号",
    "withdrawn": "已撤销",
}


def filters_of(desk: Desk, asked: Mapping[str, str], tab: str) -> EntryFilters:
    """What an address asks for; the tab that is most likely wanted where it names none."""
    tabs = queries.tabs_for(desk)
    if tab not in tabs:
        tab = "supervision" if desk.actor.unit else _first_full(desk, tabs)
    state = asked.get("state", "")
    return EntryFilters(
        tab=tab,
        unit=asked.get("unit", ""),
        state=state if state in {each.value for each in queries.TABS[tab]} else "",
        words=asked.get("words", "").strip()[:100],
        is_late=asked.get("late", "") == "1",
    )


def _first_full(desk: Desk, tabs: list[str]) -> str:
    counts = queries.counts(desk)
    return next((tab for tab in tabs if counts[tab]), "supervision")


def _asked(filters: EntryFilters) -> dict[str, str]:
    return {
        "tab": filters.tab,
        "unit": filters.unit,
        "state": filters.state,
        "words": filters.words,
        "late": "1" if filters.is_late else "",
    }


def _query(filters: EntryFilters, **changes: str) -> str:
    given = _asked(filters) | changes
    return urlencode({name: value for name, value in given.items() if value})


def list_page(
    desk: Desk, filters: EntryFilters, sort: str = "due_on", cursor: str = "", error: str = ""
) -> EntriesPage:
    """The page of a list; ``error``: why what was just tried was not done."""
    found = queries.entries(desk, filters, sort, cursor)
    counts = queries.counts(desk)
    pages = (found.older, found.newer)
    older, newer = (f"/problems?{_query(filters, sort=sort, cursor=c)}" if c else "" for c in pages)
    states = [state for state in EntryState if state in queries.TABS[filters.tab]]
    may_edit = desk.actor.may(Permission.LIST_EDIT)
    return EntriesPage(
        rows=[entryrows.entry_row(entry, desk) for entry in found.rows],
        total=found.total,
        tabs=[
            {
                "label": TABS[tab],
                "href": f"/problems?tab={tab}",
                "count": counts[tab],
                "current": tab == filters.tab,
            }
            for tab in queries.tabs_for(desk)
        ],
        tab=filters.tab,
        sort={
            "url": f"/problems?{_query(filters)}",
            "key": sort.removeprefix("-"),
            "descending": sort.startswith("-"),
        },
        older=older,
        newer=newer,
        units=queries.units_named(desk),
        states=[(state.value, label(state)) for state in states] if len(states) > 1 else [],
        values={name: value for name, value in _asked(filters).items() if name != "tab"},
        by_unit=_by_unit(desk) if filters.tab == "supervision" else [],
        exports=exports_of("/problems", found.rows, **_asked(filters)),
        may_edit=may_edit and filters.tab == "problem",
        is_own=not desk.actor.may(Permission.LIST_READ),
        error=error,
    )


def _by_unit(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "name": unit.name,
            "url": f"/problems?{urlencode({'tab': 'supervision', 'unit': unit.unit})}",
            "open": unit.open,
            "late": unit.late,
            "waiting": unit.waiting,
        }
        for unit in queries.units(desk)
    ]
