"""Reads by rules: one kind of work for all texts, then the next, which keeps caches warm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.places.finder import Place, best_area, places_of
from models.places.gazetteer import Gazetteer
from models.signals.elements import demands, is_narrow, missing_elements
from models.signals.needs import needs
from models.signals.requests import request_types
from models.signals.summary import summary
from models.signals.urgency import Urgency, names_outage, urgency
from models.topics.catalogue import TopicLeaf
from models.words.scan import Scan

_NO_HURRY = frozenset({"consult", "suggest", "praise"})
"""A question about heating is no outage, whatever its topic; “停电了请问几点来电” is one."""


@dataclass(frozen=True, slots=True)
class Text:
    """A normalised text, its sentences, the whole with its title, what it may hold, its words.

    `tokens` are the words that matter.
    """

    title: str
    body: str
    sentences: tuple[str, ...]
    whole: str
    scan: Scan
    tokens: tuple[str, ...]


def signals(
    texts: Sequence[Text],
    leaves: Sequence[TopicLeaf],
    evidence: Sequence[tuple[str, ...]],
    gazetteer: Gazetteer,
) -> dict[str, list[Any]]:
    """Return what the rules say, field by field of a Reading, one value per text.

    `leaves` are the topics chosen and `evidence` the words that decided them, text by text.
    """
    places = places_of([text.whole for text in texts], gazetteer)
    kinds = request_types(
        [(text.body, text.title) for text in texts],
        [leaf.direct_answer for leaf in leaves],
        [text.scan for text in texts],
        [text.sentences for text in texts],
    )
    alarms = [_alarm(*each) for each in zip(texts, kinds, leaves, strict=True)]
    hardships = [needs(text.whole, text.scan) for text in texts]
    missing = [
        missing_elements(
            text.whole,
            has_place=any(map(is_narrow, found)),
            has_event=bool(words),
            scan=text.scan,
        )
        for text, found, words in zip(texts, places, evidence, strict=True)
    ]
    lines = [_line(*each) for each in zip(texts, evidence, places, strict=True)]
    return {
        "tokens": [text.tokens for text in texts],
        "request_type": [kind for kind, _ in kinds],
        "request_type_confidence": [sure for _, sure in kinds],
        "urgency": [alarm.level for alarm in alarms],
        "urgency_words": [alarm.words for alarm in alarms],
        "divert": [alarm.divert for alarm in alarms],
        "places": places,
        "area": [best_area(found, gazetteer) for found in places],
        "needs": list(map(tuple, hardships)),
        "need_words": [tuple(each.values()) for each in hardships],
        "missing": missing,
        "demands": list(map(_demands, texts)),
        "summary": lines,
    }


def _line(text: Text, evidence: Sequence[str], places: Sequence[Place]) -> str:
    names = [place.text for place in places]
    return summary(text.body, text.title, evidence, names, text.scan, text.sentences)


def _demands(text: Text) -> tuple[str, ...]:
    if not text.body:
        return demands(text.title, text.scan)
    return demands(text.body, text.scan, text.sentences)


def _alarm(text: Text, kind: tuple[str, float], leaf: TopicLeaf) -> Urgency:
    is_pressing = kind[0] not in _NO_HURRY or names_outage(text.whole, text.scan)
    return urgency(text.whole, leaf.deadline_class if is_pressing else "normal", text.scan)
