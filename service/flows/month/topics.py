"""Turns what ``analytics`` found hot into stored topics whose ids last from month to month."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analytics.hot.hot_topics import HotTopics
from analytics.months import span
from service.domain.agenda import AgendaRules, TopicFacts, reasons
from service.domain.ticket import RequestType, Status
from service.store.tables.month import HotTopicRow

_LIKE = 0.5
_BEHIND = re.compile("[：（]")
_REPORT = RequestType.REPORT.value


@dataclass(frozen=True, slots=True)
class Topic:
    """A hot topic of a month as it is stored, with what the choice of candidates asks.

    ``typical_no`` is empty where all tickets are reports, which not everybody may see.
    """

    facts: TopicFacts
    level: str
    rank: int
    keywords: str
    place: str
    since: str
    first_at: Any
    last_at: Any
    typical_no: str
    heat_reason: str

    def row(self, rules: AgendaRules) -> dict[str, Any]:
        """The values of its row."""
        facts = self.facts
        return {
            "topic_id": facts.topic_id,
            "rank": self.rank,
            "level": self.level,
            "title": facts.title,
            "keywords": self.keywords,
            "place": self.place,
            "heat": facts.heat,
            "size": facts.size,
            "callers": facts.callers,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "typical_no": self.typical_no,
            "since": self.since,
            "before": facts.before,
            "answered": facts.answered,
            "heat_reason": self.heat_reason,
            "reasons": list(reasons(facts, rules)),
        }


def considered(tickets: pd.DataFrame) -> pd.DataFrame:
    """The tickets that hot topics are made of, numbered anew.

    What was refused says nothing about the city: wrong numbers, silent calls, court matters.
    Praise is no trouble, however many give it.
    """
    trouble = tickets["request_type"] != RequestType.PRAISE
    return tickets[trouble & (tickets["status"] != Status.REJECTED)].reset_index(drop=True)


def topics_of(found: HotTopics, tickets: pd.DataFrame, month: str) -> list[Topic]:
    """The topics of a month by level and rank. Assumes that ``found`` came from ``tickets``."""
    members = {key: group["row"].to_numpy() for key, group in found.members.groupby("topic_id")}
    return [
        _topic(
            {str(k): v for k, v in values.items()},
            tickets.iloc[members[values["topic_id"]]],
            tickets,
            month,
        )
        for values in found.topics.to_dict("records")
    ]


def continued(topics: Sequence[Topic], previous: Sequence[HotTopicRow], month: str) -> list[Topic]:
    """The topics, those that go on from last month under last month's id.

    ``previous``: last month's topics, empty when that month was never worked out. A topic goes on
    from at most one other; the likest pairs are joined first.
    """
    if not previous:
        return list(topics)
    partner: dict[int, HotTopicRow] = {}
    taken: set[str] = set()
    for _, position, earlier in sorted(_pairs(topics, previous), key=lambda p: (-p[0], *p[1:2])):
        if position not in partner and earlier.topic_id not in taken:
            partner[position] = earlier
            taken.add(earlier.topic_id)
    return [
        _going_on(topic, partner[n], month) if n in partner else _new(topic)
        for n, topic in enumerate(topics)
    ]


def _topic(
    values: Mapping[str, Any], members: pd.DataFrame, tickets: pd.DataFrame, month: str
) -> Topic:
    solved = members["solved"].dropna()
    typical = tickets.iloc[int(values["typical_row"])]
    facts = TopicFacts(
        topic_id=values["topic_id"],
        title=values["title"],
        heat=float(values["heat"]),
        callers=int(values["callers"]),
        tickets=frozenset(members["no"]),
        is_theme=values["level"] == "theme",
        areas=_different(members["area_name"]),
        units=_different(members["unit"]),
        unsolved=int((~solved.astype(bool)).sum()),
        redone=int((members["rounds"] > 1).sum()),
        answered=int(members["direct"].fillna(value=False).sum()),
    )
    return Topic(
        facts=facts,
        level=values["level"],
        rank=int(values["rank"]),
        keywords=values["keywords"],
        place=values["place"],
        since=month,
        first_at=values["first_at"].to_pydatetime(),
        last_at=values["last_at"].to_pydatetime(),
        typical_no="" if typical["request_type"] == _REPORT else str(typical["no"]),
        heat_reason=values["reasons"],
    )


def _different(values: pd.Series) -> int:
    return int(values[values != ""].nunique())


def _pairs(
    topics: Sequence[Topic], previous: Iterable[HotTopicRow]
) -> list[tuple[float, int, HotTopicRow]]:
    found = []
    for earlier in sorted(previous, key=lambda row: (row.level, row.rank)):
        for position, topic in enumerate(topics):
            likeness = _likeness(topic, earlier)
            if likeness >= _LIKE:
                found.append((likeness, position, earlier))
    return found


def _likeness(topic: Topic, earlier: HotTopicRow) -> float:
    """0 … 1: how many keywords both have; an event must also be at the same place."""
    if topic.level != earlier.level:
        return 0.0
    if topic.level == "theme" and _kind(topic.facts.title) == _kind(earlier.title):
        return 1.0
    if topic.level == "event" and _is_elsewhere(topic.place, earlier.place):
        return 0.0
    now, before = set(topic.keywords.split("、")), set(earlier.keywords.split("、"))
    return len(now & before) / max(1, min(len(now), len(before)))


def _kind(title: str) -> str:
    return _BEHIND.split(title, maxsplit=1)[0]


def _is_elsewhere(place: str, other: str) -> bool:
    """Whether two places differ; one may be the longer name of the other."""
    return place not in other and other not in place if place and other else place != other


def _going_on(topic: Topic, earlier: HotTopicRow, month: str) -> Topic:
    facts = replace(
        topic.facts,
        topic_id=earlier.topic_id,
        before=earlier.size,
        months=len(span(earlier.since, month)),
    )
    return replace(topic, facts=facts, since=earlier.since)


def _new(topic: Topic) -> Topic:
    return replace(topic, facts=replace(topic.facts, before=0))
