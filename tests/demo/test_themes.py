"""The themes speak of topics, units, places and slots that exist."""

# ruff: noqa: S311  (repeatable chance is what is tested)

import csv
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from random import Random

import pytest

from service.demo.city import load_city
from service.demo.events import load_recipes, themes_of_events
from service.demo.grammar import Template, slots_of
from service.demo.places import Pools
from service.demo.scene import known_slots
from service.demo.seasons import hour_of, season_weight
from service.demo.themes import ORDINARY, Theme, fact_of, load_phrases, load_themes

THEMES = {theme.key: theme for theme in load_themes()}
# What is set while a reply is written.
LATE_SLOTS = {"name", "unit", "suggested"}


def _templates(theme: Theme) -> Iterator[Template]:
    for group in (theme.titles, theme.more, theme.effects, theme.tried, theme.asks, theme.replies):
        yield from group
    yield from (fact.template for fact in theme.facts)
    for consult in theme.consults:
        yield from (consult.question, consult.answer)


def _leaves() -> set[str]:
    """The leaves of the catalogue as the data files write them: code·name."""
    folder = files("models") / "resources" / "topics"
    tables = [entry for entry in folder.iterdir() if entry.name.endswith(".csv")]
    return {
        f"{row['code']}·{row['level3']}"
        for table in tables
        for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    }


def _marks() -> set[str]:
    data = files("service.demo") / "data"
    tables = [entry for entry in (data / "themes").iterdir() if entry.name.endswith(".toml")]
    texts = [table.read_text(encoding="utf-8") for table in (*tables, data / "events.toml")]
    mark = re.compile(r'(?:^topic = "|"@)(\d{6}·[^" ]+)', re.MULTILINE)
    return {found for text in texts for found in mark.findall(text)}


def test_every_topic_is_a_leaf_of_the_catalogue() -> None:
    marks = _marks()
    assert len(marks) > 150
    assert marks <= _leaves()


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_slot_has_a_value(theme: Theme) -> None:
    asked = frozenset().union(*map(slots_of, _templates(theme)))
    assert asked <= known_slots() | LATE_SLOTS


def test_every_shared_phrase_has_values_for_its_slots() -> None:
    for kinds in load_phrases().values():
        for templates in kinds.values():
            assert frozenset().union(*map(slots_of, templates)) <= known_slots() | LATE_SLOTS


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_theme_can_be_placed_timed_and_joined(theme: Theme) -> None:
    if theme.place != "none":
        assert Pools(load_city()).draw(Random(1), theme.place, theme.place_words)
    assert 0 <= hour_of(Random(1), theme.hours) <= 23
    assert season_weight(theme.day, date(2025, 6, 1)) > 0
    assert set(theme.also) <= set(THEMES)
    assert not theme.direct or theme.consults or theme.form != ORDINARY
    assert theme.facts


def test_events_keep_their_own_facts() -> None:
    own = themes_of_events(THEMES)
    for recipe in load_recipes():
        assert own[recipe.kind].facts == recipe.facts
        assert own[recipe.kind].key == recipe.theme


def test_a_marked_fact_names_its_leaf() -> None:
    assert fact_of("@070102·人行道违停 车停在人行道上").topic == "070102"
    assert fact_of("车停在人行道上").topic == ""
