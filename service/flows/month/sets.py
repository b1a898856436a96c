"""The tickets behind each number of a month's report, named, kept beside it and found again."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.reports.report_sets import Sets
from service.domain.lifecycle.steps import Step
from service.flows.month.topics import Topic
from service.store.database.columns import dump_json

EVENTS = "events"


def topic_set(topic_id: str) -> str:
    """The name of the tickets of a hot topic."""
    return f"topic={topic_id}"


def unsolved_set(topic_id: str) -> str:
    """The name of those of a hot topic whose callers said it was not solved."""
    return f"topic.unsolved={topic_id}"


def redone_set(topic_id: str) -> str:
    """The name of those of a hot topic that were handled more than once."""
    return f"topic.redone={topic_id}"


def step_set(step: Step) -> str:
    """The name of the tickets on which a step was taken in the month."""
    return f"step={step.value}"


def before_set(topic_id: str) -> str:
    """The name of what a hot topic had the month before."""
    return f"topic.before={topic_id}"


def topic_sets(
    topics: Sequence[Topic], tickets: pd.DataFrame, before: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """The sets of the hot topics of a month; ``tickets`` are the month's.

    ``before``: the tickets of the topics of the month before.
    """
    unsolved = _where(tickets, ~tickets["solved"].astype("boolean").fillna(value=True))
    redone = _where(tickets, tickets["rounds"] > 1)
    sets: dict[str, list[str]] = {EVENTS: []}
    for topic in topics:
        name, numbers = topic.facts.topic_id, topic.facts.tickets
        sets[topic_set(name)] = sorted(numbers)
        sets[unsolved_set(name)] = sorted(numbers & unsolved)
        sets[redone_set(name)] = sorted(numbers & redone)
        if topic.facts.before:
            sets[before_set(name)] = before[name]
        if topic.level == "event" and not topic.facts.is_asked:
            sets[EVENTS] += numbers
    return {**sets, EVENTS: sorted(sets[EVENTS])}


def step_sets(stepped: Mapping[Step, Sequence[str]]) -> dict[str, list[str]]:
    """The sets of the steps taken in a month."""
    return {step_set(step): list(numbers) for step, numbers in stepped.items()}


def packed(sets: Sets) -> str:
    """The sets as one short text: the same sets, the same text."""
    known = sorted({no for numbers in sets.values() for no in numbers})
    place = {no: n for n, no in enumerate(known)}
    plain: dict[str, Any] = {name: [place[no] for no in numbers] for name, numbers in sets.items()}
    body = dump_json([known, plain]).encode()
    return base64.b64encode(zlib.compress(body)).decode()


def unpacked(text: str) -> Sets:
    """The sets that ``packed`` wrote; none for an empty text."""
    if not text:
        return {}
    known, plain = json.loads(zlib.decompress(base64.b64decode(text)))
    return {name: [known[n] for n in places] for name, places in plain.items()}


def _where(tickets: pd.DataFrame, rows: pd.Series) -> frozenset[str]:
    return frozenset(tickets.loc[rows.to_numpy(dtype=bool), "no"])
