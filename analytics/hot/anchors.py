"""Finds the one word or place that names a group, and how far the group is about that alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from analytics.hot.speech import Speech

Index = npt.NDArray[np.int64]
_HALF = 0.5
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Anchor:
    """`word` names the group; `focus` in 0…1 is 1 when all its rows and no others hold the word."""

    word: str
    focus: float


def anchors(terms: Iterable[frozenset[str]], label: Index) -> dict[int, Anchor]:
    """Return the anchor of every group (label ≥ 0).

    Of the words that at least half of the group's rows hold, the anchor is the one whose rows
    agree best with the group: the harmonic mean of the share of the group that holds the word and
    the share of the word's rows that lie in the group. Ties go to the longer word. A group whose
    rows share no word has an empty anchor of focus 0. The rows are read once and not kept.
    """
    everywhere: Counter[str] = Counter()
    inside: dict[int, Counter[str]] = {}
    size: Counter[int] = Counter()
    for row, group in zip(terms, label.tolist(), strict=True):
        everywhere.update(row)
        if group >= 0:
            inside.setdefault(group, Counter()).update(row)
            size[group] += 1
    return {group: _anchor(inside[group], size[group], everywhere) for group in sorted(inside)}


def sharpened(
    found: Mapping[int, Anchor], said: Sequence[Speech], label: Index, least: float
) -> dict[int, Anchor]:
    """Return the anchors, where one of a focus below `least` is made sharper by a second word.

    An estate with three matters names none of them alone, but the estate and one word together may
    be a group's own: then the focus is that of the pair. One of the two must be a place, since two
    everyday words meet by chance, and the pair must be surely the group's.
    """
    vague = [group for group, anchor in found.items() if anchor.focus < least]
    members: dict[int, list[int]] = {group: [] for group in sorted(vague)}
    for row in np.flatnonzero(np.isin(label, vague)).tolist():
        members[int(label[row])].append(row)
    pairs = {group: _pairs([said[row] for row in rows]) for group, rows in members.items()}
    holding = _holding(said, frozenset(term for ps in pairs.values() for p in ps for term in p))
    out = dict(found)
    for group, rows in members.items():
        focus = max((_focus(rows, holding, pair) for pair in pairs[group]), default=0.0)
        if focus >= _SURE:
            out[group] = replace(found[group], focus=focus)
    return out


def terms_of(said: Speech) -> frozenset[str]:
    """Return the words and places of a request."""
    return frozenset((*said.words, *said.places))


def _pairs(rows: Sequence[Speech]) -> list[tuple[str, str]]:
    """Return the pairs of terms that half of the rows share, one of them a place."""
    counts = Counter(term for row in rows for term in terms_of(row))
    places = {place for row in rows for place in row.places}
    shared = sorted(term for term, n in counts.items() if n >= _HALF * len(rows))
    return [
        (one, other)
        for one, other in combinations(shared, 2)
        if (one in places or other in places) and one not in other and other not in one
    ]


def _holding(said: Sequence[Speech], wanted: frozenset[str]) -> dict[str, set[int]]:
    """Return the rows that hold each of the wanted terms."""
    out: dict[str, set[int]] = {term: set() for term in wanted}
    if wanted:
        for row, speech in enumerate(said):
            for term in wanted.intersection(speech.words) | wanted.intersection(speech.places):
                out[term].add(row)
    return out


def _focus(rows: Sequence[int], holding: Mapping[str, set[int]], pair: tuple[str, str]) -> float:
    both = holding[pair[0]] & holding[pair[1]]
    inside = len(both.intersection(rows))
    enough = inside >= _HALF * len(rows)
    return round(2 * inside / (len(rows) + len(both)), 6) if enough else 0.0


def _anchor(counts: Counter[str], rows: int, everywhere: Counter[str]) -> Anchor:
    shared = {t: n for t, n in counts.items() if n >= _HALF * rows}
    if not shared:
        return Anchor("", 0.0)
    focus = {t: round(2 * n / (rows + everywhere[t]), 6) for t, n in shared.items()}
    word = max(shared, key=lambda t: (focus[t], len(t), t))
    return Anchor(word, focus[word])
