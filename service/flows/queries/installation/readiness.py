"""What the database says of an installation that is about to answer its first call."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from service.domain.catalogue import Unit
from service.domain.installed import Check, Facts, Installed
from service.domain.permissions import ROLE_PERMISSIONS, Permission, Role
from service.domain.readiness import OLD_WAITING, checks
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.labels import label
from service.store.installation import memory
from service.store.tables.tickets import StepRow, TicketRow

_SIGNS = frozenset(
    role.value for role, rights in ROLE_PERMISSIONS.items() if Permission.TICKET_SIGN in rights
)


def readiness(desk: Desk, installed: Installed, samples: Mapping[str, str]) -> list[Check]:
    """Every check, worst first. ``samples``: the units that came with the program, by code."""
    return checks(installed, facts(desk, samples), desk.now, label)


def facts(desk: Desk, samples: Mapping[str, str]) -> Facts:
    """What there is of people, units, topics and signs of life."""
    uow, catalogue = desk.uow, desk.catalogue
    people = [row for row in uow.people.all() if row.is_active]
    roles = Counter(role for row in people for role in row.roles)
    staffed = {row.unit for row in people if _SIGNS & set(row.roles)}
    units = [unit for unit in catalogue.units.values() if unit.is_active]
    families = {unit.family for unit in units}
    homeless = [i for i in catalogue.items.values() if not families & set(i.leads.values())]
    own = [unit for unit in units if samples.get(unit.code) != unit.name]
    return Facts(
        people={Role(role): count for role, count in roles.items()},
        first_passwords=sum(row.must_change for row in people),
        places=len(catalogue.areas),
        units=len(units),
        sample_units=_names(unit for unit in units if unit not in own),
        empty_units=_names(unit for unit in own if unit.code not in staffed),
        topics=len(catalogue.items),
        homeless_topics=[item.path[-1] for item in homeless],
        known_years=desk.hotline.calendar.known_years,
        old_waiting=_old_waiting(desk),
        last_step_at=uow.session.scalar(select(func.max(StepRow.at))),
        worker_at=uow.memory.last(memory.WORKER),
        backup_at=uow.memory.last(memory.BACKUP),
        sms_tested_at=uow.memory.last(memory.SMS),
        mail_tested_at=uow.memory.last(memory.MAIL),
    )


def _names(units: Iterable[Unit]) -> list[str]:
    return [unit.name for unit in units]


def _old_waiting(desk: Desk) -> int:
    query = select(func.count()).select_from(TicketRow)
    waiting = TicketRow.status.in_([Status.REGISTERED.value, Status.PENDING_DISPATCH.value])
    old = TicketRow.registered_at < desk.now - OLD_WAITING
    return desk.uow.session.scalar(query.where(waiting, old)) or 0
