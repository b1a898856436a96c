"""Declares the frame of handled cases that the patterns of poor handling are looked for in."""

from __future__ import annotations

import pandas as pd

CASES: dict[str, str] = {
    "no": "ticket number, unique",
    "unit": "code of the lead unit; empty when the source names none",
    "topic": "six-digit leaf topic or empty",
    "place": "what tells one place from another: a code, or names as written; may be empty",
    "caller": "opaque key of the caller, or empty",
    "event": "key of the one event it belongs to, or empty",
    "registered_at": "UTC",
    "due_at": "when the first reply was due, extensions left out; may be missing",
    "limit_hours": "hours from dispatch to due_at; may be missing",
    "replied_at": "first reply, UTC; missing while there is none",
    "request": "what the caller said, as written",
    "reply": "the last reply, as written; empty while there is none",
    "result": "result code of the last reply",
    "delayed": "whether it was extended, suspended, or replied to late",
}


class BadCases(ValueError):
    """A frame of cases lacks columns; the message names them."""


def check_cases(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases with an index from 0. Raises `BadCases` naming what is missing."""
    missing = [name for name in CASES if name not in cases.columns]
    if missing:
        raise BadCases(f"cases lack the columns {', '.join(missing)}")
    return cases[list(CASES)].reset_index(drop=True)
