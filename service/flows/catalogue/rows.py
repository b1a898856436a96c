"""The rows of the catalogue as people edit them: every cell a text, as in its spreadsheet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from models.topics.catalogue import COLUMNS, TopicCatalogue, catalogue_of, load_catalogue, row_of
from service.domain.catalogue import Item, Level
from service.store.uow import UnitOfWork

SUCCESSOR = "successor"
ALL_COLUMNS = (*COLUMNS, SUCCESSOR)
WORDING = ("definition", "words", "phrasings", "near_misses", "season", "reference_class")
LEADS = {
    "lead_city": Level.CITY,
    "lead_county": Level.COUNTY,
    "lead_township": Level.TOWNSHIP,
}
# What decides how a text is read; everything else decides where it goes.
READ_BY = frozenset({"level1", "level2", "level3", "words", "phrasings", SUCCESSOR})
_LISTS = {"phrasings": "|", "near_misses": "|", "co_units": "|", "season": "|", "words": "、"}
_BREAKS = {"words": r"[、，,;；|\s]+"}

Cells = Mapping[str, str]
Rows = Mapping[str, Cells]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell of a topic that is not what it was."""

    column: str
    before: str
    after: str


@cache
def shipped_topics() -> TopicCatalogue:
    """The catalogue that came with the program."""
    return load_catalogue()


@cache
def _shipped_rows() -> Rows:
    return {leaf.code: row_of(leaf) for leaf in shipped_topics().leaves}


def rows_of(items: Iterable[Item], wordings: Rows) -> Rows:
    """The rows of a version by code; without wordings of its own it has the program's words."""
    known = wordings or _shipped_rows()
    return {item.topic: _cells(item, known.get(item.topic, {})) for item in items}


def _cells(item: Item, wording: Cells) -> Cells:
    names = dict(zip(("level1", "level2", "level3"), (*item.path, "", ""), strict=False))
    leads = {column: item.leads.get(level, "") for column, level in LEADS.items()}
    return {
        "code": item.topic,
        **names,
        **{column: wording.get(column, "") for column in WORDING},
        **leads,
        "co_units": "|".join(item.co_families),
        "deadline_class": item.deadline_class,
        "direct_answer": "1" if item.may_answer else "0",
        SUCCESSOR: item.successor,
    }


def version_rows(uow: UnitOfWork, version: str) -> Rows:
    """The rows of a published version, retired topics included."""
    held = uow.catalogues.load(version)
    items = {**held.items, **held.retired}
    return rows_of((items[code] for code in sorted(items)), uow.catalogues.wordings(version))


def version_topics(uow: UnitOfWork, version: str) -> TopicCatalogue:
    """The topics by which a reader reads under a version."""
    if not uow.catalogues.wordings(version):
        return shipped_topics()
    return topics_of(version_rows(uow, version))


def item_of(cells: Cells) -> Item:
    """What the dispatch goes by."""
    return Item(
        topic=cells["code"],
        path=(cells["level1"], cells["level2"], cells["level3"]),
        leads={level: cells[column] for column, level in LEADS.items() if cells[column]},
        co_families=tuple(parts("co_units", cells["co_units"])),
        deadline_class=cells["deadline_class"],
        may_answer=cells["direct_answer"] == "1",
        successor=cells[SUCCESSOR],
    )


def wording_of(cells: Cells) -> dict[str, str]:
    """What the reader and people go by."""
    return {column: cells[column] for column in WORDING}


def topics_of(rows: Rows) -> TopicCatalogue:
    """The topics in use, for a reader."""
    return catalogue_of(row for row in rows.values() if not row[SUCCESSOR])


def parts(column: str, cell: str) -> list[str]:
    """The entries of a cell that holds several, each once."""
    mark = _BREAKS.get(column) or r"[|\r\n]+"
    return list(dict.fromkeys(part.strip() for part in re.split(mark, cell) if part.strip()))


def tidy(given: Cells) -> dict[str, str]:
    """The cells in the one way they are kept, whatever separators were typed."""
    cells = {column: given.get(column, "").strip() for column in ALL_COLUMNS}
    for column, mark in _LISTS.items():
        cells[column] = mark.join(parts(column, cells[column]))
    cells["definition"] = " ".join(cells["definition"].split())
    cells["direct_answer"] = "1" if cells["direct_answer"] == "1" else "0"
    return cells


def differences(before: Cells | None, after: Cells) -> list[Difference]:
    """The cells that differ, in the order of the columns; all that are filled for a new topic."""
    known = before or {}
    return [
        Difference(column, known.get(column, ""), after[column])
        for column in ALL_COLUMNS
        if known.get(column, "") != after[column] and (before or after[column] not in ("", "0"))
    ]
