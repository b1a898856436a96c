"""Holds a city's list of places and finds their names in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.words.traditional import simplified

AREA_KINDS = frozenset({"district", "county", "zone", "street", "town", "township"})
_MIN_NAME = 2


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One place: its code, name, kind, the code of the place it lies in, and other names."""

    code: str
    name: str
    kind: str
    parent: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gazetteer:
    """All places of a city; empty is legal and finds nothing."""

    entries: tuple[GazetteerEntry, ...] = ()
    _by_code: dict[str, GazetteerEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {entry.code: entry for entry in self.entries})

    def get(self, code: str) -> GazetteerEntry | None:
        """Return the entry with this code, or None."""
        return self._by_code.get(code)

    def line_of(self, code: str) -> Iterator[GazetteerEntry]:
        """Yield the place and then what it lies in, up to the top; stops at an unknown parent."""
        seen: set[str] = set()
        entry = self.get(code)
        while entry is not None and entry.code not in seen:
            seen.add(entry.code)
            yield entry
            entry = self.get(entry.parent)

    @cached_property
    def names(self) -> Mapping[str, tuple[GazetteerEntry, ...]]:
        """Every name and alias of two characters or more, simplified, with those that bear it."""
        found: dict[str, list[GazetteerEntry]] = {}
        for entry in self.entries:
            for name in dict.fromkeys(map(simplified, (entry.name, *entry.aliases))):
                if len(name) >= _MIN_NAME:
                    found.setdefault(name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        lengths: dict[str, set[int]] = {}
        for name in self.names:
            lengths.setdefault(name[:_MIN_NAME], set()).add(len(name))
        return {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}

    @cached_property
    def _firsts(self) -> re.Pattern[str]:
        return re.compile(f"[{re.escape(''.join(sorted({name[0] for name in self.names})))}]")

    def matches(self, text: str) -> Iterator[tuple[int, int, tuple[GazetteerEntry, ...]]]:
        """Yield (start, end, places of that name), longest name first, without overlap."""
        heads, done = self._lengths, 0
        for found in self._firsts.finditer(text) if heads else ():
            at = found.start()
            if at < done:
                continue
            for length in heads.get(text[at : at + _MIN_NAME], ()):
                if text[at : at + length] in self.names:
                    done = at + length
                    yield at, done, self.names[text[at:done]]
                    break
