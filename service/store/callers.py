"""Callers' personal data: written once, read in clear only with a trace."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.permissions import Actor
from service.store.secrets import Vault
from service.store.tables import AccessRow, CallerRow, TicketRow


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
        phone = f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 7 else ""
        name = self.name[:1] + "＊" * max(1, len(self.name) - 1) if self.name else ""
        return Caller(name, phone, "（已隐藏）" if self.address else "")


class Callers:
    """The callers of one unit of work."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._by_key: dict[str, int] = {}

    def keep(self, caller: Caller, now: datetime) -> int | None:
        """The id under which the caller is kept: the same number or account is the same caller."""
        if not caller.is_known:
            return None
        key = self._vault.phone_key(caller.phone) or self._vault.account_key(caller.name)
        known = self._find(key) if key else None
        if known is not None:
            return known
        row = CallerRow(
            name=self._vault.seal(caller.name),
            phone=self._vault.seal(caller.phone),
            address=self._vault.seal(caller.address),
            phone_key=key,
            created_at=now,
        )
        self._session.add(row)
        self._session.flush()
        if key:
            self._by_key[key] = row.id
        return row.id

    def of_ticket(self, no: str) -> Caller:
        """The caller of a ticket in clear; whoever shows it calls ``trace`` or ``masked``."""
        query = (
            select(CallerRow)
            .join(TicketRow, TicketRow.caller_id == CallerRow.id)
            .where(TicketRow.no == no)
        )
        row = self._session.scalar(query)
        if row is None:
            return Caller()
        opened = self._vault.open
        return Caller(opened(row.name), opened(row.phone), opened(row.address))

    def trace(self, actor: Actor, no: str, what: str, now: datetime) -> None:
        """Write down who reads clear personal data."""
        self._session.add(
            AccessRow(at=now, actor_id=actor.id, actor_name=actor.name, no=no, what=what)
        )

    def _find(self, key: str) -> int | None:
        if key not in self._by_key:
            found = self._session.scalar(select(CallerRow.id).where(CallerRow.phone_key == key))
            if found is None:
                return None
            self._by_key[key] = found
        return self._by_key[key]
