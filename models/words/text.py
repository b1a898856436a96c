"""Cleans one text so that every later step sees the same characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.words.traditional import shows_traditional, simplified

MAX_CHARS = 8_000
"""Longer texts are cut here: what a caller wants is said long before, and reading stays bounded."""

_CHINESE_MARKS = "，。？！；：（）“”‘’、《》〈〉【】「」…—～·"
_KEPT = re.compile(f"([{_CHINESE_MARKS}]+)")
_FOREIGN = re.compile(f"[^一-鿿{_CHINESE_MARKS}\n -~]")
"""What NFKC may change or what shows nothing; all other characters stay as they are."""
_LOOSE = re.compile(r"[ \n]{2}")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\v\f\x85]")
_NEW_LINES = re.compile(r" ?\n[ \n]*")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Characters of other classes that take no room or show nothing, as selectors of a variant do."""
_NARROW = re.compile(r"[,!?;:]+|\.\.+")
_WIDE = str.maketrans(",!?;:", "，！？；：")
_REPEATED = re.compile(r"([，。！？；：、…])\1+")
_MENDED, _BLANK, _STRESS, _PAUSE = 1, 2, 4, 8
"""Kinds of characters: mended wherever it stands; beside another blank; when repeated; at a line's
end."""
_SENTENCE = re.compile(r"[^。！？!?；;\n…]+[。！？!?；;…]*")
_ONLY_MARKS = re.compile(r"[\W_]*")


def normalise(text: str) -> str:
    """Return the text as it is read: cleaned, and written in one way; at most MAX_CHARS long.

    Characters become simplified, the marks of Chinese sentences full width, repeated marks one; a
    line does not end at a comma. Applying it twice changes nothing. Never raises for a str.
    """
    return _punctuated(simplified(_clean(text))).strip()[:MAX_CHARS].rstrip()


def normalised(texts: Sequence[str]) -> list[str]:
    """Return `normalise` of each text; those that have nothing to mend are found all at once."""
    bare = [text.strip() for text in texts]
    if not any(bare):
        return bare
    rows = zip(texts, bare, _may_need_mending(bare), strict=True)
    return [
        normalise(text) if needs or len(text) > MAX_CHARS else stripped
        for text, stripped, needs in rows
    ]


def _may_need_mending(texts: Sequence[str]) -> list[bool]:
    """Say for each stripped text whether it holds signs that `normalise` may change."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kinds()[np.minimum(codes, 0xFFFF)]
    next_ones = kinds[1:] & kinds[:-1]
    mend = (kinds & _MENDED) > 0
    mend[1:] |= (next_ones & _BLANK) > 0
    mend[1:] |= ((next_ones & _STRESS) > 0) & (codes[1:] == codes[:-1])
    mend[1:] |= ((kinds[:-1] & _PAUSE) > 0) & (codes[1:] == ord("\n"))
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    mend[starts[1:-1] - 1] = False
    count = np.concatenate([np.zeros(1, np.int64), np.cumsum(mend)])
    found: list[bool] = (np.diff(count[np.minimum(starts, len(codes))]) > 0).tolist()
    return found


def cleaned(text: str) -> str:
    """Return the text as its writer meant it to look, at most MAX_CHARS long.

    In NFKC (digits and letters in half width, Chinese marks as they are), without characters that
    show nothing, blanks and line ends single. Applying it twice changes nothing.
    """
    return _clean(text).strip()[:MAX_CHARS].rstrip()


def _clean(text: str) -> str:
    shown = text[: 2 * MAX_CHARS]
    if _FOREIGN.search(shown):
        shown = _visible(_UNSEEN.sub("", shown))
    if _FOREIGN.search(shown):
        parts = _KEPT.split(shown)
        parts[::2] = [_visible(unicodedata.normalize("NFKC", part)) for part in parts[::2]]
        shown = _BLANKS.sub(" ", "".join(parts))
    if _LOOSE.search(shown):
        shown = _NEW_LINES.sub("\n", _BLANKS.sub(" ", shown))
    return shown


def _punctuated(text: str) -> str:
    joined = _NARROW.sub(_wide, text).replace("，\n", "，").replace("、\n", "、")
    return _REPEATED.sub(r"\1", joined)


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return for each character what `normalise` may do with it; those beyond count as one."""
    kinds = np.full(0x10000, _MENDED, np.uint8)
    kinds[0x4E00:0xA000] = 0
    kinds[ord(" ") : ord("~") + 1] = 0
    kinds[[*map(ord, _CHINESE_MARKS)]] = 0
    kinds[[*map(ord, ",!?;:"), *shows_traditional()]] = _MENDED
    kinds[[ord(" "), ord("\n")]] = _BLANK
    kinds[[*map(ord, "，。！？；：、….")]] |= _STRESS
    kinds[[*map(ord, "，、")]] |= _PAUSE
    return kinds


def _wide(run: re.Match[str]) -> str:
    """The marks in full width beside a Chinese character; between digits or letters they stay."""
    marks, text = run.group(), run.string
    if marks[0] == ".":
        return "…"
    beside = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
    return marks.translate(_WIDE) if any("\u3400" <= c <= "\u9fff" for c in beside) else marks


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
    found = [part.strip() for part in _SENTENCE.findall(text)]
    return tuple([p for p in found if p and (p[0].isalnum() or not _ONLY_MARKS.fullmatch(p))])
