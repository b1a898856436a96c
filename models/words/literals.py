"""Works out which letters a regular expression cannot match without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import product
from typing import Any

Words = frozenset[str]

_MOST = 80
"""A longer list of words would be found nearly everywhere."""
_KNOWN_CLASS = 24
_PARSER: Any = import_module("re._parser")
"""The standard library's own parser, so that nothing is understood otherwise than it matches."""
_CODES: Any = import_module("re._constants")


def branches_of(pattern: str) -> list[str]:
    """Return the parts of a pattern between the bars that stand outside all brackets."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = _class_end(pattern, at)
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and not depth:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


def language(pattern: str) -> Words | None:
    """Return all texts that a pattern matches where these are few and have no conditions."""
    return _all(_PARSER.parse(pattern))


def needed(pattern: str) -> tuple[Words, ...]:
    """Return sets of words of each of which every match holds one, the most telling first.

    Empty where the pattern matches without any letter in particular.
    """
    found = {words for words in _conditions(_PARSER.parse(pattern)) if "" not in words}
    return tuple(sorted(found, key=lambda words: (*_telling(words), sorted(words))))


def _telling(words: Words) -> tuple[int, int]:
    return -min(3, *map(len, words)), len(words)


def _class_end(pattern: str, at: int) -> int:
    at += 2 if pattern[at + 1] == "^" else 1
    at += pattern[at] == "]"
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at


def _all(items: Sequence[Any]) -> Words | None:
    parts: list[Words] = []
    for item in items:
        words = _all_of(*item)
        if words is None:
            return None
        parts.append(words)
    return _joined(parts)


def _all_of(code: Any, value: Any) -> Words | None:
    if code is _CODES.LITERAL:
        return frozenset(chr(value))
    if code is _CODES.IN:
        return _of_class(value)
    if code is _CODES.SUBPATTERN:
        return _all(value[3])
    if code is _CODES.BRANCH:
        return _union(map(_all, value[1]))
    if code in {_CODES.MAX_REPEAT, _CODES.MIN_REPEAT}:
        least, most, inner = value
        words = _all(inner) if most is not _CODES.MAXREPEAT and most <= 2 else None
        return words and _union(_joined([words] * times) for times in range(least, most + 1))
    return None


def _of_class(items: Sequence[Any]) -> Words | None:
    found: set[str] = set()
    for code, value in items:
        if code is _CODES.LITERAL:
            found.add(chr(value))
        elif code is _CODES.RANGE and value[1] - value[0] < _KNOWN_CLASS:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(found) if len(found) <= _KNOWN_CLASS else None


def _joined(parts: Iterable[Words | None]) -> Words | None:
    words: Words = frozenset({""})
    for part in parts:
        if part is None or len(words) * len(part) > _MOST:
            return None
        words = frozenset(map("".join, product(words, part)))
    return words


def _union(parts: Iterable[Words | None]) -> Words | None:
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found) if len(found) <= _MOST else None


def _conditions(items: Sequence[Any]) -> Iterator[Words]:
    """Yield sets of words one of which is in every match of items in a row."""
    run: Words = frozenset({""})
    for code, value in items:
        words = _all_of(code, value)
        longer = None if words is None else _joined((run, words))
        if longer is not None:
            run = longer
            continue
        yield run
        run = frozenset({""}) if words is None else words
        if words is None:
            yield from _inner(code, value)
    yield run


def _inner(code: Any, value: Any) -> Iterator[Words]:
    if code is _CODES.SUBPATTERN:
        yield from _conditions(value[3])
    elif code in {_CODES.MAX_REPEAT, _CODES.MIN_REPEAT} and value[0] > 0:
        yield from _conditions(value[2])
    elif code is _CODES.ASSERT:
        yield from _conditions(value[1])
    elif code is _CODES.BRANCH:
        best = [_best(branch) for branch in value[1]]
        whole = _union(best)
        if whole is not None:
            yield whole


def _best(items: Sequence[Any]) -> Words | None:
    found = [words for words in _conditions(items) if "" not in words]
    return min(found, key=_telling, default=None)
