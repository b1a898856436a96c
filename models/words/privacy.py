"""Masks personal data in free text before it is shown, stored in a log or learned from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from models.words.lexicon import pattern, word_list
from models.words.literals import needed
from models.words.text import cleaned
from models.words.traditional import simplified

_ABOUT = "关于"  # looks like a surname and a name, as 关于涛 would
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_GAP = "(?: ?[-\u2010\u2013\u2014\u2212] ?| )?"
"""What people put between the digits of a number: a blank, a dash of any length, or both."""
_DIGIT = f"[0-9]{_GAP}"
_AT = re.compile("@")
_DIGITS = re.compile(f"{_DIGIT}(?:{_DIGIT}){{2}}[.·0-9](?:{_GAP}[0-9]){{3}}")
"""All numbers hold seven digits, or three and four behind a point; begins with a class of letters,
which is found several times faster."""
_NAMES = ("introduced", "titled", "calling")


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


@dataclass(frozen=True, slots=True)
class _Rule:
    """A kind of personal data: how it looks, what is shown instead, what makes it sure.

    It is looked for only where its `sign` is found, which is quicker.
    """

    kind: str
    shown: str
    sign: re.Pattern[str]
    pattern: re.Pattern[str]
    accept: Callable[[str], bool] = bool


def mask(text: str) -> Masked:
    """Return the cleaned text with personal data replaced by words in brackets, and the kinds.

    Finds e-mail, identity numbers (checksum), bank cards (Luhn), mobile and landline numbers also
    when spaced or written in Chinese digits, number plates, and names that a caller introduces.
    Masking twice changes nothing. A name without an introduction is not found.
    """
    masked = cleaned(text)
    plain, kinds = simplified(masked), []
    for sign, rules in _groups():
        if sign.search(plain):
            for rule in rules:
                masked, count = _replace(masked, plain, rule)
                if count:
                    plain = simplified(masked)
                    kinds.append(rule.kind)
    return Masked(masked, tuple(dict.fromkeys(kinds)))


def telling_words() -> str:
    """Return a pattern of the words of which a text with a name or an address holds one."""
    return "|".join(
        ("@", *sorted({rule.sign.pattern for rule in _rules() if rule.accept is _is_name}))
    )


def holds_numbers(text: str) -> bool:
    """Say whether a normalised text may hold a number of a person, a card, a telephone, a car."""
    return any(sign.search(text) for sign in _number_signs())


@cache
def _number_signs() -> tuple[re.Pattern[str], ...]:
    return _DIGITS, pattern("spelt_phone"), _plate_sign()


def _replace(text: str, plain: str, rule: _Rule) -> tuple[str, int]:
    parts, at = [], 0
    for match in rule.pattern.finditer(plain):
        start, end = match.span("value")
        if rule.accept(match["value"]):
            parts += [text[at:start], rule.shown]
            at = end
    return "".join([*parts, text[at:]]), len(parts) // 2


@cache
def _groups() -> tuple[tuple[re.Pattern[str], tuple[_Rule, ...]], ...]:
    """Return the rules in order, those that follow each other with the same sign together."""
    groups = groupby(_rules(), lambda rule: rule.sign)
    return tuple((sign, tuple(rules)) for sign, rules in groups)


@cache
def _rules() -> tuple[_Rule, ...]:
    surname = f"[{''.join(word_list('surnames'))}]"
    whole = "(?<![0-9])(?P<value>{})(?![0-9])"
    return (
        _Rule(
            "email",
            "[邮箱]",
            _AT,
            re.compile(r"(?P<value>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)", re.ASCII),
        ),
        _Rule(
            "id_card",
            "[身份证号]",
            _DIGITS,
            re.compile(whole.format(rf"[1-9]{_GAP}(?:{_DIGIT}){{16}}[0-9Xx]")),
            lambda value: is_id_number(_digits(value)),
        ),
        _Rule(
            "bank_card",
            "[银行卡号]",
            _DIGITS,
            re.compile(whole.format(rf"(?:{_DIGIT}){{15,18}}[0-9]")),
            lambda value: passes_luhn(_digits(value)),
        ),
        *(_Rule("phone", "[电话]", _DIGITS, re.compile(p)) for p in _phones(whole)),
        _Rule("phone", "[电话]", pattern("spelt_phone"), pattern("spelt_phone")),
        _Rule("phone", "[电话]", _DIGITS, pattern("introduced_phone")),
        _Rule("plate", "[车牌]", _plate_sign(), pattern("number_plate")),
        *(
            _Rule("name", "[姓名]", _sign(p), re.compile(p.replace("<surname>", surname)), _is_name)
            for p in (pattern(f"{name}_name").pattern for name in _NAMES)
        ),
    )


def _phones(whole: str) -> tuple[str, ...]:
    return (
        whole.format(rf"(?:(?:\+{_GAP})?8{_GAP}6{_GAP})?1{_GAP}[3-9]{_GAP}(?:{_DIGIT}){{8}}[0-9]"),
        whole.format(r"1[3-9][0-9](?:[.·][0-9]{4}){2}"),
        whole.format(rf"\(?0[1-9][0-9]{{1,2}}\)?{_GAP}[2-9][0-9]{{2,3}}{_GAP}[0-9]{{4}}"),
    )


def _sign(told: str) -> re.Pattern[str]:
    """Return a pattern of the words of which a pattern needs one."""
    words = next(iter(needed(told.replace("<surname>", "."))), frozenset({""}))
    return re.compile("|".join(map(re.escape, sorted(words))))


def _plate_sign() -> re.Pattern[str]:
    return re.compile("[A-Z][ ·-]?[A-Z0-9]{5}")


def _digits(value: str) -> str:
    return re.sub("[^0-9Xx]", "", value)


def _is_name(value: str) -> bool:
    return value != _ABOUT and not value.startswith(word_list("not_names"))
