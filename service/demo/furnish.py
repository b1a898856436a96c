"""Gives an empty installation the simulated city: places, units, catalogue, people."""

from datetime import date, datetime

from models.topics.catalogue import load_catalogue
from service.demo.city import City
from service.demo.people import staff
from service.domain.catalogue import Level, Unit
from service.domain.clocks.hours import Hours
from service.domain.permissions import Actor, Role
from service.flows.catalogue.starting import add_catalogue
from service.flows.staff.demonstration import PASSWORD
from service.flows.staff.people import hash_password
from service.store.staff.people import actor_of
from service.store.uow import UnitOfWork

_ALWAYS_OPEN = frozenset({"water_company", "electricity"})
_ROUND_THE_CLOCK = Hours(((0, 24 * 60),), is_daily=True)


def furnish(uow: UnitOfWork, city: City, first: date, now: datetime) -> None:
    """Places, units, the built-in catalogue from ``first`` on, and everybody's account.

    All accounts of the demonstration share one password: hashing each would take a minute.
    """
    uow.catalogues.add_areas(
        {
            "code": place.code,
            "name": place.name,
            "kind": place.kind,
            "parent": place.parent,
            "aliases": "|".join(place.aliases),
        }
        for place in city.places
    )
    uow.catalogues.add_units(
        Unit(
            *(u.code, u.name, Level(u.level), u.family, u.area, u.parent),
            hours=_ROUND_THE_CLOCK if u.family in _ALWAYS_OPEN else None,
        )
        for u in city.units
    )
    add_catalogue(uow, load_catalogue(), effective_on=first, now=now)
    password = hash_password(PASSWORD)
    for person in staff(city):
        roles = frozenset({Role(person.role)})
        uow.people.add(
            person.username, person.name, roles, password=password, unit=person.unit, now=now
        )


def actors(uow: UnitOfWork) -> dict[str, Actor]:
    """Everybody by user name."""
    return {row.username: actor_of(row) for row in uow.people.all()}
