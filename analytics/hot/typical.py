"""Picks the requests that stand for a matter: near its middle, plain to read, of several kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

TROUBLE = frozenset({"complaint", "help"})
QUESTION = "consult"
_SHORT, _LONG = 40, 220


@dataclass(frozen=True, slots=True)
class Told:
    """A request that may be told. `tokens`: its words; `length`: characters of its text.

    `is_own`: it has a course of its own, not another request's.
    """

    no: str
    request_type: str
    tokens: tuple[str, ...]
    place: str
    length: int
    is_settled: bool
    is_own: bool = True


def typical(told: Sequence[Told], most: int = 2) -> tuple[str, ...]:
    """Return the numbers of up to `most` requests, the most typical first.

    Complaints and calls for help come before questions, unless the matter is mostly asked about;
    then those with a course of their own, and those that are neither curt nor long. Of these the
    ones that share most words with the others. Beside a settled one an unsettled one is taken
    where there is any, and one from another place. The order of `told` plays no part.
    """
    asked = sum(each.request_type == QUESTION for each in told)
    first = TROUBLE if 2 * asked <= len(told) else TROUBLE | {QUESTION}
    central = _central(told)
    left = sorted(
        told,
        key=lambda t: (
            t.request_type not in first,
            not t.is_own,
            not _SHORT <= t.length <= _LONG,
            -central[t.no],
            t.no,
        ),
    )
    chosen: list[Told] = []
    while left and len(chosen) < most:
        best = min(range(len(left)), key=lambda n: (_repeats(left[n], chosen, first), n))
        chosen.append(left.pop(best))
    return tuple(each.no for each in chosen)


def _repeats(each: Told, chosen: Sequence[Told], first: frozenset[str]) -> tuple[bool, int, int]:
    """Return how little a request would add to those chosen."""
    alike = sum(each.is_settled == other.is_settled for other in chosen)
    there = sum(bool(each.place) and each.place == other.place for other in chosen)
    return each.request_type not in first, alike, there


def _central(told: Sequence[Told]) -> dict[str, float]:
    """Return for each request how many of its words the others use (cosine to the mean)."""
    words = {each.no: set(each.tokens) for each in told}
    spread = Counter(word for own in words.values() for word in own)
    return {
        no: round(sum(spread[w] - 1 for w in sorted(own)) / (len(told) * sqrt(len(own) or 1)), 9)
        for no, own in words.items()
    }
