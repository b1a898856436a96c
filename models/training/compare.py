"""Compares two readers of a city's labels on the same texts that neither has learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.topics.levels import JOIN, LabelClassifier, split_labels
from models.training.evaluate import confusion, macro_f1
from models.words.documents import Batch, Document
from models.words.segment import Segmenter
from models.words.text import normalise

SEEN = "seen.txt"
LEAST = 30
_DRAWS, _SURE = 1_000, 0.05

Rows = NDArray[np.int64]
BETTER, NO_EVIDENCE, WORSE = "better", "no_evidence", "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a challenger does beside a champion on the same rows; shares are 0…1.

    `only_new` and `only_old` count rows that one alone got right, `chance` is McNemar's exact
    two-sided probability of a split as uneven; `gain_low` … `gain_high` is the 95 % interval of
    the gain in macro-F1 over resampled rows. `seen` rows were left out because one of the two had
    learned from them.
    """

    against: str
    rows: int
    seen: int
    old_accuracy: float
    new_accuracy: float
    only_old: int
    only_new: int
    chance: float
    gain: float
    gain_low: float
    gain_high: float
    verdict: str

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as str, int and float by name."""
        return asdict(self)


def mark(text: str, title: str = "") -> str:
    """Return the digest under which a text is known as learned from; it does not give it away."""
    whole = f"{normalise(title)}\n{normalise(text)}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def marks(folder: Path) -> frozenset[str]:
    """Return the marks of the texts that a stored reader learned from; none are known: empty."""
    path = folder / SEEN
    return frozenset(path.read_text(encoding="ascii").split()) if path.is_file() else frozenset()


def unseen_rows(texts: Sequence[str], titles: Sequence[str], seen: frozenset[str]) -> list[int]:
    """Return the rows that no reader of these marks has learned from; each text counts once."""
    met: set[str] = set(seen)
    found = []
    for row, (text, title) in enumerate(zip(texts, titles, strict=True)):
        own = mark(text, title)
        if own not in met:
            met.add(own)
            found.append(row)
    return found


def documents_of(cut: Segmenter, texts: Sequence[str], titles: Sequence[str]) -> list[Document]:
    """Return the texts cut for counting; the two sequences run row by row."""
    documents = []
    for text, title in zip(texts, titles, strict=True):
        body, head = normalise(text), normalise(title).replace("\n", " ")
        documents.append(Document(cut.cut(head), cut.cut(body), f"{head}\n{body}".lstrip("\n")))
    return documents


def said_by(
    classifier: LabelClassifier, cut: Segmenter, texts: Sequence[str], titles: Sequence[str]
) -> list[str]:
    """Return the label that a classifier gives each text."""
    chosen = classifier.best(classifier.probabilities(Batch(documents_of(cut, texts, titles))))
    return [classifier.labels[i] for i in chosen]


def compare(
    labels: Sequence[str], old: Sequence[str], new: Sequence[str], *, against: str, seen: int = 0
) -> Comparison:
    """Return how the labels `new` do beside `old`, both given to the rows of the true `labels`.

    “better” or “worse” only where McNemar's test is below 5 % and the bootstrap interval of the
    macro-F1 does not say the contrary; else there is no evidence. Deterministic. Assumes one row.
    """
    true = [JOIN.join(path) for path in split_labels(labels)]
    names = sorted({*true, *old, *new})
    number = {name: i for i, name in enumerate(names)}
    truth, one, other = (np.array([number[x] for x in each]) for each in (true, old, new))
    old_right, new_right = one == truth, other == truth
    only_old, only_new = int((old_right & ~new_right).sum()), int((new_right & ~old_right).sum())
    chance = mcnemar(only_old, only_new)
    gain, low, high = _gain(truth, one, other, len(names))
    return Comparison(
        against=against,
        rows=len(truth),
        seen=seen,
        old_accuracy=float(old_right.mean()),
        new_accuracy=float(new_right.mean()),
        only_old=only_old,
        only_new=only_new,
        chance=chance,
        gain=gain,
        gain_low=low,
        gain_high=high,
        verdict=_verdict(only_new - only_old, chance, low, high),
    )


def mcnemar(only_old: int, only_new: int) -> float:
    """Return the exact two-sided probability of a split as uneven when both are equally good."""
    from scipy.stats import binomtest  # noqa: PLC0415 — heavy, only to compare

    whole = only_old + only_new
    return float(binomtest(only_old, whole, 0.5).pvalue) if whole else 1.0


def _verdict(lead: int, chance: float, low: float, high: float) -> str:
    if chance >= _SURE:
        return NO_EVIDENCE
    if lead > 0 and high > 0:
        return BETTER
    return WORSE if lead < 0 and low < 0 else NO_EVIDENCE


def _gain(truth: Rows, old: Rows, new: Rows, count: int) -> tuple[float, float, float]:
    def measure(rows: Rows) -> float:
        return macro_f1(confusion(truth[rows], new[rows], count)) - macro_f1(
            confusion(truth[rows], old[rows], count)
        )

    chance = np.random.default_rng(0)
    drawn = [measure(chance.integers(0, len(truth), len(truth))) for _ in range(_DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return measure(np.arange(len(truth))), float(low), float(high)
