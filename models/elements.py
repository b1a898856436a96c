"""Looks for the five elements of a request, and for the several demands one text may hold."""

from __future__ import annotations

import re

from models.text import sentences

ELEMENTS = ("name", "time", "place", "event", "demand")

_NAME = re.compile(
    r"我叫|本人(?:姓|叫)|姓名|\[姓名\]|联系人|[一-鿿]{1,3}(?:先生|女士|某某|某)(?![一-鿿]{0,2}(?:你好|您好))"
)
_CLOCK = re.compile(
    r"(?:19|20)\d\d年|\d{1,2}月(?:\d{1,2}[日号]|份)?|\d{1,2}[日号](?!楼|线|院|门)|\d{1,2}[:：点]\d{0,2}|(?:今|昨|前|明)(?:天|日|晚|早|年)"
    r"|(?:早|晚|半夜|凌晨|深夜|夜里|中午|上午|下午|傍晚|清晨|白天|夜间)|(?:这|上|本|下)(?:个)?(?:周|星期|礼拜|月|学期)"
    r"|(?:[一二两三四五六七八九十几半数多]|\d+)(?:多)?个?(?:年|月|天|周|星期|礼拜|小时|分钟|个月)|最近|近期|近日|近来|刚才|刚刚|现在|目前|平时|每天|天天|每年|每月|长期|常年|至今|开始|以来|去年|前年|国庆|春节|元旦|五一|暑假|寒假|周末|冬天|夏天|冬季|夏季|雨季|汛期"
)
_DEMAND = re.compile(
    r"请(?:求|问|尽快|派|帮|给|政府|有关|相关|领导|部门|协调|安排|处理|解决|查|核实|落实|严|加|将|把|对|你|您|贵|上级|务必|督促|环保|城管|交警|公安)|恳(?:请|求)|要求|希望|盼|望(?:.{0,10})(?:解决|处理|回复|答复|重视|查|尽快)|建议|咨询|询问|求助|想(?:问|知道|了解)|能否|能不能|可否|是否|怎么办|如何|何时|什么时候|投诉|举报|[?？]|吗|呢"
)
_ITEM = re.compile(
    r"(?:^|(?<=[。；;，,：:\n！？!? ]))(?:[(（]?(?:[1-9一二三四五六七八九])[)）]|[1-9一二三四五六七八九][、．]|[1-9]\.(?!\d)"
    r"|[①②③④⑤⑥⑦⑧⑨]|第[一二三四五六七八九](?:点)?[,，、：:]?|其[一二三四]{1}[,，、：:]?)"
)
_TURN = re.compile(
    r"(?:^|(?<=[。；;，,\n！？!?]))(?:另外|此外|还有|同时|再者|其次|另|并且还|顺便|还想|以及)[,，:：]?"
)
_ASKS = re.compile(
    r"请(?:求|尽快|问|派|帮|协调|安排|处理|解决|查|核实)|恳请|恳求|要求|希望|建议|咨询|询问|想(?:问|知道|了解)|能否|能不能|是否|怎么办|如何|何时|什么时候|投诉|举报|反映|[?？]"
)
_TROUBLE = re.compile(
    r"不(?:热|亮|通|给|退|管|到位|合格|达标|作为|处理|开|修|清|发|让|能)|没(?:有|人|水|电|气|修|装)|坏|漏|堵|脏|乱|差|臭|噪|扰民|违|占|拖欠|破|塌|裂|停(?:水|电|气)|收费|问题|隐患|缺|少|慢|晚|污染|损坏|脱落|故障|不足|过高|太"
)
_MAX_DEMANDS = 6
_MIN_DEMAND = 5


def missing_elements(text: str, *, has_place: bool, has_event: bool) -> tuple[str, ...]:
    """Return which of name, time, place, event, demand a normalised text lacks, in that order.

    Place and event are found elsewhere (places, topic) and told here. Names are only seen where
    a caller introduces one, so a name may be missed; the caller's own record may hold it.
    """
    there = {
        "name": bool(_NAME.search(text)),
        "time": bool(_CLOCK.search(text)),
        "place": has_place,
        "event": has_event,
        "demand": bool(_DEMAND.search(text)),
    }
    return tuple(element for element in ELEMENTS if not there[element])


def demands(text: str) -> tuple[str, ...]:
    """Return the demands of a normalised text, one each, at most six; () when it states none.

    Numbered points and turns such as “另外” part demands where each part asks or complains;
    otherwise the sentence that asks most plainly stands for the whole text.
    """
    parts = _points(text, _ITEM)
    if len(parts) < 2:
        parts = _points(text, _TURN, keep_head=True)
    if len(parts) >= 2:
        return tuple(parts[:_MAX_DEMANDS])
    asking = [s for s in sentences(text) if _ASKS.search(s)]
    return (asking[-1],) if asking else ()


def _points(text: str, mark: re.Pattern[str], *, keep_head: bool = False) -> list[str]:
    cuts = [match.span() for match in mark.finditer(text)]
    if not cuts or (len(cuts) < 2 and not keep_head):
        return []
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    parts = [text[start:end] for (_, start), end in zip(cuts, ends, strict=True)]
    if keep_head:
        parts.insert(0, text[: cuts[0][0]])
    trimmed = [part.strip(" \n，,。；;：:、") for part in parts]
    return [p for p in trimmed if len(p) >= _MIN_DEMAND and (_ASKS.search(p) or _TROUBLE.search(p))]
