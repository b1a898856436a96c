"""One table into an installation, whichever it is; what is there out again as the same table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.places.gazetteer import Gazetteer
from service.flows.catalogue import geography
from service.flows.desk import Desk
from service.flows.setup import days, people, places, templates, units
from service.flows.setup.forms import FORMS, FormKind
from service.flows.setup.people import FirstPassword
from service.sheets import open_sheet
from service.store.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table brought, in words; ``passwords`` are shown once and kept nowhere."""

    said: str
    passwords: tuple[FirstPassword, ...] = field(default=(), repr=False)


def load(
    desk: Desk, kind: FormKind, path: Path, *, myself: str = "", retire_others: bool = False
) -> Outcome:
    """Take a whole table or nothing of it, and leave a trace of who brought it.

    ``myself``: the user name of who loads people. ``retire_others``: units that are not in the
    table take no new tickets. Raises ``BadInput``; its ``BadTable`` names every row to mend.
    """
    sheet = open_sheet(path)
    if kind is FormKind.PLACES:
        outcome = _places(desk, places.read_places(sheet, places.known(desk.uow)))
    elif kind is FormKind.UNITS:
        families = desk.catalogue.family_names
        found = units.read_units(sheet, units.words_of(desk.uow, families))
        done = geography.load_units(desk.uow, found, retire_others=retire_others)
        retired = f"，停用 {done.retired} 个表里没有的" if retire_others else ""
        outcome = Outcome(f"已导入 {done.rows} 个单位{retired}。")
    elif kind is FormKind.PEOPLE:
        given = people.read_people(desk.uow, sheet, myself=myself)
        outcome = _people(people.load_people(desk.uow, given, desk.now))
    else:
        count = days.load_days(desk.uow, days.read_days(sheet))
        outcome = Outcome(f"已导入 {count} 天，现在起派的工单按它算期限，已经派的不变。")
    desk.uow.callers.trace(desk.actor, "", f"setup:{kind.value}", desk.now)
    return outcome


def _places(desk: Desk, found: Gazetteer) -> Outcome:
    done = geography.load_places(desk.uow, found)
    return Outcome(f"已导入 {done.rows} 个地名，下一件工单起就认得。")


def _people(done: people.LoadedPeople) -> Outcome:
    said = f"新开账号 {len(done.added)} 个，更新 {done.changed} 个，{done.same} 个没有变化。"
    return Outcome(said, done.added)


def export(uow: UnitOfWork, kind: FormKind, path: Path, families: Mapping[str, str]) -> int:
    """Write what is there as the same table, to be mended and loaded again; how many rows."""
    if kind is FormKind.PLACES:
        rows = places.rows_of(uow)
    elif kind is FormKind.UNITS:
        rows = units.rows_of(uow, families)
    elif kind is FormKind.PEOPLE:
        rows = people.rows_of(uow)
    else:
        rows = days.rows_of(uow)
    return templates.write(path, FORMS[kind], templates.choices(families), rows)


def there(uow: UnitOfWork) -> dict[FormKind, str]:
    """What is there of each table, in words."""
    known = uow.catalogues.units()
    active = sum(unit.is_active for unit in known)
    areas, spoken = len(uow.catalogues.areas()), len(uow.catalogues.days())
    accounts = sum(row.is_active for row in uow.people.all())
    return {
        FormKind.PLACES: f"现有 {areas} 个地名。" if areas else "还没有地名，诉求都按全市派单。",
        FormKind.UNITS: f"现有 {active} 个在用的单位，{len(known) - active} 个停用的。",
        FormKind.PEOPLE: f"现有 {accounts} 个可用的账号。",
        FormKind.DAYS: f"另外录入了 {spoken} 天。" if spoken else "没有另外录入，用程序自带的。",
    }
