"""Masks personal data in free text before it is shown, stored in a log or learned from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from models.text import normalise

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DIGIT = r"[0-9][ -]?"
_NOT_A_NAME = frozenset(
    "什么 怎么 这个 那个 哪个 你们 我们 他们 大家 不知 不详 没有 保密 如下 先生 女士 电话 手机 方式 地址 姓名 "
    "号码 领导 业主 市民 村民 群众 居民 家长 工人 农民 一名 一个 是否 为什 人员 本人 你好 您好 和联 及联 或者 "
    "以及 必须 需要 已经 可以 不是 都是 就是 也是 还是 的话 出来 起来 一下 不到 不动 不应 车来 车去 救护 出租 "
    "滴滴 物业 保安 警察".split()
)
_TITLES = "先生|女士|小姐|同志|老师|师傅|阿姨|大爷|大妈"
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and which kinds were found: phone, id_card, bank_card, …"""

    text: str
    kinds: tuple[str, ...]


def is_id_number(value: str) -> bool:
    """Return whether 18 characters are an identity number by the checksum of GB 11643-1999."""
    digits = value.upper()
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", digits):
        return False
    total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == digits[17]


def passes_luhn(value: str) -> bool:
    """Return whether a string of 13 to 19 digits has a valid Luhn check digit, as bank cards do."""
    if not re.fullmatch(r"\d{13,19}", value):
        return False
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(value))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def mask(text: str) -> Masked:
    """Return the normalised text with personal data replaced by words in brackets, and the kinds.

    Finds e-mail, identity numbers (checksum), bank cards (Luhn), mobile and landline numbers also
    when spaced or written in Chinese digits, number plates, and names that a caller introduces.
    Masking twice changes nothing. A name without an introduction is not found.
    """
    masked = normalise(text)
    kinds: list[str] = []
    for kind, pattern, shown, accept in _RULES:
        masked, count = _replace(masked, pattern, shown, accept)
        if count:
            kinds.append(kind)
    return Masked(masked, tuple(dict.fromkeys(kinds)))


def _replace(
    text: str, pattern: re.Pattern[str], shown: str, accept: Callable[[str], bool]
) -> tuple[str, int]:
    count = 0

    def swap(match: re.Match[str]) -> str:
        nonlocal count
        value = match.group("value")
        if not accept(value):
            return match.group()
        count += 1
        start, end = (match.span("value")[i] - match.start() for i in (0, 1))
        return match.group()[:start] + shown + match.group()[end:]

    return pattern.sub(swap, text), count


def _digits(value: str) -> str:
    return re.sub(r"[ -]", "", value)


def _is_name(value: str) -> bool:
    return not any(value.startswith(word) for word in _NOT_A_NAME)


def _always(value: str) -> bool:
    return bool(value)


_RULES: tuple[tuple[str, re.Pattern[str], str, Callable[[str], bool]], ...] = (
    ("email", re.compile(r"(?P<value>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.A), "[邮箱]", _always),
    (
        "id_card",
        re.compile(rf"(?<![0-9])(?P<value>[1-9][ -]?(?:{_DIGIT}){{16}}[0-9Xx])(?![0-9])"),
        "[身份证号]",
        lambda value: is_id_number(_digits(value)),
    ),
    (
        "bank_card",
        re.compile(rf"(?<![0-9])(?P<value>(?:{_DIGIT}){{15,18}}[0-9])(?![0-9])"),
        "[银行卡号]",
        lambda value: passes_luhn(_digits(value)),
    ),
    (
        "phone",
        re.compile(
            rf"(?<![0-9])(?P<value>(?:\+?86[ -]?)?1[ -]?[3-9][ -]?(?:{_DIGIT}){{8}}[0-9])(?![0-9])"
        ),
        "[电话]",
        _always,
    ),
    (
        "phone",
        re.compile(r"(?<![0-9])(?P<value>\(?0[1-9][0-9]{1,2}\)?[ -]?[2-9][0-9]{6,7})(?![0-9])"),
        "[电话]",
        _always,
    ),
    (
        "phone",
        re.compile(r"(?P<value>[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9})"),
        "[电话]",
        _always,
    ),
    (
        "phone",
        re.compile(
            r"(?:电话|座机|手机|热线|致电|拨打|联系方式)[号码是为:： ]{0,4}(?P<value>[2-9][0-9]{6,7})(?![0-9])"
        ),
        "[电话]",
        _always,
    ),
    (
        "plate",
        re.compile(
            r"(?P<value>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][ ·-]?"
            r"(?=[A-Z0-9]{0,5}[0-9])[A-HJ-NP-Z0-9]{5,6})(?![A-Z0-9])"
        ),
        "[车牌]",
        _always,
    ),
    (
        "name",
        re.compile(
            r"(?:我叫|本人叫|我的名字[叫是]|名字[叫是]|姓名(?:是|为)?|联系人(?:是|为)?|投诉人|反映人|诉求人|举报人"
            r"|来电人|申请人|当事人|经办人)[:： ]{0,2}"
            rf"(?P<value>[{_SURNAME}][一-鿿]{{1,2}}?)(?=[,，。；;、:：( （\n\[0-9]|是|电|联|手|身|男|女|今|现|家|住|{_TITLES}|$)"
        ),
        "[姓名]",
        _is_name,
    ),
    (
        "name",
        re.compile(
            rf"(?P<value>[{_SURNAME}][一-鿿]{{0,2}}?)(?=(?:{_TITLES})(?:[,，。；;(（]|来电|反映|咨询|称|投诉|举报|致电))"
        ),
        "[姓名]",
        _is_name,
    ),
)
