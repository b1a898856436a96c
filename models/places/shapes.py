"""Finds places by how their names look: endings, what stands before and behind, repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.places.bodies import (
    CONJUNCTIONS,
    HAMLETS,
    LONGEST_BODY,
    OPEN,
    body_start,
    is_done_to,
    is_inside,
    is_vague,
)
from models.places.clauses import Found, Words
from models.places.cutting import words_of_places
from models.places.words import (
    AREAS,
    BRAND,
    CLASSES_OF_NAMES,
    COUNT,
    CUE,
    FIXED,
    GENERIC,
    INSTITUTIONS,
    MARK,
    NUMERALS,
    PLAIN,
    REGION,
    SOFT,
    STOP,
    SUFFIX,
    TRADE,
    Tail,
    region_kind,
    tail_of,
    tails,
)

Shape = tuple[int, int, str]
"""Start, end and kind of a place."""

_SPOTS = re.compile(
    f"[{SUFFIX}{REGION}{FIXED}{CUE}{COUNT}]|(?<={GENERIC}){GENERIC}|(?<={PLAIN}){GENERIC}"
)
_BARE = re.compile(f"[{PLAIN}{BRAND}]{{2,}}(?=[{STOP}{CUE}{FIXED}{REGION}{MARK}]|$)")
_PHASE = re.compile(r"[A-Za-z]?\d+|[一二三四五六七八九十]+")
_CHINESE = re.compile(r"[一-鿿]")
_NAMED_AFTER_REGIONS = frozenset(
    {"road", "estate", "school", "community", "village", "town", "street"}
)
_NO_REGION_BEFORE = frozenset("系话菜味")
_LINKS = frozenset({"road", "street", "town", "village", "zone", "community"})
_JOINED_ALONE = frozenset(
    {"大学", "文体中心", "图书馆", "博物馆", "火车站", "汽车站", "高铁站", "站"}
    | {f"{side}站" for side in "东西南北"}
)
_BEHIND_SCHOOLS = frozenset({"", *"校读的门学初高老家上在"})
_BARE_BEHIND = AREAS | _LINKS
_BARE_STARTS, _BARE_ENDS = "口委民办局段", "局办委队科班贷网车人口段片生所时士卡控档"
_BARE_TAIL = Tail("estate", firm=False, least=2, keeps=0)
_OWNERS = frozenset("省市县区州")
_BEFORE_AREAS = frozenset({"在", "于", "位于", "坐落", "是", "到", "从", "来自", "地处", "家住"})
_BEFORE_AREAS |= {"住在", "我", "请", "反映", "投诉", "举报", "关于", "咨询", "请问", "建议"}
_BOUNDARIES = frozenset({STOP, MARK})
_COMPANY_ENDS = ("有限公司", "有限责任公司", "集团公司")


def shapes(texts: Sequence[str], known: Sequence[Sequence[tuple[int, int]]]) -> list[list[Shape]]:
    """Return what looks like a place in normalised texts, in order, none overlapping.

    `known` are for each text spans of places found otherwise: they bound the names around them
    and are not returned.
    """
    return list(map(_shapes, words_of_places(texts, known)))


def _shapes(clause: Words) -> list[Shape]:
    fixed = iter(clause.fixed)
    for match in _SPOTS.finditer(clause.roles):
        k, role = match.start(), match.group()
        if role == FIXED:
            _, end, kind = next(fixed)
            clause.found.append(Found(k, k + 1, kind, end, fixed=True))
        elif role == SUFFIX:
            _take_suffix(clause, k)
        elif role == REGION:
            _take_region(clause, k)
        elif role in {CUE, COUNT}:
            _take_cued(clause, k)
        elif clause.words[k] in "中小":
            _take_numbered_school(clause, k)
    _take_bare(clause)
    return [(clause.starts[f.first], f.end, f.kind) for f in clause.found if f.kind]


def _take_region(clause: Words, k: int) -> None:
    word = clause.words[k]
    behind = clause.behind(k)
    if _takes_region_up(behind) or behind[:1] in _NO_REGION_BEFORE:
        clause.roles = f"{clause.roles[:k]}{PLAIN}{clause.roles[k + 1 :]}"
    else:
        clause.add(k, k, region_kind(word), len(word))


def _takes_region_up(behind: str) -> bool:
    """Say whether a province or city only begins a name: 北京路, 大同小学."""
    tail = tails().get(behind)
    return tail is not None and tail.firm and tail.kind in _NAMED_AFTER_REGIONS


def _take_suffix(clause: Words, k: int) -> None:
    tail = tail_of(clause.words[k])
    if tail is None or _is_bare_ending(clause, k, tail) or is_inside(clause, k):
        return
    last = _carried_on(clause, k, tail)
    first = last.first if last else body_start(clause, k, tail)
    if last is None and (last := _begun_before(clause, first, tail)):
        first = last.first
    if last is not None:
        clause.found.remove(last)
    elif not _is_name(clause, first, k, tail) and not _joined_area(clause, first, k, tail):
        if not _is_citys_own(clause, first, k, tail):
            return
        first -= 1
    if (area := _joined_area(clause, first, k, tail)) is not None:
        clause.found.remove(area)
        first = area.first
    is_estate = tail.kind in {"river", "park"} and BRAND in clause.roles[first:k]
    clause.add(first, k, "estate" if is_estate else tail.kind, tail.keeps)


def _is_bare_ending(clause: Words, k: int, tail: Tail) -> bool:
    """Say whether nothing can be named: no word before, as in 我们|小区. Most endings are such."""
    if tail.named or not tail.least or (k and clause.roles[k - 1] not in _BOUNDARIES):
        return False
    return not (k and clause.is_behind(k - 1))


def _carried_on(clause: Words, k: int, tail: Tail) -> Found | None:
    """Return the place just found when the ending only carries its name on."""
    last = clause.found[-1] if clause.found else None
    if last is None or not tail.whole or last.fixed or not last.kind or last.kind in AREAS:
        return None
    is_empty = is_vague(clause, last.after, k, tail)
    if last.kind == "company" == tail.kind and is_empty:
        return last
    is_link = last.kind in _LINKS or (last.suffix in {"国际", "时代"} and tail.kind == "school")
    if is_link and tail.kind in INSTITUTIONS and tail.firm and tail.least and is_empty:
        return last
    gap = clause.roles[last.after : k]
    if gap:
        is_near = tail.kind in {"estate", "market", "community"} and _is_natural(last)
        is_short = len(clause.text(last.after, k)) <= 4
        return last if is_near and is_short and set(gap) <= {PLAIN, BRAND, TRADE} else None
    return last if _goes_on(last, tail) else None


def _goes_on(last: Found, tail: Tail) -> bool:
    """Say whether an ending right behind a place makes one name with it."""
    if last.suffix[-1:] in OPEN:
        return not (tail.kind == "road" and last.kind == "estate" and len(last.suffix) > 1)
    if last.kind == "estate":
        is_loose = last.suffix in {"国际", "时代"} and tail.kind == "market"
        return is_loose or tail.kind in {"estate", "community"}
    if last.kind == "company":
        return tail.kind in {"company", "market"}
    if tail.kind == "station":
        return last.kind not in {"city", "station"}
    return last.kind in _LINKS and tail.kind == "community"


def _begun_before(clause: Words, first: int, tail: Tail) -> Found | None:
    """Return the place that only begins a longer name: 香江花园, 师大附中星城学校."""
    last = clause.found[-1] if clause.is_behind(first) else None
    if last is None or (last.kind == "school" == tail.kind):
        return last
    return last if tail.kind in {"estate", "market"} and _is_natural(last) else None


def _is_natural(place: Found) -> bool:
    return place.kind in {"river", "park"} and len(place.suffix) == 2


def _is_name(clause: Words, first: int, k: int, tail: Tail) -> bool:
    """Say whether the words before an ending name a place."""
    is_name_already = tail.named or (first == k and _stands_alone(clause, k, tail))
    if is_name_already or not _is_body(clause, first, k, tail):
        return is_name_already
    if tail.kind == "group" or tail.kind in AREAS:
        return _is_placed(clause, first, k, tail)
    if is_vague(clause, first, k, tail):
        if clause.words[k] in {"学院", "大学"}:
            return set(clause.roles[first:k]) == {TRADE} and len(clause.text(first, k)) > 3
        return tail.kind == "road" and k - first > 1 and clause.words[k - 1] in NUMERALS
    is_bounded, is_telling = clause.is_bounded(first), _is_telling(clause, first, k)
    is_short = len(clause.text(first, k + 1)) < 3
    if (is_short and not is_bounded) or (not tail.whole and not is_telling):
        return False
    return tail.firm or clause.is_behind(first) or (is_bounded and is_telling)


def _stands_alone(clause: Words, k: int, tail: Tail) -> bool:
    """Say whether the ending is a name already: 高新区, and 华庭 right behind a district."""
    if not tail.least:
        return True
    is_estate = tail.kind == "estate" and tail.least == 1 and clause.is_behind(k)
    return is_estate and clause.found[-1].kind in AREAS


def _is_body(clause: Words, first: int, k: int, tail: Tail) -> bool:
    words, inner = clause.words[first:k], 0 if tail.whole else len(clause.words[k]) - 1
    body = "".join(words)
    if not words or len(body) + inner < tail.least or not _CHINESE.search(body):
        return False
    if tail.whole and is_done_to(words):
        return False
    return words[-1] not in CONJUNCTIONS or (len(words) < 3 and len(words[0]) == 1)


def _is_telling(clause: Words, first: int, after: int) -> bool:
    return any(clause.is_telling(i, CLASSES_OF_NAMES) for i in range(first, after))


def _is_placed(clause: Words, first: int, k: int, tail: Tail) -> bool:
    """Say whether a district or hamlet stands where one is named."""
    if tail.kind == "group":
        return clause.is_behind(first) and clause.found[-1].kind in HAMLETS
    if NUMERALS.issuperset(clause.text(first, k)) or clause.words[k - 1] == "新":
        return False
    if clause.is_behind(first):
        return clause.found[-1].kind in AREAS
    is_bounded = clause.is_start(first) or clause.words[first - 1] in _BEFORE_AREAS
    return is_bounded and all(clause.is_single(i) for i in range(first, k))


def _joined_area(clause: Words, first: int, k: int, tail: Tail) -> Found | None:
    """Return the area without which the rest names nothing: A市中心医院."""
    if not clause.is_behind(first) or tail.kind not in INSTITUTIONS or not tail.whole:
        return None
    area, word = clause.found[-1], clause.words[k]
    if area.kind not in AREAS:
        return None
    if word.endswith(_COMPANY_ENDS):
        return area
    is_own = first < k or word not in tails() or word in _JOINED_ALONE
    return area if is_own and is_vague(clause, first, k, tail) else None


def _is_citys_own(clause: Words, first: int, k: int, tail: Tail) -> bool:
    """Say whether the city or county itself is named before a vague name: 县人民医院."""
    return (
        tail.kind in {"hospital", "school"}
        and clause.done < first < k
        and clause.words[first - 1] in _OWNERS
        and is_vague(clause, first, k, tail)
    )


def _take_numbered_school(clause: Words, k: int) -> None:
    """A school known by its number: 十五中, 育才三小."""
    behind = clause.behind(k)[:1]
    if not NUMERALS.issuperset(clause.words[k - 1]) or behind not in _BEHIND_SCHOOLS:
        return
    first = k - 1
    if first > clause.done and clause.roles[first - 1] in {PLAIN, TRADE}:
        first -= len(clause.words[first - 1]) == 2
    if clause.is_behind(first) and clause.found[-1].kind in AREAS:
        first = clause.found.pop().first
    elif first > clause.done and clause.words[first - 1] in _OWNERS:
        first -= 1
    clause.add(first, k, "school", 1)


def _take_cued(clause: Words, k: int) -> None:
    """A name without an ending, known by what follows it: 美的翰城二期."""
    after = k
    while after > clause.done and _PHASE.fullmatch(clause.words[after - 1]):
        after -= 1
    if after == k and clause.roles[k] == COUNT:
        return
    first = body_start(clause, after, _BARE_TAIL)
    if (natural := _begun_before(clause, first, _BARE_TAIL)) is not None and first < after:
        clause.found.remove(natural)
        first = natural.first
    body, roles = clause.text(first, after), clause.roles[first:after]
    if not 3 <= len(body) <= LONGEST_BODY or {GENERIC, SOFT}.issuperset(roles):
        return
    is_link = clause.is_behind(first) and clause.found[-1].kind != "estate"
    if _CHINESE.search(body) and (BRAND in roles or is_link or natural):
        clause.add(first, after - 1, "estate", len(clause.words[after - 1]))


def _take_bare(clause: Words) -> None:
    """Names that stand bare behind a district or road: A3区江山帝景……."""
    taken = {place.first for place in clause.found}
    for place in [place for place in clause.found if place.kind in _BARE_BEHIND]:
        match = _BARE.match(clause.roles, place.after)
        if match is None or not taken.isdisjoint(range(place.after, match.end())):
            continue
        first, after = place.after, match.end()
        body = clause.text(first, after)
        is_telling = all(clause.is_telling(i, CLASSES_OF_NAMES) for i in range(first, after))
        if not 3 <= len(body) <= 6 or not is_telling:
            continue
        if body[0] not in _BARE_STARTS and body[-1] not in _BARE_ENDS:
            clause.add(first, after - 1, "estate", len(clause.words[after - 1]))
