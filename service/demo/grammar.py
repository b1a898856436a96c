"""Sentence templates: `[this|or that]`, `{3-9}` and `{slot}`, compiled once, filled many times."""

import re
from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple, TypeAlias

_PIECE = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_RANGE = re.compile(r"\{(\d+)-(\d+)(?:/(\d+))?\}")

Slots = Callable[[str], str]


class _Choice(NamedTuple):
    options: tuple["Template", ...]


class _Range(NamedTuple):
    low: int
    steps: int
    step: int


class _Slot(NamedTuple):
    name: str


Template: TypeAlias = tuple[str | _Choice | _Range | _Slot, ...]


def compile_template(source: str) -> Template:
    """Return the compiled form of a template; raises ValueError for unbalanced brackets."""
    parts: list[str | _Choice | _Range | _Slot] = []
    end = 0
    for match in _PIECE.finditer(source):
        parts.append(source[end : match.start()])
        parts.append(_compile_piece(match.group()))
        end = match.end()
    parts.append(source[end:])
    if any(isinstance(part, str) and set(part) & set("[]{}") for part in parts):
        raise ValueError(f"unbalanced brackets in template {source!r}")
    return tuple(part for part in parts if part != "")


def compile_all(sources: Iterable[str]) -> tuple[Template, ...]:
    """Return the compiled forms of several templates, in their order."""
    return tuple(compile_template(source) for source in sources)


def _compile_piece(piece: str) -> _Choice | _Range | _Slot:
    if piece[0] == "[":
        return _Choice(compile_all(piece[1:-1].split("|")))
    if match := _RANGE.fullmatch(piece):
        low, high, step = int(match[1]), int(match[2]), int(match[3] or 1)
        if high < low:
            raise ValueError(f"empty range {piece!r}")
        return _Range(low, (high - low) // step + 1, step)
    if not piece[1:-1].isidentifier():
        raise ValueError(f"neither a range nor a slot: {piece!r}")
    return _Slot(piece[1:-1])


def slots_of(template: Template) -> frozenset[str]:
    """Return the names of all slots that a template may ask for."""
    names: set[str] = set()
    for part in template:
        if isinstance(part, _Slot):
            names.add(part.name)
        elif isinstance(part, _Choice):
            names.update(*map(slots_of, part.options))
    return frozenset(names)


def fill(template: Template, rng: Random, slots: Slots) -> str:
    """Return one text of the template: choices and numbers from `rng`, names from `slots`."""
    out: list[str] = []
    for part in template:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, _Slot):
            out.append(slots(part.name))
        elif isinstance(part, _Range):
            out.append(str(part.low + part.step * int(rng.random() * part.steps)))
        else:
            option = part.options[int(rng.random() * len(part.options))]
            out.append(fill(option, rng, slots) if option else "")
    return "".join(out)
