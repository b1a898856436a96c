"""Gives a group of requests a title that a leader understands, and its keywords."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import fsum, log

from analytics.hot.plain_words import PLAIN_WORDS
from analytics.hot.sites import without_areas
from analytics.hot.speech import Speech

_OPENING = re.compile(
    r"^(?:\s|再次|再|第[一二三四五六七八九十\d]+次|实名|强烈|坚决|关于|对于|有关|投诉|反映|反应|举报|控告|咨询|询问|请问|"
    r"求助|请求|恳请|质疑|问询|第?[一二三四五六七八九十\d]{1,2}[：:、.．）)]|[：:，,。·])+"
)
_ENDING = re.compile(
    r"(?:(?:的(?:相关|有关)?|相关|有关)(?:问题|情况|事宜|建议|疑问)|一事|问题|的?(?:咨询|投诉|反映|申诉)?)"
    r"[\s。！？!?，,；;…~～]*$"
)
_PROBLEM = re.compile(
    r"(?:(?:存在|出现|[没还]?有|诸多)[^，,；。]{0,10}|质量|安全|环保|卫生)问题\W*$"
)
_BREAK = re.compile(r"[，,；;。！!？?…]")
_PLEA = re.compile(
    r"刻不容缓|疑惑|到底|究竟|难道|为何|凭什么|何时|何日|岂|书记|市长|局长|救救|真的|"
    r"没人管|无人管|不作为|怎么办|如何是好|、.*、|[吗呢]$"
)
_TELLER = re.compile(
    r"^(?:我|本人|你|您|尊敬|各位|今日|今天|当初|近日|近期|去年|现在|如果|必须|相关部门|地处|位于|"
    r"家住|其|在|自|\d{2,4}年)|《|(?:居民|业主|村民|住户|市民|一员)$"
)
_RUN = re.compile(r"[一-鿿A-Za-z0-9]+")
_CODE = re.compile(r"[A-Za-z]?\d*")
_LONGEST, _FIT, _HEAD, _LEAST_MATTER = 40, 28, 8, 4
_RUNS = range(4, 13)
_COMMON = 0.25
_MANY = 300
_UNSAID = "未说明事项"


def keywords(
    members: Sequence[Speech], rarity: Mapping[str, float], most: int, first: str = ""
) -> list[str]:
    """Return up to `most` words that many members share and few other requests use.

    `rarity` maps a word to its inverse document frequency; unknown words count as 1. `first` goes
    in front. Words that say nothing of the matter are left out, and so is what no title holds
    unless half of the members say it, and a word that is part of a better one.
    """
    counts = Counter(w for m in members for w in set(m.words))
    titles = " ".join(m.title for m in members).lower()
    sites = {p for m in members for p in m.places}
    least = min(max(2.0, len(members) * _COMMON), len(members))
    scored = [
        (w != first, w not in titles, -n * n * rarity.get(w, 1.0), w)
        for w, n in counts.items()
        if (n >= least or w == first)
        and (w in titles or 2 * n >= len(members))
        and _says_something(w, sites)
    ]
    chosen: list[str] = []
    for *_, word in sorted(scored):
        if len(chosen) >= most:
            break
        if not any(word in c or c in word for c in chosen):
            chosen.append(word)
    return chosen


def title(members: Sequence[Speech], place: str, words: Sequence[str], area: str = "") -> str:
    """Return the place and the matter: the members' most typical title, cleaned.

    The most typical title holds the most pieces that the other titles share and the fewest that
    they do not; titles that name the place, hold a keyword and are no plea go before others. Where
    all are pleas, or say nothing but the place, or there is none, the title is the place (else the
    `area`) and the name of the members' topic, and the keywords only where there is no topic
    either.
    """
    cleaned = sorted({c for m in members if (c := clean_title(m.title))})
    usable = [c for c in cleaned if 4 <= len(c) <= _LONGEST]
    if place and sum(place in m.title for m in members) * 3 >= len(members):
        usable = [c for c in usable if place in c] or usable
    said = _apart(words, place)
    plain = [c for c in usable if _is_plain(c, place, said)]
    for telling in (said[:1], said):  # the word that names the group before others of its words
        plain = [c for c in plain if any(w in c.lower() for w in telling)] or plain
    matter = topic_name(members)
    if matter and not plain:
        return f"{place or area}{matter}"
    if not usable:
        return place + "、".join(said[:2]) or _UNSAID
    best = _most_typical(plain or usable, members)
    return best if _is_placed(best, place, members) else f"{place}{best}"


def theme_title(members: Sequence[Speech], words: Sequence[str]) -> str:
    """Return the name of the members' topic; without one what most titles share, else keywords."""
    return topic_name(members) or shared_phrase(members) or "、".join(words[:2]) or _UNSAID


