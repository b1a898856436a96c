"""Cleans what cells hold: numbers, phones, and the words for a few known choices."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).with_name("words.toml")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_MARKS = re.compile(r"[\W_]+")
_ENDING = re.compile(r"(?<=.)(?:类型|诉求|类|件)$")
_PARTS = re.compile(r"[-/>|·:,;、\s]+")

_SCIENTIFIC = re.compile(r"\d(?:\.(?P<decimals>\d+))?e\+?(?P<power>\d+)", re.IGNORECASE)
_INSIDE_NUMBER = re.compile(r"[\s\-‐-―()]+")
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d[\d*]{8})")
_MOBILE_INSIDE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_LANDLINE = re.compile(
    r"(?:\+?0{0,2}86)?(?P<area>0?(?:10|2\d|[3-9]\d{2}))(?P<number>[2-9]\d{6,7})"
    r"(?:(?:转|x|ext|#|分机)(?P<extension>\d{1,6}))?"
)
_SERVICE = re.compile(r"[48]00\d{7}")
_LOCAL = re.compile(r"[2-9]\d{6,7}")


def clean_code(text: str) -> str:
    """Return a number or code without what exports add to it: blanks, tabs, ="…", ".0"."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("'\u200b\ufeff")
    if match := _FORMULA_TEXT.fullmatch(plain):
        plain = match[1].strip()
    return re.sub(r"^(\d+)\.0+$", r"\1", plain)


def clean_phone(text: str) -> str:
    """Return the first callable number in ``text``, empty when there is none.

    Mobile numbers come as eleven digits (asterisks of a masked one stay), landlines as
    “0731-82222222” or with “-8001” for an extension, local ones as they are.
    """
    plain = _unscientific(clean_code(text))
    for part in (plain, *re.split(r"[/,;、|\\]+|\s+", plain)):
        number = _one_phone(_INSIDE_NUMBER.sub("", part))
        if number:
            return number
    loose = _MOBILE_INSIDE.search(plain)
    return loose[0] if loose else ""


def request_type(text: str) -> str:
    """Return the identifier of a request type said in Chinese, empty when it is not known."""
    return _choice("request_type", text)


def channel(text: str) -> str:
    """Return the identifier of a channel said in Chinese, empty when it is not known."""
    return _choice("channel", text)


def urgency(text: str) -> str:
    """Return the identifier of an urgency said in Chinese, empty when it is not known."""
    return _choice("urgency", text)


def whole_number(text: str) -> int:
    """Return a count such as likes; 0 for what is not a whole number of 0 or more."""
    plain = clean_code(text).replace(",", "")
    return int(plain) if plain.isdecimal() and len(plain) <= 12 else 0


def _choice(kind: str, text: str) -> str:
    """Look ``text`` up whole, then by its parts; an answer counts only when it is the one."""
    words = _words(kind)
    for form in _forms(text):
        if form in words:
            return words[form]
    parts = _PARTS.split(unicodedata.normalize("NFKC", text))
    found = {words[form] for part in parts for form in _forms(part) if form in words}
    return found.pop() if len(found) == 1 else ""


def _forms(text: str) -> Iterator[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()
    yield plain
    yield _ENDING.sub("", plain)


@cache
def _words(kind: str) -> dict[str, str]:
    """Return normalised word to identifier; an identifier stands for itself."""
    table = tomllib.loads(_WORDS.read_text(encoding="utf-8"))[kind]
    return {
        _MARKS.sub("", word).lower(): key for key, words in table.items() for word in (*words, key)
    }


def _unscientific(text: str) -> str:
    """Write 1.3800138E+10 in full when no digit was lost, else return nothing."""
    match = _SCIENTIFIC.fullmatch(text)
    if not match:
        return text
    if int(match["power"]) > 20 or len((match["decimals"] or "").rstrip("0")) < 7:
        return ""
    return format(Decimal(text), "f").split(".")[0]


def _one_phone(digits: str) -> str:
    if match := _MOBILE.fullmatch(digits):
        return match[1]
    if _SERVICE.fullmatch(digits) or _LOCAL.fullmatch(digits):
        return digits
    if match := _LANDLINE.fullmatch(digits):
        extension = f"-{match['extension']}" if match["extension"] else ""
        return f"0{match['area'].removeprefix('0')}-{match['number']}{extension}"
    return ""
