"""Trains a challenger on people's verdicts and tries it beside the reader in use on newer ones."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from models.load import LABELS
from models.reader import Reader
from models.reading import Reading
from models.shelf.artefact import Manifest, save_classifier
from models.shelf.corrections import Taught, corrected, fit_corrections, manifest_of
from models.similar.repeats import group_repeats
from models.topics.classify import TextClassifier
from models.training.compare import LEAST, SEEN, Comparison, compare, documents_of, mark

HELD_OUT = 0.2
"""The newest fifth of the verdicts is not learned from."""
TRIAL = "trial.json"


class TooFewVerdicts(ValueError):
    """There is too little to learn from or to judge by; the message says how much is missing."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and the topic that a person says it has; `kind` names how that is known.

    `key` is unique; `at` is when the person said so; `weight` (0 … 1) how far it is to be trusted.
    """

    key: str
    text: str
    title: str
    code: str
    at: datetime
    kind: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """How one reader did: rows right, rows right by kind, and of the sure ones how many wrong."""

    right: int
    by_kind: dict[str, int]
    sure: int
    sure_wrong: int


@dataclass(frozen=True)
class Trial:
    """How the challenger did beside the reader in use, on verdicts newer than it learned from.

    `gained` and `lost` are (key, true code, code said before, code said now) of the rows that one
    alone got right; `kinds` counts the rows judged by kind.
    """

    comparison: Comparison
    learned: int
    kinds: dict[str, int]
    before: Side
    now: Side
    gained: tuple[tuple[str, str, str, str], ...]
    lost: tuple[tuple[str, str, str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the trial as dicts, lists, str, int and float."""
        return asdict(self)


@dataclass(frozen=True)
class Learned:
    """A challenger that can be registered, with its trial."""

    correction: TextClassifier
    manifest: Manifest
    trial: Trial
    seen: tuple[str, ...]

    def save(
        self, folder: Path, champion: Path | None = None, notes: Mapping[str, str] | None = None
    ) -> None:
        """Write the challenger; with `champion` the trained labels that it has go on being read.

        `notes` are further text files by name.
        """
        own = {
            SEEN: "\n".join(self.seen) + "\n",
            TRIAL: json.dumps(self.trial.to_json(), ensure_ascii=False, indent=1) + "\n",
        }
        save_classifier(folder, self.correction, self.manifest, {**(notes or {}), **own})
        source = _labels_of(champion)
        if source is not None:
            shutil.copytree(source, folder / LABELS)


def learn(
    reader: Reader,
    lessons: Sequence[Lesson],
    *,
    against: str,
    seen: frozenset[str] = frozenset(),
) -> Learned:
    """Return a challenger trained on the older lessons and tried on the newest fifth.

    `reader` is the one in use, named `against`, and `seen` are the marks of what it has learned
    from: no row of these is judged by. Repeats of a text that was learned from are not judged by
    either. Lessons of topics that the catalogue does not have are left out. Deterministic: the same
    lessons give a challenger of the same name. Raises TooFewVerdicts.
    """
    number = {code: i for i, code in enumerate(reader.topics.labels)}
    known = sorted((x for x in lessons if x.code in number), key=lambda x: (x.at, x.key))
    documents = documents_of(reader.segmenter, [x.text for x in known], [x.title for x in known])
    older, newer = _split(known, [d.title + d.body for d in documents], seen)
    _check_enough(older, newer)
    base = reader.uncorrected or reader.topics
    truth = np.array([number[known[i].code] for i in older])
    weights = np.array([known[i].weight for i in older])
    taught = Taught([documents[i] for i in older], truth, weights)
    correction = fit_corrections(base, taught)
    challenger = replace(reader, topics=corrected(base, correction))
    held = [known[i] for i in newer]
    trial = _try(reader, challenger, held, against=against, learned=len(older))
    manifest = manifest_of(
        correction,
        _digest([known[i] for i in older]),
        {"rows": len(older), "judged": len(held)},
        {"base": reader.catalogue.digest},
    )
    marks = sorted({mark(known[i].text, known[i].title) for i in older})
    return Learned(correction, manifest, trial, tuple(marks))


def _split(
    lessons: Sequence[Lesson], words: Sequence[Sequence[str]], seen: frozenset[str]
) -> tuple[list[int], list[int]]:
    """The rows to learn from and the newer ones to judge by."""
    end = len(lessons) - int(len(lessons) * HELD_OUT)
    groups = group_repeats(words)
    old_groups = set(groups[:end])
    newer = [
        i
        for i in range(end, len(lessons))
        if groups[i] not in old_groups and mark(lessons[i].text, lessons[i].title) not in seen
    ]
    return list(range(end)), newer


def _check_enough(older: Sequence[int], newer: Sequence[int]) -> None:
    if not older or len(newer) < LEAST:
        raise TooFewVerdicts(
            f"能用来比较的人工结论只有 {len(newer)} 件，至少要 {LEAST} 件，这次没有训练。"
        )


def _try(old: Reader, new: Reader, held: Sequence[Lesson], *, against: str, learned: int) -> Trial:
    texts, titles = [x.text for x in held], [x.title for x in held]
    before, now = old.read_many(texts, titles), new.read_many(texts, titles)
    truth = [x.code for x in held]
    said = [[reading.topic.code for reading in readings] for readings in (before, now)]
    rows = list(zip(held, *said, strict=True))
    return Trial(
        comparison=compare(truth, *said, against=against),
        learned=learned,
        kinds=dict(Counter(x.kind for x in held)),
        before=_side(held, before),
        now=_side(held, now),
        gained=tuple((x.key, x.code, a, b) for x, a, b in rows if b == x.code != a),
        lost=tuple((x.key, x.code, a, b) for x, a, b in rows if a == x.code != b),
    )


def _side(held: Sequence[Lesson], readings: Sequence[Reading]) -> Side:
    right = [r.topic.code == x.code for x, r in zip(held, readings, strict=True)]
    sure = [r.certain for r in readings]
    return Side(
        right=sum(right),
        by_kind=dict(Counter(x.kind for x, is_right in zip(held, right, strict=True) if is_right)),
        sure=sum(sure),
        sure_wrong=sum(s and not r for s, r in zip(sure, right, strict=True)),
    )


def _labels_of(champion: Path | None) -> Path | None:
    """Where the trained labels of the reader in use lie, if it has some."""
    if champion is None:
        return None
    if (champion / LABELS).is_dir():
        return champion / LABELS
    return None if (champion / TRIAL).is_file() else champion


def _digest(lessons: Sequence[Lesson]) -> str:
    digest = hashlib.sha256()
    for lesson in lessons:
        row = (lesson.key, lesson.text, lesson.title, lesson.code, lesson.weight)
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
