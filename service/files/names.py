"""Gives a file a name that can be shown, stored and saved anywhere."""

import re
import unicodedata

from service.files.kinds import FileType

LONGEST = 100
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(given: str, kind: FileType) -> str:
    """The name without a path and without what cannot be seen, ending as its content asks.

    An ending that says something else is replaced: what is saved is opened by what it is.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    seen = "".join(ch for ch in last if unicodedata.category(ch) not in _INVISIBLE)
    plain = " ".join(_FORBIDDEN.sub(" ", seen).split()).rstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or not _is_ending(ending):
        stem, ending = plain, ""
    if ending.lower() not in kind.endings:
        ending = kind.endings[0]
    stem = stem.strip(". ")[: LONGEST - len(ending) - 1].strip(". ")
    return f"{stem or '附件'}.{ending}"


def _is_ending(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) <= 8
