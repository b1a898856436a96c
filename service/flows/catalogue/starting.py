"""The first dispatch catalogue and the starter units, as they come with the program."""

from collections.abc import Mapping
from csv import DictReader
from datetime import date, datetime
from pathlib import Path

import models
from models.topics.catalogue import TopicCatalogue, load_catalogue
from service.domain.catalogue import Catalogue, Item, Level, Unit
from service.domain.errors import Misconfigured
from service.store.uow import UnitOfWork

_FAMILIES = Path(models.__file__).parent / "resources" / "unit_families.csv"


def offline_catalogue() -> Catalogue:
    """The built-in catalogue with the starter units, for reading files without an installation."""
    topics = load_catalogue()
    return Catalogue(
        version=_version(topics),
        items={item.topic: item for item in catalogue_items(topics)},
        units={unit.code: unit for unit in starter_units()},
        family_names={code: row["name"] for code, row in unit_families().items()},
    )


def starter_units() -> list[Unit]:
    """One unit per family that a city has itself, until it lists its own."""
    return [
        Unit(code, row["unit_name"], Level(row["level"]), code)
        for code, row in unit_families().items()
        if row["level"] in (Level.CITY, Level.ENTERPRISE)
    ]


def is_empty(uow: UnitOfWork) -> bool:
    """Whether the installation has no catalogue yet."""
    try:
        uow.catalogues.version_on(date.max)
    except Misconfigured:
        return True
    return False


def add_catalogue(
    uow: UnitOfWork, topics: TopicCatalogue, *, effective_on: date, now: datetime
) -> None:
    """The built-in topics as the first version of the dispatch catalogue."""
    uow.catalogues.add_version(
        _version(topics),
        catalogue_items(topics),
        effective_on=effective_on,
        note="随系统提供的派单目录",
        now=now,
    )


def catalogue_items(topics: TopicCatalogue) -> list[Item]:
    """The rows of the dispatch catalogue that the topics describe."""
    return [
        Item(
            topic=leaf.code,
            path=leaf.path,
            leads=_leads(leaf.lead_city, leaf.lead_county, leaf.lead_township),
            co_families=leaf.co_units,
            deadline_class=leaf.deadline_class,
            may_answer=leaf.direct_answer,
        )
        for leaf in topics.leaves
    ]


def _version(topics: TopicCatalogue) -> str:
    return f"1-{topics.digest[:6]}"


def unit_families() -> dict[str, dict[str, str]]:
    """The families of units by code: name, unit_name, level."""
    with _FAMILIES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in DictReader(file)}


def _leads(city: str, county: str, township: str) -> Mapping[Level, str]:
    given = {Level.CITY: city, Level.COUNTY: county, Level.TOWNSHIP: township}
    return {level: family for level, family in given.items() if family}
