"""The kinds of request that citizens of the demo city make, read from the theme files."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from service.demo.grammar import Template, compile_all, compile_template
from service.domain.ticket import RequestType

Phrases = tuple[Template, ...]

ORDINARY = "ordinary"
INVALID = "invalid"
OUTSIDE = "outside"


class Fact(NamedTuple):
    """A sentence that says what happened; `topic` where it is not the theme's main leaf."""

    template: Template
    topic: str


class Consult(NamedTuple):
    """A question with its answer; `topic` where it is not the theme's main leaf."""

    question: Template
    answer: Template
    topic: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How matters of a theme usually end; `days` is the mean in working days."""

    solve: float
    satisfy: float
    days: float
    is_urgent: bool
    multi: float
    repeat: float


@dataclass(frozen=True, slots=True)
class Theme:
    """One kind of matter: when it comes up, who leads it, and the sentences for it.

    `dispatched` and `direct` are weights among dispatched and among directly answered
    requests; `months` multiplies both by calendar month.
    """

    key: str
    name: str
    topic: str
    family: str
    tier: str
    place: str
    place_words: tuple[str, ...]
    form: str
    is_calm: bool
    is_emergency: bool
    dispatched: float
    direct: float
    months: tuple[float, ...]
    day: str
    hours: str
    types: tuple[tuple[str, float], ...]
    outcome: Outcome
    wrong: tuple[str, ...]
    also: tuple[str, ...]
    titles: Phrases
    facts: tuple[Fact, ...]
    more: Phrases
    effects: Phrases
    tried: Phrases
    asks: Phrases
    consults: tuple[Consult, ...]
    replies: Phrases


@cache
def load_themes() -> tuple[Theme, ...]:
    """Return all themes in a fixed order; raises ValueError naming a theme that is malformed."""
    folder = files("service.demo") / "data" / "themes"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    tables = [
        table
        for name in names
        for table in tomllib.loads((folder / name).read_text(encoding="utf-8"))["theme"]
    ]
    return tuple(_theme(table) for table in tables)


@cache
def load_phrases() -> dict[str, dict[str, Phrases]]:
    """Return the sentences shared by all themes: group → kind → templates."""
    text = (files("service.demo") / "data" / "phrases.toml").read_text(encoding="utf-8")
    return {
        group: {kind: compile_all(sources) for kind, sources in table.items()}
        for group, table in tomllib.loads(text).items()
    }


def _theme(table: dict[str, Any]) -> Theme:
    try:
        return Theme(
            **{name: table[name] for name in ("key", "name", "family", "place")},
            topic=topic_code(table["topic"]),
            **_timing(table),
            **_sentences(table),
            tier=table.get("tier", "county"),
            place_words=tuple(table.get("place_words", ())),
            form=table.get("form", ORDINARY),
            is_calm=table.get("calm", False),
            is_emergency=table.get("emergency", False),
            types=_types(table["types"]),
            outcome=_outcome(table["outcome"]),
            wrong=tuple(table.get("wrong", ())),
            also=tuple(table.get("also", ())),
        )
    except (KeyError, ValueError) as problem:
        raise ValueError(f"theme {table.get('key')!r} is malformed: {problem}") from problem


def _timing(table: dict[str, Any]) -> dict[str, Any]:
    months = tuple(float(factor) for factor in table.get("months", (1.0,) * 12))
    if len(months) != 12:
        raise ValueError(f"{len(months)} months")
    return {
        "dispatched": float(table.get("dispatched", 0)),
        "direct": float(table.get("direct", 0)),
        "months": months,
        "day": table.get("day", ""),
        "hours": table["hours"],
    }


def _sentences(table: dict[str, Any]) -> dict[str, Any]:
    lists = ("titles", "more", "effects", "asks", "replies")
    return {
        **{name: compile_all(table[name]) for name in lists},
        "tried": compile_all(table.get("tried", ())),
        "facts": tuple(fact_of(source) for source in table["facts"]),
        "consults": tuple(_consult(source) for source in table["consults"]),
    }


def topic_code(marked: str) -> str:
    """Return the code of a topic written as `code·name`; the name is for readers and a test."""
    return marked.partition("·")[0]


def fact_of(source: str) -> Fact:
    """Return the fact written as `sentence` or as `@code·name sentence`."""
    topic, sentence = _marked(source)
    return Fact(compile_template(sentence), topic)


def _consult(source: str) -> Consult:
    topic, sentence = _marked(source)
    question, arrow, answer = sentence.partition(" => ")
    if not arrow:
        raise ValueError("a consult is written as question => answer")
    return Consult(compile_template(question), compile_template(answer), topic)


def _marked(source: str) -> tuple[str, str]:
    if not source.startswith("@"):
        return "", source
    topic, _, sentence = source[1:].partition(" ")
    return topic_code(topic), sentence


def _types(table: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((RequestType(name).value, float(weight)) for name, weight in table.items())


def _outcome(table: dict[str, Any]) -> Outcome:
    return Outcome(
        solve=float(table["solve"]),
        satisfy=float(table["satisfy"]),
        days=float(table["days"]),
        is_urgent=bool(table.get("urgent", False)),
        multi=float(table.get("multi", 0)),
        repeat=float(table.get("repeat", 0.1)),
    )
