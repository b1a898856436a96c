"""Triage of many texts at once: topic, unit and decision of each, nothing stored.

The unit is the one to which most of the topics' chances go, so that a text which hesitates
between two topics of one department still finds its way there. The second and third are those
that would answer in its stead: leads of other topics, and co-units of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.reader import Chances, Reader
from models.reading import Reading
from models.topics.catalogue import TopicLeaf
from models.topics.leads import Leads, families_of, leads_of, names_county
from service.domain.catalogue import Catalogue, route

_NOWHERE = ""
_PLAIN_KINDS = frozenset({"province", "city", "district", "county", "zone"})
_HARD_BARS = ("report", "urgent")
_BAR_WORDS = {
    "report": "举报件要由人派单",
    "urgent": "加急件要由人派单",
    "emergency": "紧急件要由人派单",
    "ambiguous": "几个主题难分",
    "unseen": "能认出的词太少",
}
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What triage says of one text: names for people, codes where there are some.

    Shares are 0…1. With a trained reader ``topic`` is the city's own label.
    """

    topic: str
    topic_confidence: float
    topic_2: str
    topic_3: str
    request_type: str
    urgency: str
    divert: str
    unit: str
    unit_confidence: float
    unit_2: str
    unit_3: str
    decision: str
    reason: str
    place: str
    needs: str
    reference_class: str
    topic_code: str


