"""Reads from a reply which kind of unit gave it: the truth against which routing is measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from models.topics.families import families
from models.words.text import normalise

TOWNSHIP = "township"
_UNKNOWN, _OFFICE = "?", ""
"""A unit of no known family, and an office that only passes on what others answer."""

_AREA = (
    r"(?:[A-Z]\d*[市县区州]|[我本]?[市县区省州]"
    r"|[\u4e00-\u9fff]{2,4}?(?:自治[州县]|[市县州省旗]|(?<![小社])区))*"
)
_TOWNSHIP_NAMES = (
    rf"(?:(?<=[，。：、；！”“》经由至给转后求与向])|^){_AREA}[\u4e00-\u9fff]{{1,5}}?"
    r"(?:街道办事处|街道办|街道|(?<![城乡集])镇(?![化区上])|乡(?=[党人政]))(?:(?:党委|党工委)?[、和]?(?:人民)?政府|党委)?"
)
_OTHER_NAMES = (
    (TOWNSHIP, _TOWNSHIP_NAMES),
    (
        _OFFICE,
        r"[市县区省]委(?:办公室|督查室|网信办)?|督查室|督办室|网宣办|网信办|网络宣传管理办公室",
    ),
    (
        _OFFICE,
        r"[市县区]?长热线|政府办公室|政府办|热线办公室|网管中心|网宣中心|文明办|政务公开|电子政务(?:管理)?(?:办公室|办|中心)|舆情|政策研究室",
    ),
    (_OFFICE, r"[县区市](?:人民)?政府|管理委员会|管委会|管理区"),
    (_UNKNOWN, r"[\u4e00-\u9fff]{2,8}?(?:局|委员会|服务中心|集团公司|有限公司|集团|指挥部)"),
)
_DATE = (
    r"(?:[0-9〇零○OoO二一三四五六七八九十]{4}\s*[年.\-/].{0,12}"
    r"|(?:二[〇零○O]\S{2}|\d{4})?年?月?日)?"
)
_SIGNED = re.compile(
    rf"(?:^|[。！!？?；,，、）)\d…~]|谢谢|支持|监督|理解|此复|特此回复|电话.{{0,14}}){_AREA}\s*$"
)
_PASSED_ON = re.compile(
    rf"(?:经|(?:已|并|即)?转(?:交|至|由|给|发|办|送)?(?:给|到|至)?了?|交由|交(?:给|至)|批转至?"
    rf"|交办(?:给|至|到|由)?|责成|责令|我们(?:立即)?(?:要求|督促)|室(?:立即)?(?:要求|督促)){_AREA}$"
)
_SPOKE = re.compile(
    r"[^，。；：、“”（）《》]{0,9}?(?:核实|调查|了解|核查|回复|答复|反馈|办理|处理|研究|进行|落实|查处|回函|反映|沟通)"
)
_BEGAN = re.compile(rf"(?:^|[，。！；：”]|[\d一二三四五六七八九十]、|后|以来|由|经){_AREA}$")
_ACTED = re.compile(
    r"[^，。；：、“”（）《》]{0,6}?(?:高度重视|非常重视|立即|迅速|第一时间|及时|派员|派出|派人|安排"
    r"|组织[人工相专]|回复如下|答复如下|现回复|现答复|调查|核实|工作人员|进行了|表示|回复|答复|高度)"
)
_SELF = re.compile(
    r"我(?:[市县区])?(局|委|中心|支队|大队|司|公司|集团|街道|镇|乡|校|处|队|所|部门)"
)
_THANKS = re.compile(
    r"对([^，。；！]{1,18}?)(?:工作|事业)*的?(?:大力)?(?:理解|支持|关心|关注|监督|信任)"
)
_OWN = re.compile(rf"^(?:{_AREA}|我们|我局|公共)*")
_BESIDE = re.compile(rf"(?:与|和|同|跟|、|联合|商请|[收接]到){_AREA}$")
_AND = re.compile(rf"(?:、|和|与|及|以及|会同|联合){_AREA}")
_LISTED = re.compile(r"、|(?:等|和|与|及)(?:相关|有关|多?个?(?:部门|单位)|[^，。]{1,8}(?:局|部门))")
_VAGUE = frozenset({"部门", "机关"})
_HEAD, _BEFORE, _AFTER = 220, 24, 24
_HALL = frozenset({"government_services"})
"""The office that runs the hotline passes matters on; its name there does not say who acted."""
_TAKEN = "\ue000"
_COMPANIES = frozenset(
    {"electricity", "water_company", "drainage", "gas_company", "heating_company"}
    | {"bus_company", "telecom_operator", "broadcasting", "post", "tobacco", "bank"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered: families any of which is right (empty: not said, or several), and how known."""

    families: frozenset[str]
    sign: str

    @property
    def is_known(self) -> bool:
        """Say whether the reply names the one unit that answered."""
        return bool(self.families)


