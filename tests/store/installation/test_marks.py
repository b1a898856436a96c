"""A wrong secret is noticed at the start, not when the first caller is read."""

import pytest
from sqlalchemy import delete

from service.bootstrap import System, build
from service.domain.errors import Misconfigured
from service.settings import Settings
from service.store.tables.installation import MarkRow
from service.store.tickets.callers import Caller
from tests.installation import NOW
from tests.store.conftest import a_fresh_ticket, first_entry


def start(settings: Settings, secret: str) -> System:
    system = build(settings.model_copy(update={"secret_key": secret * 40}))
    system.store.engine.dispose()
    return system


def register(system: System) -> None:
    with system.store.write() as uow:
        ticket = a_fresh_ticket()
        caller = uow.callers.keep(Caller("王样例", "19900001234"), NOW)
        uow.tickets.add(ticket, first_entry(ticket), caller_id=caller, dedupe_key=None)
    system.store.engine.dispose()


def test_the_secret_may_be_changed_until_there_is_a_ticket(settings: Settings) -> None:
    start(settings, "a")
    register(start(settings, "b"))
    with pytest.raises(Misconfigured, match="没有启动"):
        start(settings, "a")
    start(settings, "b")


def test_a_lost_key_file_is_noticed_too(settings: Settings) -> None:
    register(build(settings))
    (settings.data / "secret.key").unlink()
    with pytest.raises(Misconfigured, match=r"secret\.key"):
        build(settings)


def test_data_without_a_mark_are_judged_by_what_is_sealed(settings: Settings) -> None:
    system = start(settings, "a")
    register(system)
    with system.store.write() as uow:
        uow.session.execute(delete(MarkRow))
    system.store.engine.dispose()
    with pytest.raises(Misconfigured, match="不一致"):
        start(settings, "b")
    start(settings, "a")
    with pytest.raises(Misconfigured, match="没有启动"):
        start(settings, "b")
