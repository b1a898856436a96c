"""Picks the month's typical tickets, good and bad, for the report; names nobody."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analytics.hot.typical import TROUBLE
from service.domain.lifecycle.steps import Step
from service.domain.ticket import RequestType
from service.flows.dissecting import HOW, RESULT, WANTED, WHAT, WHERE
from service.flows.plea import gist_of, plea_of, without_room
from service.reporting.paper import Case
from service.store.uow import UnitOfWork

Rows = list[dict[Hashable, Any]]
_EACH = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What a ticket says of itself: where, what was asked for, what its unit answered last."""

    place: str = ""
    text: str = ""
    reply: str = ""


def cases_of(tickets: pd.DataFrame, texts: Mapping[str, Told]) -> tuple[Case, ...]:
    """A few tickets that went well and a few that did not, always the same for the same data.

    Uses no, request_type, title, topic_path, area_name, unit_name, registered_at, dispatched_at,
    closed_at, rounds, on_time, solved, satisfied. ``texts``: the words of each that
    ``picked`` names. A report of wrongdoing is never told.
    """
    good, bad = _picked(tickets)
    return (
        *(_case("办得好", row, texts, _good_result(row)) for row in good),
        *(_case("办得不好", row, texts, f"{_fault(row)}。") for row in bad),
    )


def picked(tickets: pd.DataFrame) -> list[str]:
    """The numbers of the tickets that ``cases_of`` tells of."""
    return [row["no"] for rows in _picked(tickets) for row in rows]


def _picked(tickets: pd.DataFrame) -> tuple[Rows, Rows]:
    """Those that went best and worst; complaints and calls for help first, a matter only once."""
    is_open = tickets["request_type"] != RequestType.REPORT.value
    sent = tickets[is_open & (tickets["unit_name"] != "")]
    ordered = sent.assign(
        asked=~sent["request_type"].isin(sorted(TROUBLE)),
        took=sent["closed_at"] - sent["dispatched_at"],
        late=~sent["on_time"].fillna(value=True).astype(bool),
    )
    content = ordered["solved"].fillna(value=False) & ordered["satisfied"].fillna(value=False)
    good = ordered[content & ordered["took"].notna() & (ordered["rounds"] == 1)]
    good = good.sort_values(["asked", "took", "no"])
    bad = ordered[(ordered["rounds"] > 1) | ordered["late"]]
    order = ["asked", "rounds", "late", "registered_at", "no"]
    bad = bad.sort_values(order, ascending=[True, False, False, True, True])
    return _different(good), _different(bad)


def _different(rows: pd.DataFrame) -> Rows:
    return rows.drop_duplicates("topic_path").head(_EACH).to_dict("records")


def _case(
    heading: str, row: Mapping[Hashable, Any], texts: Mapping[str, Told], result: str
) -> Case:
    told = texts.get(row["no"], Told())
    plea = plea_of(row["title"], told.text)
    done = gist_of(told.reply) if told.reply else ""
    at = row["registered_at"].tz_convert("Asia/Shanghai")
    took = f"，{_span(row['took'])}办结" if pd.notna(row["took"]) else "，还没有办结"
    said = (
        (WHERE, f"{at.month}月{at.day}日，{_place(row, told.place)}"),
        (WHAT, plea.what),
        (WANTED, plea.wanted),
        (HOW, f"{row['unit_name']}承办{took}{'。' if done else ''}{done}"),
        (RESULT, result),
    )
    return Case(heading, "\n".join(f"{name}：{words}" for name, words in said), row["no"])


def _place(row: Mapping[Hashable, Any], place: str) -> str:
    area = str(row["area_name"])
    return f"{area}{without_room(place) if place != area else ''}" or "没有说地点"


def texts_of(uow: UnitOfWork, tickets: pd.DataFrame, at: datetime) -> dict[str, Told]:
    """What is told of the typical tickets, and what their units had answered by ``at``."""
    numbers = picked(tickets)
    replies = uow.tickets.steps_among(numbers, (Step.REPLY,))
    said = {entry.no: str(entry.data.get("reply", "")) for entry in replies if entry.at <= at}
    return {t.no: Told(t.place, t.text, said.get(t.no, "")) for t in uow.tickets.get_many(numbers)}


def _good_result(row: Mapping[Hashable, Any]) -> str:
    late = "，超过了办理期限" if row["late"] else ""
    return f"回访时诉求人表示已解决、满意{late}。"


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
