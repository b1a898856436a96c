"""The kinds of personal data in a text: how each looks, what is shown instead, what makes sure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from models.words.lexicon import pattern, word_list
from models.words.literals import needed
from models.words.segment import word_class

_ABOUT = "关于"  # looks like a surname and a name, as 关于涛 would
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BORN = re.compile(
    r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{4}"
    r"(?:19\d\d|20[01]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
)
"""A province, a place in it and a day of birth: a number mistyped elsewhere still tells whose."""
_UNION_CARD = re.compile(r"62\d{14,17}")
_GAP = "(?: ?[-\u2010\u2013\u2014\u2212] ?| )?"
"""What people put between the digits of a number: a blank, a dash of any length, or both."""
_DIGIT = f"[0-9]{_GAP}"
_AT = re.compile("@")
DIGITS = re.compile(f"{_DIGIT}(?:{_DIGIT}){{2}}[.·0-9](?:{_GAP}[0-9]){{3}}")
"""All numbers hold seven digits, or three and four behind a point; begins with a class of letters,
which is found several times faster."""
_NAMES = ("introduced", "dotted", "own", "listed", "titled", "called", "role", "calling")
_SURE_NAMES = frozenset({"introduced", "dotted", "calling"})
"""Names that the words around them tell surely; others may be no words of the dictionary."""
_NO_NAME = frozenset(
    "镇县吗呢吧的要给是我你他她换了着过们位课有在和与不也都就还没每各这那些种将被把让到"
)
_NAME_CLASSES = frozenset({"x", "nr", "nrt", "nrfg", "nz"})
_ACTIONS = frozenset({"v", "b", "p"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of personal data: how it looks, what is shown instead, what makes it sure.

    It is looked for only where its `sign` is found, which is quicker. `told` are rules that words
    tell of, not numbers.
    """

    kind: str
    shown: str
    sign: re.Pattern[str]
    pattern: re.Pattern[str]
    accept: Callable[[str], bool] = bool
    told: bool = False


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


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are looked for."""
    return (*_numbers(), *_told())


def _numbers() -> Iterator[Rule]:
    whole = "(?<![0-9])(?P<value>{})(?![0-9])"
    email = re.compile(r"(?P<value>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)", re.ASCII)
    id_card = re.compile(whole.format(rf"[1-9]{_GAP}(?:{_DIGIT}){{16}}[0-9Xx]"))
    card = re.compile(whole.format(rf"(?:{_DIGIT}){{15,18}}[0-9]"))
    spelt = {name: pattern(f"spelt_{name}") for name in ("id", "phone", "landline")}
    yield Rule("email", "[邮箱]", _AT, email, told=True)
    yield Rule("id_card", "[身份证号]", DIGITS, id_card, _is_id)
    yield Rule("id_card", "[身份证号]", DIGITS, pattern("introduced_id"))
    yield Rule("bank_card", "[银行卡号]", DIGITS, card, _is_card)
    yield Rule("bank_card", "[银行卡号]", DIGITS, pattern("introduced_card"))
    for phone in _phones(whole):
        yield Rule("phone", "[电话]", DIGITS, re.compile(phone))
    yield Rule("id_card", "[身份证号]", spelt["id"], spelt["id"])
    yield Rule("phone", "[电话]", spelt["phone"], spelt["phone"])
    yield Rule("phone", "[电话]", spelt["landline"], spelt["landline"])
    yield Rule("phone", "[电话]", DIGITS, pattern("introduced_phone"))
    yield Rule("plate", "[车牌]", plate_sign(), pattern("number_plate"))


def _told() -> Iterator[Rule]:
    yield _introduced("email", "[邮箱]", "spelt_email")
    yield _introduced("plate", "[车牌]", "introduced_plate")
    yield _introduced("paper", "[证件号]", "introduced_paper")
    yield _introduced("account", "[账号]", "introduced_account")
    yield _introduced("account", "[账号]", "introduced_qq")
    surname = re.compile(_with_surnames("own_surname"))
    yield Rule("name", "[姓名]", re.compile("姓"), surname, told=True)
    for name in _NAMES:
        sign = _sign(pattern(f"{name}_name").pattern)
        accept = is_name if name in _SURE_NAMES else _is_likely_name
        shape = re.compile(_with_surnames(f"{name}_name"))
        yield Rule("name", "[姓名]", sign, shape, accept, told=True)
    beside = re.compile(_with_surnames("beside_name"))
    yield Rule("name", "[姓名]", re.compile(r"\[电话\]"), beside, _is_likely_name)


def _introduced(kind: str, shown: str, name: str) -> Rule:
    return Rule(kind, shown, _sign(pattern(name).pattern), pattern(name), told=True)


def _with_surnames(name: str) -> str:
    known = word_list("surnames")
    single = "".join(s for s in known if len(s) == 1)
    surname = "|".join((*(s for s in known if len(s) > 1), f"[{single}]"))
    return pattern(name).pattern.replace("<surname>", f"(?:{surname})")


def _phones(whole: str) -> tuple[str, ...]:
    return (
        whole.format(rf"(?:(?:\+{_GAP})?8{_GAP}6{_GAP})?1{_GAP}[3-9]{_GAP}(?:{_DIGIT}){{8}}[0-9]"),
        whole.format(r"1[3-9][0-9](?:[.·][0-9]{4}){2}"),
        r"(?<![0-9A-Za-z])(?P<value>1[3-9][0-9oO]{9})(?![0-9A-Za-z])",
        whole.format(rf"[(（]?0[1-9][0-9]{{1,2}}[)）]?{_GAP}[2-9][0-9]{{2,3}}{_GAP}[0-9]{{4}}"),
    )


def _sign(told: str) -> re.Pattern[str]:
    """Return a pattern of the words of which a pattern needs one."""
    words = next(iter(needed(told.replace("<surname>", "."))), frozenset({""}))
    return re.compile("|".join(map(re.escape, sorted(words))))


@cache
def plate_sign() -> re.Pattern[str]:
    """Return a pattern found wherever a number plate with its province stands."""
    return re.compile("[A-Za-z](?: ?[·•-] ?| )?(?=[A-Za-z0-9]{0,5}[0-9])[A-Za-z0-9]{4}")


def _digits(value: str) -> str:
    return re.sub("[^0-9Xx]", "", value)


def _is_id(value: str) -> bool:
    digits = _digits(value)
    return is_id_number(digits) or bool(_BORN.fullmatch(digits))


def _is_card(value: str) -> bool:
    digits = _digits(value)
    return passes_luhn(digits) or bool(_UNION_CARD.fullmatch(digits))


def is_name(value: str) -> bool:
    """Say whether what stands where a name may stand is none of the words that often do."""
    return value != _ABOUT and not value.startswith(word_list("not_names"))


def _is_likely_name(value: str) -> bool:
    """Say whether the value is a name and neither a word of the dictionary nor made of such."""
    if len(value) < 2:
        return True
    if not is_name(value) or not _NO_NAME.isdisjoint(value):
        return False
    if word_class(value) not in _NAME_CLASSES:
        return False
    if len(value) != 3:
        return True
    return word_class(value[:2]) in _NAME_CLASSES | {"n"} and word_class(value[1:]) not in _ACTIONS
