"""What a person can choose from in a form, and what a typed choice means."""

import re
from dataclasses import dataclass, field

from service.domain.catalogue import Catalogue, Level

_AREA_LEVELS = 2
_TOPIC_LEVELS = 3
_FEW = 2
_BETWEEN = re.compile("[,，、\n]")


@dataclass(frozen=True, slots=True)
class Choices:
    """Pairs (what is typed or picked, what explains it) for units, topics and areas.

    ``designators``: who may designate a unit, where that is asked; ``co_units``: the co-units at
    work; ``asking_out``: those of them that want to leave it.
    """

    units: list[tuple[str, str]]
    topics: list[tuple[str, str]]
    areas: list[tuple[str, str]]
    designators: list[tuple[str, str]] = field(default_factory=list)
    co_units: list[tuple[str, str]] = field(default_factory=list)
    asking_out: list[tuple[str, str]] = field(default_factory=list)


def choices(catalogue: Catalogue) -> Choices:
    """Everything that can be picked in the catalogue in force; of units the city's first."""
    held = sorted(catalogue.units.values(), key=lambda unit: unit.level is not Level.CITY)
    units = [(u.name, catalogue.family_names.get(u.family, "")) for u in held if u.is_active]
    topics = [(item.path[-1], " / ".join(item.path[:-1])) for item in catalogue.items.values()]
    return Choices(units, topics, [(name, "") for name in catalogue.top_areas.values()])


def unit_code(catalogue: Catalogue, typed: str) -> str:
    """The code of a unit given by code, name, or words of one active unit's name only.

    What was typed when there is none, or more than one.
    """
    if typed in catalogue.units:
        return typed
    named = [unit.code for unit in catalogue.units.values() if unit.name == typed]
    partly = [] if named or len(typed) < _FEW else units_with(catalogue, typed)
    return named[0] if named else partly[0] if len(partly) == 1 else typed


def unit_codes(catalogue: Catalogue, typed: str) -> list[str]:
    """The codes of several units typed with commas between, each read as ``unit_code`` does."""
    parts = (part.strip() for part in _BETWEEN.split(typed))
    return [unit_code(catalogue, part) for part in parts if part]


def units_with(catalogue: Catalogue, words: str) -> list[str]:
    """The codes of the active units whose name holds the words."""
    units = catalogue.units.values()
    return [unit.code for unit in units if unit.is_active and words in unit.name]


def unit_name(catalogue: Catalogue, code: str) -> str:
    """The name of a unit, the code when it is not known."""
    unit = catalogue.units.get(code)
    return unit.name if unit else code


def topic_code(catalogue: Catalogue, typed: str) -> str:
    """The code of a topic given by code or by the name of its last level."""
    if typed in catalogue.items:
        return typed
    return next((i.topic for i in catalogue.items.values() if i.path[-1] == typed), typed)


def topic_prefix(catalogue: Catalogue, typed: str) -> str:
    """The leading digits of a topic of any level, given by name; the broadest one, or empty."""
    if not typed:
        return ""
    found = (
        (level, item.topic)
        for item in catalogue.items.values()
        for level, name in enumerate(item.path, start=1)
        if name == typed
    )
    level, code = min(found, default=(0, ""))
    return code[: 2 * level]


def topic_level_name(catalogue: Catalogue, prefix: str) -> str:
    """The name of a topic of any level given by its leading digits; else what was given."""
    level = len(prefix) // 2
    if not prefix.isdecimal() or not 1 <= level <= _TOPIC_LEVELS:
        return prefix
    paths = (i.path for i in catalogue.items.values() if i.topic.startswith(prefix))
    return next((path[level - 1] for path in paths), prefix)


def topic_name(catalogue: Catalogue, code: str) -> str:
    """A topic's names from broad to narrow; a retired one keeps its own."""
    item = catalogue.items.get(code) or catalogue.retired.get(code)
    return " / ".join(item.path) if item else code


def area_code(catalogue: Catalogue, typed: str) -> str:
    """The code of an area given by code or name; the largest area of that name."""
    if typed in catalogue.area_names:
        return typed
    found = [code for code, name in catalogue.area_names.items() if name == typed]
    return min(found, key=lambda code: (len(catalogue.chain(code)), code), default=typed)


def area_name(catalogue: Catalogue, code: str) -> str:
    """An area with the county it lies in."""
    chain = [c for c in catalogue.chain(code) if len(catalogue.chain(c)) >= _AREA_LEVELS]
    return " ".join(catalogue.area_names.get(c, c) for c in reversed(chain)) or (
        catalogue.area_names.get(code, code)
    )
