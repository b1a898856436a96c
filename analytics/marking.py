"""Marks the numbers of a sentence with the name of the set of tickets that they count."""

from __future__ import annotations

import re

from analytics.wording import pieces

Mark = tuple[int, int, str]
_OPEN, _NAMED, _CLOSE = "\ue000", "\ue001", "\ue002"
_ONE = re.compile(f"{_OPEN}([^{_OPEN}-{_CLOSE}]*){_NAMED}([^{_OPEN}-{_CLOSE}]*){_CLOSE}")
_STRAY = re.compile(f"[{_OPEN}-{_CLOSE}]")


def marked(words: str, name: str) -> str:
    """Return words that say how many tickets the set `name` has, to be taken out by `unmarked`."""
    return f"{_OPEN}{name}{_NAMED}{words}{_CLOSE}"


def marked_pieces(count: int, name: str) -> str:
    """Return a count of requests, marked; a count of none leads nowhere and is not."""
    return marked(pieces(count), name) if count else pieces(count)


def unmarked(text: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the sentence as it is read, and start, end and set of each marked part of it."""
    plain, marks, last = "", [], 0
    for found in _ONE.finditer(text):
        plain += _STRAY.sub("", text[last : found.start()])
        marks.append((len(plain), len(plain) + len(found[2]), found[1]))
        plain, last = plain + found[2], found.end()
    return plain + _STRAY.sub("", text[last:]), tuple(marks)
