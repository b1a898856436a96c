"""Masks personal data in free text before it is shown, stored in a log or learned from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from models.words.lexicon import pattern
from models.words.personal import DIGITS, Rule, plate_sign, rules
from models.words.text import cleaned
from models.words.traditional import simplified


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and which kinds were found: phone, id_card, bank_card, …"""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Return the cleaned text with personal data replaced by words in brackets, and the kinds.

    Finds e-mail, identity numbers (checksum, or a birthday in place), bank cards (Luhn, or said to
    be one), mobile and landline numbers also when spaced or written in Chinese digits, number
    plates, numbers of papers and accounts that are said to be such, and names that a caller
    introduces, or that stand behind a role or before a title. Masking twice changes nothing. A
    name that nothing introduces is not found.
    """
    masked = cleaned(text)
    plain, kinds = simplified(masked), []
    for sign, group in _groups():
        if sign.search(plain):
            for rule in group:
                masked, count = _replace(masked, plain, rule)
                if count:
                    plain = simplified(masked)
                    kinds.append(rule.kind)
    return Masked(masked, tuple(dict.fromkeys(kinds)))


def telling_patterns() -> str:
    """Return a pattern that matches wherever words tell of a person in a normalised text."""
    return "|".join(
        rule.pattern.pattern.replace("?P<value>", "?:") for rule in rules() if rule.told
    )


def holds_numbers(text: str) -> bool:
    """Say whether a normalised text may hold a number of a person, a card, a telephone, a car."""
    return any(sign.search(text) for sign in _number_signs())


@cache
def _number_signs() -> tuple[re.Pattern[str], ...]:
    return DIGITS, *map(pattern, ("spelt_phone", "spelt_landline", "spelt_id")), plate_sign()


def _replace(text: str, plain: str, rule: Rule) -> tuple[str, int]:
    parts, at = [], 0
    for match in rule.pattern.finditer(plain):
        start, end = match.span("value")
        if rule.accept(match["value"]):
            parts += [text[at:start], rule.shown]
            at = end
    return "".join([*parts, text[at:]]), len(parts) // 2


@cache
def _groups() -> tuple[tuple[re.Pattern[str], tuple[Rule, ...]], ...]:
    """Return the rules in order, those that follow each other with the same sign together."""
    groups = groupby(rules(), lambda rule: rule.sign)
    return tuple((sign, tuple(group)) for sign, group in groups)
