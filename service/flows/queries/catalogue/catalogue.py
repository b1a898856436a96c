"""The versions of the catalogue, and what became of one topic from version to version."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select

from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.rows import Cells, Difference
from service.flows.desk import Desk
from service.store.catalogue.catalogues import item_of
from service.store.tables.catalogue import (
    CatalogueDraftRow,
    CatalogueItemRow,
    CatalogueRow,
    CatalogueWordingRow,
)

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version; ``by`` is empty for one that came with the program."""

    version: str
    effective_on: date
    published_at: datetime
    by: str
    note: str
    is_in_force: bool
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What a version changed of a topic; nothing different: it was there first, or came new."""

    version: VersionLine
    different: tuple[Difference, ...]


def versions(desk: Desk) -> list[VersionLine]:
    """Every version, the one that is in force last first."""
    row = CatalogueDraftRow
    query = select(row.version, row.closed_by).where(row.version != "")
    publishers = {version: by for version, by in desk.uow.session.execute(query)}  # noqa: C416
    today, current = desk.today, desk.catalogue.version
    return [
        VersionLine(
            version=known.version,
            effective_on=known.effective_on,
            published_at=known.created_at,
            by=publishers.get(known.version, ""),
            note=known.note,
            is_in_force=known.version == current,
            is_ahead=known.effective_on > today,
        )
        for known in desk.uow.catalogues.versions()
    ]


def history(desk: Desk, topic: str) -> list[Past]:
    """The versions that changed a topic, the newest first, down to the one it came with."""
    lines = {line.version: line for line in versions(desk)}
    found = _cells_by_version(desk, topic)
    held = [(lines[version], found[version]) for version in lines if version in found]
    pasts: list[Past] = []
    for place, (line, cells) in enumerate(held):
        if place == len(held) - 1:
            pasts.append(Past(line, ()))
            continue
        different = catalogue_rows.differences(held[place + 1][1], cells)
        if different:
            pasts.append(Past(line, tuple(different)))
    return pasts[:_SHOWN]


def _cells_by_version(desk: Desk, topic: str) -> dict[str, Cells]:
    item, wording = CatalogueItemRow, CatalogueWordingRow
    query = (
        select(item, wording.cells, wording.successor)
        .join(CatalogueRow, CatalogueRow.version == item.version)
        .outerjoin(wording, and_(wording.version == item.version, wording.topic == item.topic))
        .where(item.topic == topic)
    )
    found: dict[str, Cells] = {}
    for row, cells, successor in desk.uow.session.execute(query):
        held = item_of(row, successor or "")
        wordings = {topic: cells} if cells is not None else {}
        found[row.version] = catalogue_rows.rows_of([held], wordings)[topic]
    return found
