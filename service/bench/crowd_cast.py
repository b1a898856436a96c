"""The people and the tickets of a crowd: half of the people of the hotline, half of five units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.bench.texts import bodies
from service.bootstrap import System, seed
from service.domain.catalogue import Level
from service.domain.errors import BadInput
from service.domain.permissions import Actor, Role
from service.domain.ticket import Channel
from service.flows import intake
from service.flows.desk import Desk
from service.flows.requests import NewRequest
from service.flows.staff.people import hash_password
from service.store.tickets.callers import Caller

_OF_HOTLINE = (
    *(Role.AGENT, Role.DISPATCHER, Role.CALLBACK_CLERK, Role.REVIEWER, Role.DISPATCHER),
    *(Role.AGENT, Role.SUPERVISOR, Role.CALLBACK_CLERK, Role.DISPATCHER, Role.REVIEWER),
)
_OF_UNIT = (Role.UNIT_CLERK, Role.HANDLER, Role.UNIT_CLERK, Role.UNIT_HEAD)
_UNITS = 5
_REGISTRAR = Actor(1, "登记员", frozenset({Role.AGENT}))


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of a crowd by user name, and the units among them."""

    people: Mapping[str, Actor]
    units: tuple[str, ...]


def furnish(system: System, people: int, tickets: int, password: str) -> tuple[Cast, list[str]]:
    """Fill an empty installation; return its people and the numbers of its registered tickets.

    Raises ``BadInput`` for one that holds tickets or accounts.
    """
    with system.store.read() as uow:
        if uow.tickets.count() != (0, 0) or uow.people.all():
            raise BadInput("这个数据库里已经有工单或账号；请给一个空的数据库，不要用正式的。")
    seed(system)
    system.hotline.auto_dispatch = False
    hashed = hash_password(password)
    with system.write_desk(_REGISTRAR) as desk:
        units = desk.catalogue.units.values()
        codes = sorted(unit.code for unit in units if unit.level is Level.CITY)[:_UNITS]
        cast = Cast(_accounts(desk, people_of(people, codes), hashed), tuple(codes))
    return cast, _registered(system, tickets)


def people_of(count: int, units: Sequence[str]) -> dict[str, Actor]:
    """So many people by user name, not yet with an account."""
    found: dict[str, Actor] = {}
    for number in range(count):
        turn = number // 2
        if number % 2:
            role, unit = _OF_UNIT[turn // len(units) % len(_OF_UNIT)], units[turn % len(units)]
        else:
            role, unit = _OF_HOTLINE[turn % len(_OF_HOTLINE)], ""
        found[f"crowd{number:03d}"] = Actor(0, f"同事{number}", frozenset({role}), unit)
    return found


def _accounts(desk: Desk, people: Mapping[str, Actor], hashed: str) -> dict[str, Actor]:
    add = desk.uow.people.add
    return {
        name: replace(
            who, id=add(name, who.name, who.roles, password=hashed, unit=who.unit, now=desk.now)
        )
        for name, who in people.items()
    }


def _registered(system: System, count: int) -> list[str]:
    texts = bodies(count)
    readings = system.hotline.reader.read_many(texts)
    with system.write_desk(_REGISTRAR) as desk:
        read = zip(texts, readings, strict=True)
        return [intake.receive(desk, _request(n, t), r).ticket.no for n, (t, r) in enumerate(read)]


def _request(number: int, text: str) -> NewRequest:
    return NewRequest(
        text,
        Channel.PHONE,
        caller=Caller("王先生", f"138{number:08d}"),
        place="见内容",
        occurred="见内容",
        demand="见内容",
    )
