"""Knows the families of units by the names that real units bear and the fields they speak of."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Family:
    """The names under which units of one family sign, and the fields of work they name.

    `in_county` is the family that has this work in counties, whose bureaus are fewer: there the
    city-management bureau also sweeps and mends the streets.
    """

    code: str
    names: tuple[str, ...]
    fields: tuple[str, ...]
    in_county: str


@cache
def families() -> Mapping[str, Family]:
    """Return the families of departments and companies by code; townships have no fixed names."""
    path = Path(str(files("models"))) / "resources" / "unit_names.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        found = [
            Family(
                row["family"],
                _parts(row["names"]),
                _parts(row["fields"]),
                row["in_county"] or row["family"],
            )
            for row in csv.DictReader(lines)
        ]
    return MappingProxyType({family.code: family for family in found})


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
