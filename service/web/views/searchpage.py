"""Builds the context of the search page: tabs, chips, what stands in the fields."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.permissions import Permission
from service.domain.ticket import OPEN, Channel, RequestType, Status, Urgency
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import TicketList
from service.labels import LABELS, label
from service.web.contexts.lists import SearchPage
from service.web.filters import OPEN_WORD, TicketQuery, query_string
from service.web.views.listrows import row_of

_NAMES = {
    "q": "关键词",
    "unit": "主办单位",
    "area": "地区",
    "topic": "主题",
    "request_type": "类型",
    "urgency": "紧急程度",
    "channel": "渠道",
    "month": "月份",
    "from": "登记自",
    "to": "登记至",
}
_FLAGS = {"late": "超期的", "designated": "指定承办的", "mine": "本人经手的"}
_UNSEEN = ("status", "sort", "cursor")
_ENUMS = {"request_type": RequestType, "urgency": Urgency, "channel": Channel}
_PHONE = range(7, 13)
_EMPTY = {
    "title": "没有符合条件的工单",
    "advice": "请减少条件或换个说法；空格分开的词要全都有才算。",
    "href": "/tickets",
    "action": "清除条件",
}
_EXPORTS = (("下载 CSV", "/tickets.csv"), ("下载 Excel", "/tickets.xlsx"))


def search_page(
    desk: Desk,
    query: TicketQuery,
    filters: Filters,
    found: TicketList,
    wrong: dict[str, str],
    *,
    may_export: bool,
) -> SearchPage:
    """The page for what was found; ``wrong`` names parameters that could not be understood."""
    given = query.given()
    counts = {} if wrong else _counts(desk, filters, found)
    shown = filters.statuses or tuple(Status)
    total = sum(number for status, number in counts.items() if status in shown)
    exports = _EXPORTS if may_export and total else ()
    return SearchPage(
        rows=[row_of(line, desk.now) for line in found.rows],
        total=total,
        tabs=_tabs(counts, filters, given),
        chips=_chips(given, desk.catalogue),
        sort=_sort(query, given),
        older=_page_url(given, found.older),
        newer=_page_url(given, found.newer),
        exports=[{"label": t, "href": f"{url}?{query_string(given)}"} for t, url in exports],
        values=_values(given, desk.catalogue),
        statuses=list(given.get("status", [])),
        errors={name: wrong.get(name, "") for name in (*_NAMES, *_UNSEEN)},
        choices=choices.choices(desk.catalogue),
        options={name: list(LABELS[enum].items()) for name, enum in _ENUMS.items()},
        nothing=_nothing(desk, filters.q),
    )


def _nothing(desk: Desk, q: str) -> dict[str, str]:
    """What an empty list says; a telephone number is not looked for here, it would stay in logs."""
    digits = "".join(filter(str.isdecimal, q))
    is_phone = len(digits) in _PHONE and not q.strip("0123456789- +")
    if not is_phone:
        return _EMPTY
    if not desk.actor.may(Permission.TICKET_REGISTER):
        return _EMPTY | {"advice": "这里按编号和内容找，不按电话号码找；请话务员按来电号码查。"}
    return {
        "title": "这里不按电话号码找",
        "advice": "在“登记工单”填来电号码，这个号码一年里反映过的就列在右边。",
        "href": f"/tickets/new#phone={digits}",
        "action": "看这个号码反映过的",
    }


def _counts(desk: Desk, filters: Filters, found: TicketList) -> Mapping[Status, int]:
    """How many of each status; a list that fits on its page is counted without asking again."""
    if not (filters.statuses or found.older or found.newer):
        return Counter(row.status for row in found.rows)
    return lists.counts(desk, replace(filters, statuses=()))


def _tabs(
    counts: Mapping[Status, int], filters: Filters, given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """All, everything open, then each status that has any (or is being looked at)."""
    chosen = frozenset(filters.statuses)
    is_open = sum(number for status, number in counts.items() if status in OPEN)
    tabs: list[tuple[str, str, int, bool]] = [
        ("全部", "", sum(counts.values()), not chosen),
        ("没办完的", OPEN_WORD, is_open, chosen == OPEN),
    ]
    for status in Status:
        current = chosen == {status}
        if counts.get(status) or current:
            tabs.append((label(status), status.value, counts.get(status, 0), current))
    return [
        {
            "label": text,
            "href": f"/tickets?{query_string(given, status=value)}",
            "count": number,
            "current": current,
        }
        for text, value, number, current in tabs
    ]


def _chips(given: Mapping[str, Any], catalogue: Catalogue) -> list[dict[str, str]]:
    words = _values(given, catalogue)
    for name, enum in _ENUMS.items():
        words[name] = LABELS[enum].get(words[name], words[name])
    chips = {name: f"{text}：{words[name]}" for name, text in _NAMES.items()} | _FLAGS
    return [
        {"label": text, "href": f"/tickets?{query_string(given, **{name: ''})}"}
        for name, text in chips.items()
        if given.get(name)
    ]


def _values(given: Mapping[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """What stands in the fields: names where the address has codes."""
    values = {name: str(given.get(name, "")) for name in (*_NAMES, *_FLAGS, "sort")}
    values["unit"] = choices.unit_name(catalogue, values["unit"])
    values["area"] = catalogue.area_names.get(values["area"], values["area"])
    values["topic"] = choices.topic_level_name(catalogue, values["topic"])
    return values


def _sort(query: TicketQuery, given: Mapping[str, Any]) -> dict[str, Any]:
    sort = query.page.sort
    return {
        "url": f"/tickets?{query_string(given, sort='')}",
        "key": sort.removeprefix("-"),
        "descending": sort.startswith("-"),
    }


def _page_url(given: Mapping[str, Any], cursor: str) -> str:
    return f"/tickets?{query_string(given, cursor=cursor)}" if cursor else ""