NOBODY = Answer(frozenset(), "")


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    families: frozenset[str]


def who_answered(reply: str) -> Answer:
    """Return the family of the one unit that a reply names as having looked into the matter.

    Signs are, from the surest: a signature; who is said to have looked into it near the beginning;
    the field of work thanked for; the only unit named by an author who says 我局, 我镇. A reply
    that names several, or only the office that runs the platform, gives NOBODY.
    """
    text = re.sub(r"\s+", "", normalise(reply))
    mentions = list(_mentions(text))
    for sign, found in (
        ("signature", _signed(text, mentions)),
        ("named", _named(text, mentions)),
        ("thanks", _thanked(text)),
        ("self", _by_itself(text, mentions)),
    ):
        kinds = {each for each in found if each != frozenset({_OFFICE})}
        if kinds:
            return _only(kinds, sign)
    return NOBODY


def _only(kinds: set[frozenset[str]], sign: str) -> Answer:
    shared = frozenset.intersection(*kinds) - {_UNKNOWN}
    return Answer(shared, sign) if shared else NOBODY


def _signed(text: str, mentions: list[_Mention]) -> Iterator[frozenset[str]]:
    for mention in mentions:
        rest = text[mention.end :]
        closes = re.match(rf"(?:[（(].{{0,10}}[）)])?{_DATE}(?:$|网友|您好)", rest)
        if closes and _SIGNED.search(text[: mention.start]):
            yield mention.families


def _named(text: str, mentions: list[_Mention]) -> Iterator[frozenset[str]]:
    for mention in _joined(text, mentions):
        before = text[max(mention.start - _BEFORE, 0) : mention.start]
        after = text[mention.end :][:_AFTER]
        is_told = _PASSED_ON.search(before) and _SPOKE.match(after)
        is_active = _BEGAN.search(before) and _ACTED.match(after)
        if is_told or (is_active and mention.start < _HEAD):
            yield mention.families if mention.families != _HALL else frozenset({_OFFICE})


def _joined(text: str, mentions: list[_Mention]) -> list[_Mention]:
    """Return the mentions, those of one list made one, which is of no one family."""
    joined: list[_Mention] = []
    for mention in mentions:
        if joined and _AND.fullmatch(text, joined[-1].end, mention.start):
            several = joined[-1].families & mention.families or frozenset({_UNKNOWN})
            joined[-1] = _Mention(joined[-1].start, mention.end, several)
        else:
            joined.append(mention)
    return joined


def _thanked(text: str) -> Iterator[frozenset[str]]:
    fields = _fields()
    for match in _THANKS.finditer(text):
        named = _OWN.sub("", match[1])
        if named in fields:
            yield fields[named]


def _by_itself(text: str, mentions: list[_Mention]) -> Iterator[frozenset[str]]:
    selves = {match[1] for match in _SELF.finditer(text)}
    if selves & {"街道", "镇", "乡"}:
        yield frozenset({TOWNSHIP})
    elif "校" in selves:
        yield frozenset({"education"})
    elif selves:
        is_company = bool(selves & {"司", "公司", "集团"})
        for mention in mentions:
            others = mention.families & {TOWNSHIP, _UNKNOWN, _OFFICE}
            if others or bool(mention.families & _COMPANIES) != is_company:
                continue
            if text[mention.end - 2 : mention.end] in _VAGUE:
                continue
            is_beside = _BESIDE.search(text[max(mention.start - _BEFORE, 0) : mention.start])
            if not is_beside and not _LISTED.match(text, mention.end):
                yield mention.families


def _mentions(text: str) -> list[_Mention]:
    by_name, known, others = _names()
    found = [_Mention(m.start(), m.end(), by_name[m[0]]) for m in known.finditer(text)]
    rest = known.sub(lambda match: _TAKEN * len(match[0]), text)
    for match in others.finditer(rest):
        kind = _OTHER_NAMES[int((match.lastgroup or "k0")[1:])][0]
        found.append(_Mention(match.start(), match.end(), frozenset({kind})))
    return sorted(found, key=lambda mention: mention.start)


@cache
def _names() -> tuple[dict[str, frozenset[str]], re.Pattern[str], re.Pattern[str]]:
    by_name = _gather((family.code, family.names) for family in families().values())
    known = "|".join(map(re.escape, sorted(by_name, key=lambda name: (-len(name), name))))
    others = "|".join(f"(?P<k{i}>{part})" for i, (_, part) in enumerate(_OTHER_NAMES))
    return by_name, re.compile(known), re.compile(others)


@cache
def _fields() -> dict[str, frozenset[str]]:
    return _gather((family.code, family.fields) for family in families().values())


def _gather(cells: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for family, names in cells:
        for name in names:
            found[name] = found.get(name, frozenset()) | {family}
    return found
