"""Finds where the matter of a group lies: a place that its requests name as their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from analytics.hot.speech import Speech

_RUN = re.compile(r"[一-鿿A-Za-z0-9]+")
_AREA = re.compile(r"[A-Za-z]\d{0,2}[省市区县州]|(?:经济技术)?(?:经开区|高新区|开发区)")
_END = re.compile(
    r"小区|花园|家园|公馆|公寓|大厦|国际城|之城|新城|名城|华府|家属院|山庄|别墅|广场|商场|"
    r"市场|公园|医院|学校|中学|小学|幼儿园|大道|(?<=.)(?<![法学书后寺])[苑园](?!区)|"
    r"(?<![道马公铁网线思出修走一条水电])路(?!人|面|口|灯|边|段|费|过|线|由|况|径)"
)
_CUT = re.compile(
    r".*(?:我们|这个|那个|某个|该|本|某|整个|全体|附近|周边|旁边|楼下|门口|位于|地处|"
    r"[请求在于对将把的有和与及被由让给到从离距是向致为]|解决|处理|要求|建议|反映|投诉|举报|"
    r"希望|反对|呼吁|严查|加快|整治|关注|质疑|咨询|居民|老旧|同一|多个|一个|建设|修建|新建)"
)
_GENERIC = re.compile(
    r"(?:(?:同一|本|该|某|各|全资|股份|有限|责任|物业|管理|集团|分|子|总|控股|二期|一期|三期|"
    r"普惠[性制]?|住宅|高档|高端|新建|在建|老旧|居民|大型|商业|公立|民办|公办|职业|职工|主要|附近)+"
    r"(?:公司|集团|小区|学校|中学|小学|高中|幼儿园|公寓|广场|市场|路口|楼盘|道路|社区|村))|"
    r"[过走跑横].{0,2}(?:路|街|桥)|.{0,2}[马道公铁网]路|.?(?:公司|集团|小区|学校)"
)
_ORGANISATION = re.compile(r".*(?:公司|集团|银行|协会|机构|办事处|局|委)")
_STRETCH = re.compile(
    r"(?:[路街巷道桥]|胡同|[路街]口|街道|镇|乡|村|社区|(?<![小校园厂景库])[区市县])$|\d|[路街巷道](?:南|北|东|西)"
)
_KIND = re.compile(r"(?<=..)(?:小区|社区|项目|楼盘)$")
_LONGEST = 10
_HALF = 0.5
_ASKED = 300
_OWN = 0.15
_MOST_OF = 0.8


def main_place(
    members: Sequence[Speech], spread: Mapping[str, int], titled: Mapping[str, int] | None = None
) -> str:
    """Return the place that is the members' own, or "" when there is none.

    A place is theirs when a third of the titles or half of the members name it, and they are not
    a small part of all who name it; `spread` counts the rows that name each place, `titled` (of
    `titles_with`) the titles that hold each shared name. Besides the places read in the texts, a
    name that at least half of the titles share and that ends as places do may be it. What any
    place is called (同一小区) is no name, and an organisation comes after a site. Of two names
    where one holds the other the longer wins if it is named at least half as often.
    """
    counts = Counter(p for m in members for p in set(m.places) if not _GENERIC.fullmatch(p))
    own = {p for p in counts if counts[p] >= _OWN * spread.get(p, 0)}
    if name := shared_name(members):
        counts[name] = sum(name in m.title for m in members)
        own |= {name} if counts[name] >= _OWN * (titled or {}).get(name, 0) else set()
    heading = {p: 3 * sum(p in m.title for m in members) >= len(members) for p in own}
    reach = {p: sum(p in m.title or any(p in q for q in m.places) for m in members) for p in own}
    own = {p for p in own if reach[p] >= 2 and (heading[p] or 2 * reach[p] >= len(members))}
    if not own:
        return ""
    best = max(own, key=lambda p: (heading[p], _is_site(p), reach[p], counts[p], len(p), p))
    longer = [p for p in own if best in p and counts[p] * 2 >= reach[best]]
    return max(longer, key=lambda p: (counts[p], len(p), p)) if longer else best


def is_site(place: str) -> bool:
    """Return whether a place is a name of its own: no street, block, area, and nothing generic."""
    return not (_GENERIC.fullmatch(place) or _STRETCH.search(place))


def own_site(named: Sequence[Sequence[str]]) -> str:
    """Return the site that most of the rows that name any name, in whatever length; or "".

    `named` holds the places of each row; streets and areas among them are passed over. Of many
    rows some hundred, evenly spread, are asked.
    """
    asked = named[:: max(1, -(-len(named) // _ASKED))]
    rows = [sites for places in asked if (sites := [p for p in places if is_site(p)])]
    reach = {
        site: sum(any(are_alike(site, other) for other in sites) for sites in rows)
        for site in {site for sites in rows for site in sites}
    }
    best = max(reach, key=lambda site: (reach[site], -len(site), site), default="")
    return best if best and reach[best] > _HALF * len(rows) else ""


def core_of(site: str) -> str:
    """Return the name without the word that says of what kind the site is."""
    return _KIND.sub("", site)


def are_alike(one: str, other: str) -> bool:
    """Return whether two names have half of the shorter one's pairs of signs in common."""
    ours, theirs = pieces(one), pieces(other)
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def pieces(text: str) -> set[str]:
    """Return the pairs of neighbouring signs of a text."""
    return {text[n : n + 2] for n in range(len(text) - 1)}


def wide_place(members: Sequence[Speech], most: int = 3) -> str:
    """Return the areas (else places) named most, and how many there are, as one Chinese phrase."""
    areas = Counter(where for m in members if (where := m.area or _first(m.places)))
    best = [a for a, _ in sorted(areas.items(), key=lambda item: (-item[1], item[0]))]
    return "、".join(best[:most]) + (f"等{len(best)}处" if len(best) > most else "")


def without_areas(title: str, areas: Iterable[str]) -> str:
    """Return the title with spaces for the names of areas, so that none runs into a name."""
    bare = _AREA.sub(" ", title)
    for area in sorted({a for a in areas if a}, key=len, reverse=True):
        bare = bare.replace(area, " ")
    return bare


def _is_site(name: str) -> bool:
    return not _ORGANISATION.fullmatch(name)


def _first(places: Sequence[str]) -> str:
    return next((p for p in places if not _GENERIC.fullmatch(p)), "")


def titles_with(names: Set[str], titles: Iterable[str]) -> Counter[str]:
    """Return how many titles hold each of the names of places; every title is read once."""
    return Counter(name for title in titles for name in set(_names(_AREA.sub(" ", title))) & names)


def shared_name(members: Sequence[Speech]) -> str:
    """Return the longest name of a place that at least half of the titles share, or ""."""
    titled = [m for m in members if m.title]
    areas = {m.area for m in members}
    counts = Counter(name for m in titled for name in set(_names(without_areas(m.title, areas))))
    least = max(2.0, len(titled) / 2)
    most = max(counts.values(), default=0)
    shared = [n for n, count in counts.items() if count >= max(least, _MOST_OF * most)]
    return max(shared, key=lambda n: (len(n), n), default="")


def _names(title: str) -> Iterator[str]:
    """Yield the pieces of a title that end as names of places do."""
    for run in _RUN.findall(title):
        for end in _END.finditer(run):
            start = max(0, end.end() - _LONGEST)
            cut = _CUT.match(run[start : end.start()])
            body = run[start + (cut.end() if cut else 0) : end.end()]
            for skip in range(len(body) - len(end.group()) - 1):  # a name has two signs at least
                if not _GENERIC.fullmatch(body[skip:]):
                    yield body[skip:]
