"""Gives a group of requests a title that a leader understands, its keywords and its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log

_OPENING = re.compile(
    r"^(?:\s|再次|再|第[一二三四五六七八九十\d]+次|实名|强烈|坚决|关于|对于|有关|投诉|反映|反应|举报|控告|咨询|询问|请问|"
    r"求助|请求|恳请|质疑|问询|[：:，,。·])+"
)
_ENDING = re.compile(
    r"(?:的?(?:相关)?(?:问题|情况|事宜|咨询|投诉|反映|建议)?[\s。！？!?，,；;…~～]*)$"
)
_RUN = re.compile(r"[一-鿿A-Za-z0-9]+")
_LONGEST = 40
_COMMON = 0.25
_OWN = 0.15
_UNSAID = "未说明事项"


@dataclass(frozen=True, slots=True)
class Speech:
    """What one request says: title, useful words, small places; its area and topic path."""

    title: str
    words: Sequence[str]
    places: Sequence[str]
    area: str = ""
    path: str = ""


def keywords(
    members: Sequence[Speech], rarity: Mapping[str, float], most: int, first: str = ""
) -> list[str]:
    """Return up to `most` words that many members share and few other requests use.

    `rarity` maps a word to its inverse document frequency; unknown words count as 1. `first` goes
    in front. A word that is part of a better one is left out.
    """
    counts = Counter(w for m in members for w in set(m.words))
    least = min(max(2.0, len(members) * _COMMON), len(members))
    scored = [(-n * rarity.get(w, 1.0), w) for w, n in counts.items() if n >= least]
    chosen = [first] if first else []
    for _, word in sorted(scored):
        if len(chosen) >= most:
            break
        if not any(word in c or c in word for c in chosen):
            chosen.append(word)
    return chosen


def main_place(members: Sequence[Speech], spread: Mapping[str, int]) -> str:
    """Return the place that most members name, or "" when none is theirs.

    A place is theirs when a third of them name it (in places or title) and they are not a small
    part of all who name it; `spread` counts the rows that name each place anywhere. Of two names
    where one holds the other the longer wins if it is named at least half as often.
    """
    counts = Counter(p for m in members for p in set(m.places))
    reach = {p: sum(p in m.title or any(p in q for q in m.places) for m in members) for p in counts}
    least = max(2.0, len(members) / 3)
    own = [p for p in counts if reach[p] >= least and counts[p] >= _OWN * spread.get(p, 0)]
    if not own:
        return ""
    best = max(own, key=lambda p: (reach[p], counts[p], len(p), p))
    longer = [p for p in own if best in p and counts[p] * 2 >= reach[best]]
    return max(longer, key=lambda p: (counts[p], len(p), p)) if longer else best


def wide_place(members: Sequence[Speech], most: int = 3) -> str:
    """Return the areas (else places) named most, and how many there are, as one Chinese phrase."""
    areas = Counter(where for m in members if (where := m.area or next(iter(m.places), "")))
    best = [a for a, _ in sorted(areas.items(), key=lambda item: (-item[1], item[0]))]
    return "、".join(best[:most]) + (f"等{len(best)}处" if len(best) > most else "")


def title(members: Sequence[Speech], place: str, words: Sequence[str]) -> str:
    """Return the members' most typical title, cleaned; else the place and the keywords.

    The most typical title holds the most pieces that the other titles share and the fewest that
    they do not. The place stands in front when the title lacks it.
    """
    cleaned = sorted({c for m in members if (c := clean_title(m.title))})
    usable = [c for c in cleaned if 4 <= len(c) <= _LONGEST]
    if not usable:
        matter = [w for w in words if w not in place and place not in w] or list(words)
        return (place + "、".join(matter[:3])) or _UNSAID
    shares = _shares([_pieces(clean_title(m.title)) for m in members])
    best = max(usable, key=lambda c: (fsum(shares[p] - _COMMON for p in _pieces(c)), -len(c), c))
    titled = sum(place in m.title for m in members) * 3 >= len(members)
    return f"{place}：{best}" if place and titled and place[:4] not in best else best


def theme_title(members: Sequence[Speech], words: Sequence[str]) -> str:
    """Return the last level of the commonest topic path and the keywords, or keywords alone."""
    named = Counter(m.path.rsplit("/", 1)[-1] for m in members if m.path)
    matter = "、".join(words[:3])
    if not named:
        return matter or _UNSAID
    topic, votes = max(named.items(), key=lambda item: (item[1], item[0]))
    if votes * 2 < len(members):
        return matter or topic
    return f"{topic}（{matter}）" if matter else topic


def clean_title(text: str) -> str:
    """Return the title without its opening (“投诉”, “关于”, …), its ending and zero-width signs."""
    bare = re.sub(r"[\u200b\ufeff\s]+", "", text)
    return _ENDING.sub("", _OPENING.sub("", bare)) or bare


def rarity_of(documents: Iterable[Sequence[str]]) -> dict[str, float]:
    """Return for each word the logarithm of documents per document that holds it."""
    counts: Counter[str] = Counter()
    total = 0
    for words in documents:
        counts.update(set(words))
        total += 1
    return {w: log(total / n) for w, n in counts.items()}


def _pieces(text: str) -> set[str]:
    return {r[i : i + 2] for r in _RUN.findall(text) for i in range(len(r) - 1)}


def _shares(pieces: Sequence[set[str]]) -> dict[str, float]:
    counts = Counter(p for one in pieces for p in one)
    return {p: n / len(pieces) for p, n in counts.items()}