@dataclass(frozen=True)
class Triage:
    """A reader and the catalogue by which its topics are routed."""

    reader: Reader
    catalogue: Catalogue

    def judge(self, texts: Sequence[str], titles: Sequence[str]) -> list[Verdict]:
        """The verdicts of at most some 2000 texts, in order."""
        readings, chances = self.reader.read_with_chances(texts, titles)
        topics = self._topics(chances)
        return [
            self._verdict(reading, topics[i], None if chances.labels is None else chances.labels[i])
            for i, reading in enumerate(readings)
        ]

    def _topics(self, chances: Chances) -> Shares:
        """The leaves' chances; bent to the trained labels where these name groups of leaves."""
        if chances.labels is None or self._label_of_leaf is None:
            return chances.topics
        group = self._label_of_leaf
        own = np.zeros_like(chances.labels)
        for label in range(own.shape[1]):
            own[:, label] = chances.topics[:, group == label].sum(axis=1)
        factor = chances.labels / np.maximum(own, 1e-9)
        bent = np.where(group >= 0, chances.topics * factor[:, np.maximum(group, 0)], 0.0)
        whole: Shares = bent / np.maximum(bent.sum(axis=1, keepdims=True), 1e-12)
        return whole

    def _verdict(self, reading: Reading, topics: Shares, labels: Shares | None) -> Verdict:
        if not reading.tokens:
            return _nothing(reading)
        names, sure = self._named(topics, labels)
        leads = self._leads(reading)
        units = leads.ranked(topics)
        unit, unit_sure = units[0]
        why_not = self._why_not(reading, self._is_sure(reading, labels, sure), unit)
        leaf = self.reader.catalogue.leaves[int(topics.argmax())]
        backing = self._backing(leads, topics, unit)
        found = f"{_evidence(reading)}判为“{names[0]}”，把握 {sure:.0%}"
        return Verdict(
            topic=names[0],
            topic_confidence=round(min(sure, 1.0), 4),
            topic_2=names[1] if len(names) > 1 else "",
            topic_3=names[2] if len(names) > 2 else "",
            request_type=reading.request_type,
            urgency=reading.urgency,
            divert=reading.divert,
            unit=self._name(unit),
            unit_confidence=round(min(unit_sure, 1.0), 4),
            unit_2=self._name(units[1][0]) if len(units) > 1 else "",
            unit_3=self._name(units[2][0]) if len(units) > 2 else "",
            decision="review" if why_not else "auto",
            reason=f"{found}；{self._led(names[0], backing, unit)}{why_not}。",
            place=_place(reading),
            needs="|".join(reading.needs),
            reference_class=self._reference_class(topics),
            topic_code=leaf.code,
        )

    def _reference_class(self, topics: Shares) -> str:
        """The class to which most of the topics' chances go."""
        names, owner = self._classes
        return names[int(np.bincount(owner, weights=topics, minlength=len(names)).argmax())]

    @cached_property
    def _classes(self) -> tuple[list[str], NDArray[np.int64]]:
        each = [leaf.reference_class for leaf in self.reader.catalogue.leaves]
        names = list(dict.fromkeys(each))
        return names, np.array([names.index(name) for name in each])

    def _named(self, topics: Shares, labels: Shares | None) -> tuple[list[str], float]:
        """The three likeliest topics, or labels of a trained reader, and how sure the first is."""
        if labels is None:
            best = [int(i) for i in np.argsort(-topics, kind="stable")[:3]]
            leaves = self.reader.catalogue.leaves
            return [" / ".join(leaves[i].path) for i in best], float(topics[best[0]])
        first = self._first(labels)
        best = [first, *(int(i) for i in np.argsort(-labels, kind="stable") if i != first)][:3]
        return [self._labels[i] for i in best], float(labels[first])

    def _first(self, labels: Shares) -> int:
        """The trained label chosen; of several levels, a lower one within the upper one."""
        trained = self.reader.labels
        return int(labels.argmax() if trained is None else trained.best(labels[None, :])[0])

    def _is_sure(self, reading: Reading, labels: Shares | None, sure: float) -> bool:
        trained = self.reader.labels
        if trained is None or labels is None:
            return reading.certain
        return sure >= trained.threshold_of(self._first(labels))

    def _why_not(self, reading: Reading, is_sure: bool, unit: str) -> str:
        """Why a person has to decide, as the end of a sentence; empty when none need.

        The reader says it itself; with trained labels their threshold stands for the topics'.
        """
        trained = self.reader.labels
        bars = [bar for bar in reading.bars if trained is None or bar in _HARD_BARS]
        named = (reading.urgency if bar == "urgent" else bar for bar in bars)
        words = [_BAR_WORDS[bar] for bar in named if bar in _BAR_WORDS]
        if not words and not is_sure:
            words = ["把握不够，要由人定"]
        if not unit:
            words.append("没有对应单位")
        return "".join(f"；{word}" for word in words)

    def _backing(self, leads: Leads, topics: Shares, unit: str) -> TopicLeaf:
        """The likeliest topic of those that lead to the unit."""
        is_led = leads.lead_of == leads.names.index(unit)
        return self.reader.catalogue.leaves[int(np.where(is_led, topics, -1.0).argmax())]

    def _led(self, topic: str, backing: TopicLeaf, unit: str) -> str:
        if not unit:
            return "派单目录里没有它的承办单位"
        path, name = " / ".join(backing.path), self._name(unit)
        if path == topic:
            return f"按派单目录由{name}承办"
        if self.reader.labels is not None:
            return f"具体像“{path}”，按派单目录由{name}承办"
        return f"合计各个可能的主题，“{path}”等由{name}承办的把握更大"

    def _leads(self, reading: Reading) -> Leads:
        """The units that lead and co-handle every leaf where the text says it happens.

        A catalogue without areas knows a county only by its name in the text.
        """
        if not self.catalogue.areas and names_county(reading.places):
            return self._county_leads
        if reading.area not in self._known_leads:
            routes = [route(e.code, reading.area, self.catalogue) for e in self._leaves]
            self._known_leads[reading.area] = leads_of([(r.unit, *r.co_units) for r in routes])
        return self._known_leads[reading.area]

    @cached_property
    def _known_leads(self) -> dict[str, Leads]:
        return {}

    @cached_property
    def _county_leads(self) -> Leads:
        named = [families_of(leaf, in_county=True) for leaf in self._leaves]
        codes = {unit.family: unit.code for unit in self.catalogue.units.values()}
        return leads_of(
            [
                (codes.get(lead, ""), *(codes[other] for other in others if other in codes))
                for lead, *others in named
            ]
        )

    @property
    def _leaves(self) -> Sequence[TopicLeaf]:
        return self.reader.catalogue.leaves

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        return self.reader.labels.labels if self.reader.labels else ()

    @cached_property
    def _label_of_leaf(self) -> NDArray[np.int64] | None:
        """For every leaf the trained label that it belongs to (−1: none), if labels name groups.

        A label names a group by the reference class or by a level of the topics; at least half
        of the labels must do so in the same way, or they mean something else.
        """
        number = {name: i for i, name in enumerate(self._labels)}
        for names in _groupings(self.reader.catalogue.leaves):
            if len(set(names) & set(number)) * 2 >= max(len(number), 1):
                return np.array([number.get(name, -1) for name in names])
        return None

    def _name(self, unit: str) -> str:
        known = self.catalogue.units.get(unit)
        return known.name if known else _NOWHERE


def _evidence(reading: Reading) -> str:
    words = "、".join(f"“{word}”" for word in reading.evidence[:4])
    return f"文中有{words}，" if words else ""


def _groupings(leaves: Sequence[TopicLeaf]) -> list[list[str]]:
    return [
        [leaf.reference_class for leaf in leaves],
        *([leaf.path[level] for leaf in leaves] for level in range(3)),
    ]


def _place(reading: Reading) -> str:
    """The most telling place: one smaller than a district where there is one."""
    small = [place for place in reading.places if place.kind not in _PLAIN_KINDS]
    return next((place.text for place in small or reading.places), "")


def _nothing(reading: Reading) -> Verdict:
    return Verdict(
        topic="",
        topic_confidence=0.0,
        topic_2="",
        topic_3="",
        request_type=reading.request_type,
        urgency=reading.urgency,
        divert=reading.divert,
        unit="",
        unit_confidence=0.0,
        unit_2="",
        unit_3="",
        decision="review",
        reason="没有可读的内容，要由人看。",
        place="",
        needs="",
        reference_class="",
        topic_code="",
    )
