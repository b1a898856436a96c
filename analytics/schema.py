"""Declares the columns of the tickets frame and checks them where a frame comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

Kind = Literal["text", "number", "flag", "instant"]


class BadFrame(ValueError):
    """A frame lacks columns or holds values of another kind; the message names all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its values are, whether they may be missing, and what they mean."""

    name: str
    kind: Kind
    nullable: bool
    meaning: str


_TICKETS = (
    Column("no", "text", False, "ticket number; empty when the source has none"),
    Column("registered_at", "instant", True, "when the request was registered, UTC"),
    Column("tokens", "text", False, "words of title and text, segmented upstream, space-joined"),
    Column("title", "text", False, "one line; may be empty"),
    Column("topic", "text", False, "six-digit leaf topic or empty"),
    Column("topic_path", "text", False, "names of the three topic levels joined by /"),
    Column("request_type", "text", False, "consult help complaint report suggest praise other"),
    Column("channel", "text", False, "code of the intake channel"),
    Column("area", "text", False, "code of the district or county, or empty"),
    Column("area_name", "text", False, "name of that area"),
    Column("places", "text", False, "place names as written in the text, joined by |"),
    Column("unit", "text", False, "code of the lead unit, or empty"),
    Column("unit_name", "text", False, "name of the lead unit"),
    Column("unit_group", "text", False, "county department enterprise township, or empty"),
    Column("caller", "text", False, "opaque key of the caller, or empty"),
    Column("weight", "number", True, "votes of support besides the caller's own request"),
    Column("status", "text", False, "life cycle state"),
    Column("dispatch_due_at", "instant", True, "when the first dispatch was due"),
    Column("dispatched_at", "instant", True, "first dispatch"),
    Column("signed_at", "instant", True, "first signature of the lead unit"),
    Column("sign_due_at", "instant", True, "when the signature was due"),
    Column("due_at", "instant", True, "when the reply was due, extensions included"),
    Column("closed_at", "instant", True, "when the ticket was closed"),
    Column("first_contact_on_time", "flag", True, "the unit reached the caller in time"),
    Column("on_time", "flag", True, "handled before it was due"),
    Column("solved", "flag", True, "callback: solved"),
    Column("satisfied", "flag", True, "callback: satisfied"),
    Column("responded", "flag", True, "callback: the unit responded"),
    Column("rounds", "number", True, "times handled; 1 without a redo"),
    Column("dispatch_count", "number", True, "times dispatched; 0 when answered directly"),
    Column("returned", "flag", True, "a unit's objection was upheld"),
    Column("extended", "flag", True, "an extension was granted"),
    Column("direct", "flag", True, "answered at first contact"),
    Column("called_back", "flag", True, "a callback was tried"),
    Column("outcome", "text", False, "derived: direct dispatched merged rejected waiting"),
    Column("topic_1", "text", False, "derived: first level of topic_path"),
    Column("topic_2", "text", False, "derived: first two levels of topic_path"),
)

TICKETS: Mapping[str, Column] = MappingProxyType({c.name: c for c in _TICKETS})


def check(tickets: pd.DataFrame, needs: Iterable[str]) -> pd.DataFrame:
    """Return the needed columns of the frame, unchanged, in the order asked for.

    Assumes every name in `needs` is declared in `TICKETS`. Raises `BadFrame` naming every missing
    column and every column that holds another kind of value than declared, and `KeyError` for an
    undeclared name (a programmer's mistake).
    """
    names = list(needs)
    columns = [TICKETS[name] for name in names]
    missing = [c.name for c in columns if c.name not in tickets.columns]
    if missing:
        raise BadFrame(f"tickets lack the columns {', '.join(missing)}")
    wrong = [p for c in columns if (p := _problem(tickets[c.name], c))]
    if wrong:
        raise BadFrame("; ".join(wrong))
    return tickets[names]


def empty_tickets(needs: Iterable[str]) -> pd.DataFrame:
    """Return a frame without rows that has the needed columns in their declared kinds."""
    kinds = {"text": "object", "number": "float64", "flag": "boolean"}
    columns = {
        name: pd.Series(dtype=kinds.get(TICKETS[name].kind, "datetime64[us, UTC]"))
        for name in needs
    }
    return pd.DataFrame(columns)


def _problem(values: pd.Series, column: Column) -> str:
    if not column.nullable and values.isna().any():
        return f"{column.name} has missing values"
    if len(values) and values.notna().any() and not _fits(values, column.kind):
        return f"{column.name} should hold {column.kind} values, not {values.dtype}"
    return ""


def _fits(values: pd.Series, kind: Kind) -> bool:
    present = values.dropna()
    if kind == "instant":
        return isinstance(values.dtype, pd.DatetimeTZDtype)
    if kind == "number":
        return pd.api.types.is_numeric_dtype(present.infer_objects()) and not _is_flag(present)
    if kind == "flag":
        return _is_flag(present)
    return pd.api.types.infer_dtype(present, skipna=True) in {"string", "empty"}


def _is_flag(present: pd.Series) -> bool:
    return pd.api.types.infer_dtype(present, skipna=True) == "boolean"
