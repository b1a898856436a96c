"""Cleans one text so that every later step sees the same characters."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARS = 8_000
"""Longer texts are cut here: what a caller wants is said long before, and reading stays bounded."""

_CHINESE_MARKS = "，。？！；：（）“”‘’、《》〈〉【】「」…—～·"
_KEPT = re.compile(f"([{_CHINESE_MARKS}]+)")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\v\f\x85]")
_NEW_LINES = re.compile(r" ?\n[ \n]*")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SENTENCE = re.compile(r"[^。！？!?；;\n…]+[。！？!?；;…]*")
_ONLY_MARKS = re.compile(r"[\W_]*")


def normalise(text: str) -> str:
    """Return the text in NFKC without control characters, single blanks, at most MAX_CHARS long.

    Chinese punctuation keeps its full width because people read it; digits and letters become
    half width. Applying it twice changes nothing. Never raises for a str.
    """
    shown = _visible(text[: 2 * MAX_CHARS])
    parts = _KEPT.split(shown)
    parts[::2] = [_visible(unicodedata.normalize("NFKC", part)) for part in parts[::2]]
    joined = _NEW_LINES.sub("\n", _BLANKS.sub(" ", "".join(parts)))
    return joined.strip()[:MAX_CHARS].rstrip()


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    lined = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    if lined.replace("\n", "").isprintable():
        return lined
    return "".join(c for c in lined if c == "\n" or unicodedata.category(c) not in _HIDDEN)


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a normalised text in order, each stripped, none empty.

    Splits after 。！？；, their half-width twins, an ellipsis and at line ends, not at commas.
    """
    found = (match.group().strip() for match in _SENTENCE.finditer(text))
    return tuple(part for part in found if not _ONLY_MARKS.fullmatch(part))
