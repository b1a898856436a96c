"""Texts as any database can hold them, and the numbers and days that they may write."""

from datetime import date

_MOST_DIGITS = 9
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def storable(text: str) -> str:
    """The text without NUL characters and halves of characters, which some databases refuse."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def whole(text: str) -> int | None:
    """The whole number that a text writes; None for anything else, or more than nine digits."""
    said = text.strip()
    is_plain = said.isascii() and said.isdecimal()
    return int(said) if is_plain and len(said) <= _MOST_DIGITS else None


def check_year(day: date) -> None:
    """Raises ``ValueError`` with a Chinese reason for a day that no matter of ours can have."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"年份要在 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间")
