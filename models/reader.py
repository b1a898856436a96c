"""The public face of the text models: one call reads one text, another reads many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from models.builtin import routes
from models.catalogue import TopicCatalogue, TopicLeaf
from models.classify import Probabilities, TextClassifier
from models.cues import scanned
from models.documents import Batch, Document
from models.elements import demands, is_narrow, missing_elements
from models.features import Floats
from models.gazetteer import Gazetteer
from models.levels import LabelClassifier
from models.needs import needs
from models.places import best_area, find_places
from models.reading import NO_CHOICE, Choice, Reading
from models.requests import request_type
from models.scan import Scan
from models.segment import Segmenter, content_words, words_of
from models.summary import summary
from models.text import normalise
from models.urgency import Urgency, names_outage, urgency

_RUNNERS_UP = 2
_CLOSE = 0.15
_SETTLED = 0.8
_SAME = 1e-6
_UNSEEN = 0.05
_BATCH = 200
_NO_HURRY = frozenset({"consult", "suggest", "praise"})
"""A question about heating is no outage, whatever its topic; “停电了请问几点来电” is one."""


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    body: str
    document: Document
    scan: Scan

    @property
    def whole(self) -> str:
        return self.document.letters


@dataclass(frozen=True)
class Chances:
    """Calibrated probabilities: texts × leaves, and texts × labels of a trained reader or None."""

    topics: Probabilities
    labels: Probabilities | None


@dataclass(frozen=True)
class Reader:
    """Everything needed to read: catalogue, places, segmenter, the classifiers.

    `uncorrected` is the built-in classifier of topics where `topics` also heeds corrections.
    """

    catalogue: TopicCatalogue
    gazetteer: Gazetteer
    segmenter: Segmenter
    topics: TextClassifier
    version: str
    labels: LabelClassifier | None = None
    uncorrected: TextClassifier | None = None

    def read(self, text: str, title: str = "") -> Reading:
        """Return what one text says; takes a few milliseconds, never raises for a str."""
        return self.read_many([text], [title])[0]

    def read_many(self, texts: Sequence[str], titles: Sequence[str] | None = None) -> list[Reading]:
        """Return one Reading per text, in order; `titles` is as long as `texts` or None."""
        pairs = list(zip(texts, titles or repeat("", len(texts)), strict=True))
        parts = (pairs[at : at + _BATCH] for at in range(0, len(pairs), _BATCH))
        return [reading for part in parts for reading in self._read_part(part)[0]]

    def read_with_chances(
        self, texts: Sequence[str], titles: Sequence[str]
    ) -> tuple[list[Reading], Chances]:
        """Return the readings and every topic's and label's chance; for some 2000 texts at most."""
        return self._read_part(list(zip(texts, titles, strict=True)))

    def _read_part(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[Reading], Chances]:
        cut = self._cut(pairs)
        documents = [text.document for text in cut]
        batch = Batch(documents)
        chances = self.topics.probabilities(batch)
        routed = chances @ self._same_route
        order = np.argsort(-chances, axis=1, kind="stable")[:, : _RUNNERS_UP + 1]
        evidence = [content_words(e) for e in self.topics.evidence(documents, order[:, 0])]
        label_chances = self.labels.probabilities(batch) if self.labels else None
        labels = self._label_choices(label_chances, len(documents))
        readings = [
            self._reading(
                text,
                self._choices(chances[i], order[i]),
                words,
                label,
                self._is_sure(float(routed[i, order[i, 0]]), label),
                _is_ambiguous(routed[i], order[i], chances[i]),
            )
            for i, (text, words, label) in enumerate(zip(cut, evidence, labels, strict=True))
        ]
        return readings, Chances(chances, label_chances)

    def _cut(self, pairs: Sequence[tuple[str, str]]) -> list[_Text]:
        said = [(normalise(title).replace("\n", " "), normalise(text)) for text, title in pairs]
        whole = [f"{heading}\n{body}" if heading else body for heading, body in said]
        pieces = self.segmenter.pieces_of([part for parts in said for part in parts])
        words = list(map(words_of, pieces))
        documents = map(Document, words[::2], words[1::2], whole)
        rows = zip(said, documents, scanned(whole), strict=True)
        return [_Text(heading, body, document, scan) for (heading, body), document, scan in rows]

    @cached_property
    def _same_route(self) -> Floats:
        return routes(self.catalogue)

    def _is_sure(self, routed: float, label: Choice | None) -> bool:
        """The topic decides the unit, so it has to be sure whatever the city's label says."""
        is_label_sure = self.labels is None or label is None
        if self.labels is not None and label is not None:
            number = self.labels.paths.index(label.path)
            is_label_sure = label.confidence >= self.labels.threshold_of(number)
        return is_label_sure and routed >= self.topics.threshold

    def _choices(self, chances: Probabilities, order: Sequence[int]) -> tuple[Choice, ...]:
        leaves = self.catalogue.leaves
        return tuple(
            Choice(leaves[i].code, leaves[i].path, round(float(chances[i]), 4)) for i in order
        )

    def _label_choices(self, chances: Probabilities | None, texts: int) -> list[Choice | None]:
        if self.labels is None or chances is None:
            return [None] * texts
        names, paths = self.labels.labels, self.labels.paths
        return [
            Choice(names[i], paths[i], round(float(row[i]), 4))
            for row, i in zip(chances, self.labels.best(chances), strict=True)
        ]

    def _reading(
        self,
        text: _Text,
        choices: tuple[Choice, ...],
        words: tuple[str, ...],
        label: Choice | None,
        sure: bool,
        ambiguous: bool,
    ) -> Reading:
        tokens, scan = content_words(text.document.title + text.document.body), text.scan
        if not tokens:
            return self._empty(text.whole)
        leaf = self.catalogue.by_code[choices[0].code]
        places = find_places(text.whole, self.gazetteer)
        kind, kind_sure = request_type(
            text.body, text.title, may_answer=leaf.direct_answer, scan=scan
        )
        alarm, signals = _alarm(text, kind, leaf), needs(text.whole, scan)
        is_unseen = not words or choices[0].confidence < _UNSEEN
        bars = _bars(kind, alarm, ambiguous=ambiguous, unseen=is_unseen)
        return Reading(
            tokens=tokens,
            topic=choices[0],
            runners_up=choices[1:],
            label=label,
            evidence=words,
            request_type=kind,
            request_type_confidence=kind_sure,
            urgency=alarm.level,
            urgency_words=alarm.words,
            divert=alarm.divert,
            places=places,
            area=best_area(places, self.gazetteer),
            needs=tuple(signals),
            need_words=tuple(signals.values()),
            missing=missing_elements(
                text.whole,
                has_place=any(map(is_narrow, places)),
                has_event=bool(words),
                scan=scan,
            ),
            demands=demands(text.body or text.title, scan),
            summary=summary(text.body, text.title, words, [p.text for p in places]),
            certain=sure and not bars,
            bars=bars,
            model_version=self.version,
        )

    def _empty(self, whole: str) -> Reading:
        kind, sure = request_type(whole)
        return replace(
            EMPTY,
            request_type=kind,
            request_type_confidence=sure,
            summary=summary(whole, "", (), ()),
            model_version=self.version,
        )


