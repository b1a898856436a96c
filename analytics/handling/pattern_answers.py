"""Whether a reply answers anything: deeds, facts, grounds, and the caller's own words in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from analytics.handling.pattern_wording import own_words

_DEEDS = (
    r"责令|立案|约谈|拆除|修复|更换|清理|清运|清除|退还|退款|发放|补发|补缴|兑付|处罚|查处|查封|取缔|罚款|维修|抢修|"
    r"恢复|安装|疏通|上门|调解|检测|监测|抽检|施工|完工|竣工|铺设|改造|新增|增设|加装|移交|办结|到位|整改|"
    r"现场(核查|查看|检查|勘查|踏勘|走访)|到(达)?现场|实地|勘察|招标|批复|审批|纳入|列入|签订|停工|关停|搬迁|"
    r"督促|找回|派送|扣分|喷洒|清掏|拨付|竣工|警告|收缴|劝导|告诫|已(?!转|向.{0,6}(解释|说明)|安排|与|同|和|就|做好|答复|按|收悉|责成|交|将|阅|经|有|无|电话)|"
    r"扣罚|培训|致歉|道歉|调取|停止|撤诉|退保|复核|出示|查明|属实|教育|[成得]谅解|移送|查实|"
    r"撤销|登记|核发|办理了|已办|已为|赔偿|补偿|复查|巡查\d|清退|消毒|修剪|补种|开通|调整|限期|通报|劝离|暂扣"
)
_GROUNDS = (
    r"根据|依据|按照.{2,}(规定|办法|条例|要求)|规定|条例|办法|由于|因为?|原因|条件限制|标准|"
    r"政策|不属于|无法办理|上级统一|不违反|合格|未发现|不具备"
)
_FACTS = (
    r"\d+(\.\d+)?(万|亿)?(元|米|公里|户|家|处|人|次|吨|平方|分贝|%|％|台|辆|盏|天|个|份|℃|度|套|亩|小时|余)|"
    r"\d+月|\d+日|\d+时|\d+号|《[^》]+》|\d{4}年|第[一二三四五六七八九十\d]+[条位批款期]"
)
_PUT_OFF = (
    r"将?进一步(核实|加强|研究|处理|做好)|条件成熟|耐心等待|高度重视|正在协调|加强监管|转相关|"
    r"情况复杂|表示理解|与其联系|已?向.{0,6}(解释|说明)|已?转交|转.{2,12}(处理|办理|阅处)|适时|尽快|"
    r"认真(研究|对待)|积极(协调|推进|争取)|予以(关注|重视)"
)
_ECHO_MOST = 0.3
_LONG = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found in a reply; `points` sums it up, the more the fuller."""

    deeds: tuple[str, ...]
    facts: tuple[str, ...]
    grounds: tuple[str, ...]
    put_off: tuple[str, ...]
    echo: float
    length: int
    points: float


def answer_of(request: str, reply: str, official: Collection[str], dull: frozenset[str]) -> Answer:
    """Return what a reply says to a request; `dull` are pairs of characters everybody uses.

    Three deeds, facts or grounds count at most; each way of putting off takes something away.
    """
    said = own_words(reply, official)
    deeds, facts = _found("deeds", said), _found("facts", said)
    grounds, put_off = _found("grounds", said), _found("put_off", said)
    echo = _echo(request, said, dull)
    points = (
        1.5 * min(len(deeds), 3)
        + 1.0 * min(len(facts), 3)
        + 0.8 * min(len(grounds), 2)
        + 4.0 * min(echo, _ECHO_MOST)
        + min(len(said) / _LONG, 3.0)
        - 0.7 * min(len(put_off), 3)
    )
    return Answer(deeds, facts, grounds, put_off, round(echo, 3), len(said), round(points, 2))


def dull_pairs(requests: Sequence[str], share: float = 0.08) -> frozenset[str]:
    """Return the pairs of characters that stand in so large a share of all requests."""
    used: Counter[str] = Counter()
    for request in requests:
        used.update(_pairs(request))
    least = max(3.0, share * len(requests))
    return frozenset(pair for pair, count in used.items() if count >= least)


def _echo(request: str, said: str, dull: frozenset[str]) -> float:
    """Which share of the reply's pairs of characters the caller used too."""
    mine = _pairs(said) - dull
    return len(mine & _pairs(request)) / max(len(mine), 12)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum()}


def _found(name: str, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group(0) for match in _signs()[name].finditer(text)))


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    named = {"deeds": _DEEDS, "facts": _FACTS, "grounds": _GROUNDS, "put_off": _PUT_OFF}
    return {name: re.compile(pattern) for name, pattern in named.items()}
