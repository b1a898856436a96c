"""Notices at the start when an installation runs with another secret than its data."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.errors import Misconfigured
from service.store.database.engine import insert_if_absent
from service.store.installation.secrets import SEALED, Vault
from service.store.tables.callers import CallerRow
from service.store.tables.installation import MarkRow
from service.store.tables.tickets import TicketRow
from service.store.uow import Store

_SECRET = "secret"  # noqa: S105  (the name of the mark, which tells nothing of the secret)


def check_secret(store: Store) -> None:
    """Raises ``Misconfigured`` when what is stored was written with another secret.

    As long as there is no ticket nothing depends on the secret, and it may be changed.
    """
    ours = store.vault.fingerprint()
    with store.read() as uow:
        kept = uow.session.scalar(select(MarkRow.value).where(MarkRow.name == _SECRET))
        if kept == ours:
            return
        if uow.session.scalar(select(TicketRow.no).limit(1)) is not None:
            _refuse_another(uow.session, store.vault, kept)
    with store.write() as uow:
        insert_if_absent(uow.session, MarkRow, [{"name": _SECRET, "value": ours}])
        uow.session.execute(update(MarkRow).where(MarkRow.name == _SECRET).values(value=ours))


def _refuse_another(session: Session, vault: Vault, kept: str | None) -> None:
    """Data without a mark (restored, or of an older program) are judged by one sealed value."""
    if kept is not None:
        raise Misconfigured(
            "密钥与这个数据库原来用的不一致，没有启动。请把 MINSHENG_SECRET_KEY 改回原来的；"
            "没有设置过的，用原来数据目录里的 secret.key。"
        )
    sealed = select(CallerRow.phone).where(CallerRow.phone.startswith(SEALED)).limit(1)
    vault.open(session.scalar(sealed) or "")