EMPTY = Reading(
    tokens=(),
    topic=NO_CHOICE,
    runners_up=(),
    label=None,
    evidence=(),
    request_type="other",
    request_type_confidence=0.0,
    urgency="normal",
    urgency_words=(),
    divert="",
    places=(),
    area="",
    needs=(),
    need_words=(),
    missing=("name", "time", "place", "event", "demand"),
    demands=(),
    summary="",
    certain=False,
    bars=("unseen",),
    model_version="",
)


def _alarm(text: _Text, kind: str, leaf: TopicLeaf) -> Urgency:
    is_pressing = kind not in _NO_HURRY or names_outage(text.whole, text.scan)
    return urgency(text.whole, leaf.deadline_class if is_pressing else "normal", text.scan)


def _bars(kind: str, alarm: Urgency, *, ambiguous: bool, unseen: bool) -> tuple[str, ...]:
    held = {
        "report": kind == "report",
        "urgent": alarm.level != "normal",
        "ambiguous": ambiguous,
        "unseen": unseen,
    }
    return tuple(name for name, holds in held.items() if holds)


def _is_ambiguous(routed: Probabilities, order: NDArray[np.int64], chances: Probabilities) -> bool:
    """Say whether the next likely topic is close and belongs to other units."""
    if len(order) < 2 or routed[order[0]] >= _SETTLED:
        return False
    elsewhere = np.abs(routed[order] - routed[order[0]]) > _SAME
    return bool((chances[order[0]] - chances[order[elsewhere]] < _CLOSE).any())
