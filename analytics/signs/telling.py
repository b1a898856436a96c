"""Finds what the requests of one day say that their like did not say in the weeks before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_MOST = 3
_WORD = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What one request names: its places, its phrases and its single words."""

    places: tuple[str, ...]
    phrases: tuple[str, ...]
    words: tuple[str, ...]


def telling(now: Sequence[Said], before: Sequence[Said], most: int = _MOST) -> tuple[str, ...]:
    """Return up to `most` places, phrases and words that at least half of `now` names and that
    were named less often in the requests `before`; what is named most beyond that comes first.

    A word, or place, that is part of what was chosen already is left out; at the same gain places
    go before phrases, and phrases before words.
    """
    counts, usual = _counted(now), _counted(before)
    gains = {
        (kind, said): number / len(now) - usual[kind, said] / max(len(before), 1)
        for (kind, said), number in counts.items()
        if 2 * number >= len(now)
    }
    chosen: list[str] = []
    ranked = sorted(gains, key=lambda key: (key[0] == _WORD, -gains[key], key))
    for kind, said in ranked:
        if gains[kind, said] > 0 and not any(said in one or one in said for one in chosen):
            chosen.append(said)
    return tuple(chosen[:most])


def _counted(requests: Sequence[Said]) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for one in requests:
        for kind, said in enumerate((one.places, one.phrases, one.words)):
            found.update((kind, word) for word in set(said))
    return found
