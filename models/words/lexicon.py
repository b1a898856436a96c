"""Loads the word lists that ship with the models, once, when first asked."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files


def _read(name: str) -> str:
    return files("models").joinpath("resources", name).read_text(encoding="utf-8")


@cache
def word_list(name: str) -> tuple[str, ...]:
    """Return the words of resources/NAME.txt in file order, each once; lines with # are notes."""
    lines = _read(f"{name}.txt").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return tuple(dict.fromkeys(words))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of resources/NAME.tsv as dicts by column; lines with # are notes.

    Columns stand apart by tabs, because patterns hold commas.
    """
    lines = [line for line in _read(f"{name}.tsv").splitlines() if line and line[0] != "#"]
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of that name in resources/patterns.tsv; raises KeyError without one."""
    return re.compile({row["name"]: row["pattern"] for row in table("patterns")}[name])


@cache
def stop_words() -> frozenset[str]:
    """Return the words that carry no matter: function words, greetings, hotline boilerplate."""
    return frozenset(word_list("stop_words"))
