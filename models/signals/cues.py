"""All patterns that a reading searches a text for, so that one pass tells which can match."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from models.words.lexicon import pattern, table
from models.words.privacy import holds_numbers, telling_patterns
from models.words.scan import Scan, Scanner

_PERSONAL = "personal"
_NAMED = ("said_name", "said_time", "said_demand", "asks", "trouble", "turn")


def scanned(texts: Sequence[str]) -> list[Scan]:
    """Return for each normalised text which cues it may hold."""
    return _scanner().scan(texts)


def request_cue(number: int) -> str:
    """Return the name of a row of the request cues."""
    return f"request {number}"


def need_cue(number: int) -> str:
    """Return the name of a row of the need cues."""
    return f"need {number}"


def may_name_people(text: str, scan: Scan) -> bool:
    """Return False when a text, part of the normalised one scanned, holds no personal data."""
    return scan.may_hold(_PERSONAL) or holds_numbers(text)


def urgency_patterns() -> dict[str, str]:
    """Return for each kind of urgency cue one pattern that matches where one of them does."""
    found: dict[str, str] = {}
    for row in table("urgency_cues"):
        before = found.get(row["kind"])
        found[row["kind"]] = f"{before}|{row['pattern']}" if before else row["pattern"]
    return found


@cache
def _scanner() -> Scanner:
    requests = {request_cue(i): row["pattern"] for i, row in enumerate(table("request_cues"))}
    needs = {need_cue(i): row["pattern"] for i, row in enumerate(table("need_cues"))}
    named = {name: pattern(name).pattern for name in _NAMED}
    named[_PERSONAL] = telling_patterns()
    return Scanner(requests | needs | urgency_patterns() | named)
