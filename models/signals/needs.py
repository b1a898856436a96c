"""Notices signals of hardship that civil affairs should look into; it never decides."""

from __future__ import annotations

import re
from functools import cache

from models.signals.cues import need_cue, scanned
from models.words.lexicon import table
from models.words.scan import Scan
from models.words.text import sentences


@cache
def _cues() -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            need_cue(number),
            row["need"],
            re.compile(row["pattern"]),
            re.compile(row["unless"]) if row["unless"] else None,
        )
        for number, row in enumerate(table("need_cues"))
    )


def needs(text: str, scan: Scan | None = None) -> dict[str, tuple[str, ...]]:
    """Return the kinds of hardship a normalised text signals, each with the words that say so.

    Keys are identifiers such as subsistence, medical, disability, in the order of the word list.
    A sentence that also holds a word of the exclusions does not count. `scan` is of the text,
    where there is one already.
    """
    scan = scan or scanned([text])[0]
    found: dict[str, tuple[str, ...]] = {}
    for name, need, pattern, unless in _cues():
        if scan.holds(name, text):
            said = (s for s in sentences(text) if not (unless and unless.search(s)))
            words = dict.fromkeys(m.group() for m in map(pattern.search, said) if m)
            if words:
                found[need] = tuple(words)
    return found
