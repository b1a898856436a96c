"""Callers' personal data: written once, read in clear only with a trace."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from service.domain.permissions import Actor
from service.store.database.engine import in_chunks, insert_if_absent
from service.store.installation.secrets import Vault
from service.store.tables.callers import AccessRow, CallerRow
from service.store.tables.tickets import TicketRow

_MASKABLE, _MOBILE = 7, 11
_NAMELESS = frozenset({"匿名", "不详", "保密", "不愿透露", "未透露"})
"""What stands for a name and tells nobody's."""
_MOST = 30


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller as told."""

    name: str = ""
    phone: str = ""
    address: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything was told."""
        return bool(self.name or self.phone or self.address)

    def masked(self) -> "Caller":
        """What may be shown without a trace: the family name, the ends of the number."""
        phone = _ends(self.phone)
        is_name = self.name and self.name not in _NAMELESS
        name = self.name[:1] + "＊" * max(1, len(self.name) - 1) if is_name else self.name
        return Caller(name, phone, "（已隐藏）" if self.address else "")


def _ends(phone: str) -> str:
    """A mobile's ends as everybody writes them; of other numbers the last digits, a third."""
    digits = "".join(filter(str.isdecimal, phone))
    if len(digits) == _MOBILE and digits[0] == "1":
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-(len(digits) // 3) :]}" if len(digits) >= _MASKABLE else ""


class Callers:
    """The callers of one unit of work."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._by_key: dict[str, int] = {}

    def keep(self, caller: Caller, now: datetime) -> int | None:
        """The id under which the caller is kept: who tells the same again is kept once."""
        return self.keep_many([caller], now)[0]

    def keep_many(self, callers: Sequence[Caller], now: datetime) -> list[int | None]:
        """As ``keep`` for many callers at once, in their order."""
        keys = [self._key(caller) for caller in callers]
        self._learn({key for key in keys if key} - self._by_key.keys())
        told = list(zip(keys, callers, strict=True))
        # Backwards: of those who tell the same, the first one's way of writing it is kept.
        self._insert_known({k: c for k, c in reversed(told) if k and k not in self._by_key}, now)
        strangers = [caller for key, caller in told if caller.is_known and not key]
        ids = iter(self._insert_strangers(strangers, now))
        return [
            (self._by_key[key] if key else next(ids)) if caller.is_known else None
            for key, caller in told
        ]

    def of_ticket(self, no: str) -> Caller:
        """The caller of a ticket in clear; whoever shows it calls ``trace`` or ``masked``."""
        query = (
            select(CallerRow)
            .join(TicketRow, TicketRow.caller_id == CallerRow.id)
            .where(TicketRow.no == no)
        )
        row = self._session.scalar(query)
        return Caller() if row is None else self._opened(row)

    def of_tickets(self, numbers: Sequence[str]) -> dict[str, Caller]:
        """As ``of_ticket`` for many tickets; those without a caller are left out."""
        found: dict[str, Caller] = {}
        for chunk in in_chunks(numbers):
            query = (
                select(TicketRow.no, CallerRow)
                .join(CallerRow, TicketRow.caller_id == CallerRow.id)
                .where(TicketRow.no.in_(chunk))
            )
            found |= {no: self._opened(row) for no, row in self._session.execute(query)}
        return found

    def numbers_of(self, caller: Caller, since: datetime) -> list[str]:
        """The tickets of whoever calls from this number or account since then, newest first."""
        key = self._person(caller)
        return self._numbers(CallerRow.phone_key == key, since) if key else []

    def numbers_beside(self, no: str, since: datetime) -> list[str]:
        """The other tickets of the caller of a ticket since then, newest first."""
        own = (
            select(CallerRow.phone_key)
            .join(TicketRow, TicketRow.caller_id == CallerRow.id)
            .where(TicketRow.no == no)
            .scalar_subquery()
        )
        found = self._numbers(CallerRow.phone_key == own, since)
        return [other for other in found if other != no]

    def _numbers(self, same: ColumnElement[bool], since: datetime) -> list[str]:
        query = (
            select(TicketRow.no)
            .join(CallerRow, TicketRow.caller_id == CallerRow.id)
            .where(same, TicketRow.registered_at >= since)
            .order_by(TicketRow.no.desc())
            .limit(_MOST)
        )
        return list(self._session.scalars(query))

    def trace(self, actor: Actor, no: str, what: str, now: datetime) -> None:
        """Write down who reads clear personal data."""
        self._session.add(
            AccessRow(at=now, actor_id=actor.id, actor_name=actor.name, no=no, what=what)
        )

    def was_read(self, actor: Actor, no: str, what: str) -> bool:
        """Whether this person's reading of it stands in the traces."""
        query = select(AccessRow.id).where(
            AccessRow.no == no, AccessRow.actor_id == actor.id, AccessRow.what == what
        )
        return self._session.scalar(query.limit(1)) is not None

    def _person(self, caller: Caller) -> str | None:
        return self._vault.phone_key(caller.phone) or self._vault.account_key(caller.name)

    def _opened(self, row: CallerRow) -> Caller:
        opened = self._vault.open
        return Caller(opened(row.name), opened(row.phone), opened(row.address))

    def _key(self, caller: Caller) -> str | None:
        """Whoever used a number first must not lend a name to the next one who calls from it."""
        person = self._person(caller)
        return self._vault.told_key(person, caller.name, caller.address) if person else None

    def _insert_known(self, fresh: dict[str, Caller], now: datetime) -> None:
        """Keep those who are known by a key; whoever was first at the same moment, one row stays.

        Their order is the same for everybody, lest two that write the same callers wait for each
        other.
        """
        in_order = sorted(fresh.items(), key=lambda item: astuple(item[1]))
        rows = [self._values(caller, key, now) for key, caller in in_order]
        insert_if_absent(self._session, CallerRow, rows)
        self._learn(fresh.keys())

    def _insert_strangers(self, callers: Sequence[Caller], now: datetime) -> list[int]:
        if not callers:
            return []
        rows = [self._values(caller, None, now) for caller in callers]
        query = insert(CallerRow).returning(CallerRow.id, sort_by_parameter_order=True)
        return list(self._session.scalars(query, rows))

    def _values(self, caller: Caller, key: str | None, now: datetime) -> dict[str, Any]:
        return {
            "name": self._vault.seal(caller.name),
            "phone": self._vault.seal(caller.phone),
            "address": self._vault.seal(caller.address),
            "phone_key": self._person(caller),
            "told_key": key,
            "created_at": now,
        }

    def _learn(self, keys: Iterable[str]) -> None:
        for chunk in in_chunks(sorted(keys)):
            query = select(CallerRow.told_key, CallerRow.id)
            rows = self._session.execute(query.where(CallerRow.told_key.in_(chunk)))
            self._by_key |= {key: number for key, number in rows if key}
