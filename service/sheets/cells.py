"""Turns a workbook cell's value into the text a person sees in it."""

import re
from datetime import datetime, time, timedelta

_ESCAPED_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")
_HALF_SECOND = timedelta(milliseconds=500)


def cell_text(value: object) -> str:
    """Return ``value`` as text: integers without “.0”, dates as ISO, nothing as ""."""
    match value:
        case None:
            text = ""
        case str():
            text = _plain(value) if "_x00" in value else value
        case bool():
            text = "TRUE" if value else "FALSE"
        case float():
            text = _number(value)
        case datetime():
            text = _moment(value)
        case timedelta():
            text = _duration(value)
        case _:
            text = str(value)
    return text


def _plain(text: str) -> str:
    """Undo Excel's spelling of control characters; only tab and line break survive."""

    def character(match: re.Match[str]) -> str:
        found = chr(int(match.group(1), 16))
        return found if found in "\t\n" else ""

    return _ESCAPED_CONTROL.sub(character, text)


def _number(value: float) -> str:
    """Fifteen digits, as Excel shows, and no exponent where the number is whole."""
    if value.is_integer():
        return str(int(value))
    return format(value, ".15g")


def _moment(value: datetime) -> str:
    """To the second, because Excel keeps times as fractions; a bare date stays a date."""
    rounded = (value + _HALF_SECOND).replace(microsecond=0)
    if rounded.time() == time():
        return rounded.date().isoformat()
    return rounded.isoformat(sep=" ")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