def topic_name(members: Sequence[Speech]) -> str:
    """Return the last level, else the second, of the topic path that half of the members share."""
    paths = [m.path.split("/") for m in members if m.path]
    for level in (3, 2):
        named = Counter(path[:level][-1] for path in paths)
        if named:
            name, votes = max(named.items(), key=lambda item: (item[1], item[0]))
            if votes * 2 >= len(members):
                return name
    return ""


def shared_phrase(members: Sequence[Speech]) -> str:
    """Return the piece, whole words without places, that at least half of the titles share."""
    vocabulary = {w for m in members for w in m.words}
    titles = [t for m in members[:_MANY] if (t := clean_title(m.title))]
    said = "\n".join(titles)
    sites = {p for m in members for p in (*m.places, m.area) if p in said}
    counts = Counter(
        piece for t in titles for piece in _phrases(without_areas(t, sites), vocabulary)
    )
    shared = [p for p, n in counts.items() if n >= max(2.0, len(titles) / 2)]
    return max(shared, key=lambda p: (counts[p] * len(p), p), default="")


def clean_title(text: str) -> str:
    """Return the title's first full clause that says more than who tells it.

    Without its opening (“投诉”, “关于”, …), its ending and zero-width signs.
    """
    bare = re.sub(r"[\u200b\ufeff\s]+", "", text)
    cleaned = _without_ending(_OPENING.sub("", bare)) or bare
    clauses = [c for c in _BREAK.split(cleaned) if c]
    while len(clauses) > 1 and _TELLER.search(clauses[0]):  # who tells is not what is told
        clauses.pop(0)
    said = _without_ending(clauses[0]) if clauses else ""
    return said if len(said) >= _HEAD else "，".join(clauses) or cleaned


def rarity_of(documents: Iterable[Sequence[str]]) -> dict[str, float]:
    """Return for each word the logarithm of documents per document that holds it."""
    counts: Counter[str] = Counter()
    total = 0
    for words in documents:
        counts.update(set(words))
        total += 1
    return {w: log(total / n) for w, n in counts.items()}


def _without_ending(text: str) -> str:
    """Return the text without “的问题” and the like; but 存在质量问题 is nothing without it."""
    if _PROBLEM.search(text) and not text.endswith("的问题"):
        return text.rstrip("。！？!?，,；;…~～")
    return _ENDING.sub("", text)


def _is_plain(text: str, place: str, words: Sequence[str]) -> bool:
    """Whether a title states a matter: short, no plea, and more than who speaks of what place."""
    beside = max(without_areas(text, [place]).split(" "), key=len)
    return (
        len(text) <= _FIT
        and (len(beside) >= _LEAST_MATTER or any(w in text.lower() for w in words))
        and not _PLEA.search(text)
        and not _TELLER.search(text)
    )


def _most_typical(titles: Sequence[str], members: Sequence[Speech]) -> str:
    shares = _shares([_pieces(clean_title(m.title)) for m in members])
    score = {c: fsum(shares.get(p, 0.0) - _COMMON for p in _pieces(c)) for c in titles}
    return max(titles, key=lambda c: (score[c], -len(c), c))


def _is_placed(text: str, place: str, members: Sequence[Speech]) -> bool:
    """Whether a title says where by itself: the place, a part of it, or another place or area."""
    sites = {p for m in members for p in (*m.places, m.area) if p}
    return place[:4] in text or any(p in text for p in sites) or without_areas(text, sites) != text


def _says_something(word: str, sites: Iterable[str]) -> bool:
    """Whether a word is about the matter; 区丽景 ends one name and begins another."""
    if word in PLAIN_WORDS or _CODE.fullmatch(word):
        return False
    return word[0] not in "省市区县" or not any(s.startswith(word[1:]) for s in sites)


def _apart(words: Sequence[str], place: str) -> list[str]:
    return [w for w in words if w not in place and place not in w] if place else list(words)


def _phrases(text: str, vocabulary: set[str]) -> set[str]:
    """Return the pieces of a title that begin and end with whole words."""
    sizes = range(2, 5)
    return {
        piece
        for run in _RUN.findall(text)
        for size in _RUNS
        for at in range(len(run) - size + 1)
        if any((piece := run[at : at + size])[:n] in vocabulary for n in sizes)
        and any(piece[-n:] in vocabulary for n in sizes)
    }


def _pieces(text: str) -> set[str]:
    return {r[i : i + 2] for r in _RUN.findall(text) for i in range(len(r) - 1)}


def _shares(pieces: Sequence[set[str]]) -> dict[str, float]:
    counts = Counter(p for one in pieces for p in one)
    return {p: n / len(pieces) for p, n in counts.items()}
