"""Picks the month's typical tickets, good and bad, for the report; names nobody."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from models.words.privacy import mask
from service.domain.ticket import RequestType
from service.reporting.paper import Case

_EACH = 3


def cases_of(tickets: pd.DataFrame) -> tuple[Case, ...]:
    """A few tickets that went well and a few that did not, always the same for the same data.

    Uses no, request_type, title, unit_name, registered_at, dispatched_at, closed_at, rounds,
    on_time, solved, satisfied. A report of wrongdoing is never told.
    """
    is_open = tickets["request_type"] != RequestType.REPORT.value
    sent = tickets[is_open & (tickets["unit_name"] != "")]
    return (*_good(sent), *_bad(sent))


def _good(sent: pd.DataFrame) -> list[Case]:
    content = sent["solved"].fillna(value=False) & sent["satisfied"].fillna(value=False)
    timed = sent.assign(took=sent["closed_at"] - sent["dispatched_at"])
    chosen = timed[content & timed["took"].notna() & (timed["rounds"] == 1)]
    chosen = chosen.sort_values(["took", "no"]).head(_EACH)
    return [
        Case(
            "办得好",
            f"诉求人反映“{mask(row['title']).text}”，{row['unit_name']}{_span(row['took'])}办结，"
            "回访时诉求人表示已解决、满意。",
            row["no"],
        )
        for row in chosen.to_dict("records")
    ]


def _bad(sent: pd.DataFrame) -> list[Case]:
    late = ~sent["on_time"].fillna(value=True).astype(bool)
    marked = sent.assign(late=late)
    chosen = marked[(marked["rounds"] > 1) | late]
    order = ["rounds", "late", "registered_at", "no"]
    chosen = chosen.sort_values(order, ascending=[False, False, True, True]).head(_EACH)
    return [
        Case(
            "办得不好",
            f"诉求人反映“{mask(row['title']).text}”，由{row['unit_name']}承办，{_fault(row)}。",
            row["no"],
        )
        for row in chosen.to_dict("records")
    ]


def _fault(row: Mapping[Hashable, Any]) -> str:
    rounds = int(row["rounds"])
    faults = [f"办了{rounds}轮"] if rounds > 1 else []
    if row["late"]:
        faults.append("超过办理期限")
    if row["solved"] is False:
        faults.append("回访时仍未解决")
    return "，".join(faults)


def _span(took: pd.Timedelta) -> str:
    hours = took.total_seconds() / 3600
    return f"{hours:.0f}小时" if hours < 48 else f"{hours / 24:.0f}天"
