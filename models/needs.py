"""Notices signals of hardship that civil affairs should look into; it never decides."""

from __future__ import annotations

import re
from functools import cache

from models.lexicon import table
from models.text import sentences


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            row["need"],
            re.compile(row["pattern"]),
            re.compile(row["unless"]) if row["unless"] else None,
        )
        for row in table("need_cues")
    )


def needs(text: str) -> dict[str, tuple[str, ...]]:
    """Return the kinds of hardship a normalised text signals, each with the words that say so.

    Keys are identifiers such as subsistence, medical, disability, in the order of the word list.
    A sentence that also holds a word of the exclusions does not count.
    """
    found: dict[str, list[str]] = {}
    for sentence in sentences(text):
        for need, pattern, unless in _cues():
            match = pattern.search(sentence)
            if match and not (unless and unless.search(sentence)):
                found.setdefault(need, []).append(match.group())
    order = dict.fromkeys(need for need, _, _ in _cues())
    return {need: tuple(dict.fromkeys(found[need])) for need in order if need in found}
