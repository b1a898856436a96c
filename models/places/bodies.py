"""Finds where a name begins, from the ending that closes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.places.clauses import Words
from models.places.words import (
    AREAS,
    BRAND,
    COUNT,
    CUE,
    GENERIC,
    INSTITUTIONS,
    MARK,
    PLAIN,
    REGION,
    SOFT,
    STOP,
    SUFFIX,
    TRADE,
    Tail,
    tails,
    words_in,
)
from models.words.segment import word_class

_MOST = {"road": 6, "town": 4, "village": 5, "street": 5, "company": 16, "school": 12, "group": 3}
_MOST |= {"city": 3, "district": 3, "county": 3, "hospital": 12, "river": 4, "park": 8}
LONGEST_BODY = 8
HAMLETS = frozenset({"village", "town", "community"})
OPEN = frozenset("江河湖山岭湾里城园庄桥港溪都府郡阁居庭")
"""Endings that often stand in the middle of a longer name: 白沙河路, 山水湾小区."""
_ENDING = frozenset({STOP, REGION, CUE, COUNT, MARK})
CONJUNCTIONS = frozenset("及与和跟到至往离靠临沿跨距")
_NUMBERED = re.compile("[0-9一二三四五六七八九十栋号幢座小]")
_CLASSES_OF_LANES = frozenset({"a", "an", "ns", "nz", "nr"})
_TAKERS = frozenset("买租卖修拆盖问收拉送查搬催")
"""Verbs of one character that nobody's name ends with."""
_FIRST_IN_NAMES = frozenset("和通开建")
_INSIDE = frozenset({"学院", "公园", "大学", "机场", "御景"})
_SIDES = frozenset("大小东西南北上下前后新老")
_SIDED = HAMLETS | {"road"}


def body_start(clause: Words, k: int, tail: Tail) -> int:
    """Return the first word of the name that the ending at `k` closes."""
    if tail.named:
        return k - _words_before(clause, k, tail)
    first, room = k, _MOST.get(tail.kind, LONGEST_BODY)
    while first > clause.done:
        role, word = clause.roles[first - 1], clause.words[first - 1]
        if role in _ENDING and not _is_verb_alone(clause, first - 1, k, tail):
            break
        if (role == SUFFIX and not _may_stand_inside(word)) or len(word) > room:
            break
        first, room = first - 1, room - len(word)
    return _behind_soft(clause, first, k, tail)


def _words_before(clause: Words, k: int, tail: Tail) -> int:
    """Return how many words before a name of the dictionary belong to it: 大|王庄村, 龙湖|春江."""
    if k <= clause.done or tail.kind in AREAS:
        return 0
    role, is_bounded = clause.roles[k - 1], clause.is_bounded(k - 1)
    if role == BRAND:
        return 1
    if role == GENERIC:
        return int(is_bounded and tail.kind in _SIDED and clause.words[k - 1] in _SIDES)
    if role == PLAIN and k - 1 > clause.done and clause.roles[k - 2] == BRAND:
        return 2
    return int(role == PLAIN and (is_bounded or clause.is_single(k - 1)))


def _is_verb_alone(clause: Words, at: int, k: int, tail: Tail) -> bool:
    """A verb makes up the whole name right behind an area: 跳马镇."""
    word = clause.words[at]
    return (
        clause.is_behind(at)
        and at + 1 == k
        and len(word) == 2
        and tail.kind in {"town", "village", "road", "street", "group"}
        and word not in words_in("place_stops")
    )


def _may_stand_inside(word: str) -> bool:
    tail = tails().get(word)
    return tail is None or not tail.firm or word in OPEN or word in _INSIDE


def _behind_soft(clause: Words, first: int, k: int, tail: Tail) -> int:
    """Leave out what stands before the last word that is a conjunction or a verb here."""
    inner = 0 if tail.whole else len(clause.words[k]) - 1
    is_at_area = clause.is_behind(first) and clause.found[-1].kind in AREAS
    for s in range(k - 1, first - 1, -1):
        if clause.roles[s] != SOFT:
            continue
        word, before = clause.words[s], len(clause.text(first, s))
        is_sure = word in CONJUNCTIONS or tail.kind == "road" or s == first
        least = tail.least if is_sure else 2
        is_split = s == first and word in CONJUNCTIONS and not is_at_area
        if len(clause.text(s + 1, k)) + inner < max(least, 1) and not is_split:
            continue
        is_start = is_at_area or clause.is_start(first)
        if is_start and (before == 1 or (before == 0 and word in _FIRST_IN_NAMES)):
            continue
        return s + 1
    return first


def is_vague(clause: Words, first: int, after: int, tail: Tail) -> bool:
    """Say whether the words name nothing by themselves."""
    is_trade_vague = tail.kind in INSTITUTIONS and clause.words[after] != "广场"
    vague = {GENERIC, SOFT, TRADE} if is_trade_vague else {GENERIC, SOFT}
    return vague.issuperset(clause.roles[first:after])


def is_inside(clause: Words, k: int) -> bool:
    """Say whether 里 tells where something is (微信群里, 柜子里) and is no lane's name (太古里)."""
    if clause.words[k] != "里" or _NUMBERED.match(clause.behind(k)):
        return False
    before = clause.words[k - 1] if k else ""
    return len(before) != 2 or word_class(before) not in _CLASSES_OF_LANES


def is_done_to(words: Sequence[str]) -> bool:
    """Say whether the words before an ending are done to what it means: 买|别墅, 封|路, 拆|村."""
    word = words[-1]
    if word in _TAKERS:
        return True
    is_alone = len(words) == len(word) == 1 and word not in words_in("surnames")
    return is_alone and word_class(word)[0] == "v"
