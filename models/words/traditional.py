"""Writes traditional characters as simplified ones, so that both ways of writing read alike."""

from __future__ import annotations

import re
from functools import cache

from models.words.lexicon import word_list

_KEPT = re.compile(
    "(?<![显卓昭名原专编译土遗巨合拙])著(?![名作称述])|乾(?![坤隆县元])|瞭(?!望)|[^著乾瞭]+"
)
"""What is replaced in a traditional text: all but 著名, 乾坤 and the like."""

_Table = dict[int, str]


def simplified(text: str) -> str:
    """Return the text with simplified characters, one for one, so that its length stays.

    Characters that simplified texts use too (昇 in a name, 著) are replaced only in a text that
    holds a clearly traditional one. Words that differ by more than characters stay: 計程車.
    """
    sign, telling, shared = _tables()
    if not sign.search(text):
        return text
    return _KEPT.sub(lambda part: part.group().translate(shared), text.translate(telling))


def shows_traditional() -> tuple[int, ...]:
    """Return the codes of the characters by which a text shows that it is traditional."""
    return tuple(_tables()[1])


@cache
def _tables() -> tuple[re.Pattern[str], _Table, _Table]:
    telling, shared = (
        {ord(pair[0]): pair[1] for pair in word_list(name)}
        for name in ("traditional", "traditional_shared")
    )
    return re.compile(f"[{''.join(map(chr, telling))}]"), telling, shared
