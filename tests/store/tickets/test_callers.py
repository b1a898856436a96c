"""Callers: kept once, encrypted where a key is set, read in clear only with a trace."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models.reader import Reader
from service.bootstrap import System
from service.domain.errors import Misconfigured
from service.domain.permissions import Role
from service.settings import Settings
from service.store.installation.secrets import Vault
from service.store.tables.callers import AccessRow, CallerRow
from service.store.tickets.callers import Caller, Callers
from service.store.uow import UnitOfWork
from tests.factories import an_actor
from tests.installation import Clock, open_system
from tests.store.conftest import a_fresh_ticket, first_entry

NO = "20260310000001"
WANG = Caller("王样例", "199-0000-1234", "样例小区 3 号楼")


@pytest.fixture
def sealed(settings: Settings, reader: Reader, clock: Clock) -> Iterator[System]:
    """An installation with a key for personal data."""
    system = open_system(settings.model_copy(update={"secret_key": "k" * 40}), reader, clock)
    yield system
    system.store.engine.dispose()


def keep(system: System, caller: Caller, clock: Clock, no: str = NO) -> int | None:
    with system.store.write() as uow:
        ticket = a_fresh_ticket(no)
        caller_id = uow.callers.keep(caller, clock())
        uow.tickets.add(ticket, first_entry(ticket), caller_id=caller_id, dedupe_key=None)
    return caller_id


def test_a_caller_comes_back_in_clear(sealed: System, clock: Clock) -> None:
    keep(sealed, WANG, clock)
    with sealed.store.read() as uow:
        assert uow.callers.of_ticket(NO) == WANG


def test_with_a_key_nothing_personal_is_stored_in_clear(sealed: System, clock: Clock) -> None:
    keep(sealed, WANG, clock)
    with sealed.store.read() as uow:
        row = uow.session.scalars(select(CallerRow)).one()
        stored, key = (row.name, row.phone, row.address), row.phone_key
    assert all(value.startswith("enc1:") for value in stored)
    assert not any(part in "".join(stored) for part in ("王样例", "1234", "样例小区"))
    assert key is not None
    assert len(key) == 64
    assert key != sealed.store.vault.caller_key(key, 1)


def test_with_a_key_the_clear_text_is_nowhere_in_the_file(sealed: System, clock: Clock) -> None:
    if sealed.store.engine.dialect.name != "sqlite":
        pytest.skip("a server's files are not ours to read")
    keep(sealed, WANG, clock)
    file = Path(str(sealed.store.engine.url.database))
    with sqlite3.connect(file) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    content = file.read_bytes()
    assert a_fresh_ticket().text.encode() in content  # the search does find what is there
    for clear in ("王样例", "199-0000-1234", "19900001234", "样例小区 3 号楼"):
        assert clear.encode() not in content


def test_the_same_value_is_sealed_differently_each_time() -> None:
    vault = Vault(b"secret", encrypts=True)
    assert vault.seal("王样例") != vault.seal("王样例")
    assert vault.open(vault.seal("王样例")) == "王样例"
    assert vault.seal("") == ""


def test_another_key_or_no_key_opens_nothing_and_says_so() -> None:
    sealed = Vault(b"secret", encrypts=True).seal("王样例")
    for vault in (Vault(b"other", encrypts=True), Vault(b"secret", encrypts=False)):
        with pytest.raises(Misconfigured, match="MINSHENG_SECRET_KEY"):
            vault.open(sealed)


def test_a_changed_sealed_value_is_refused() -> None:
    vault = Vault(b"secret", encrypts=True)
    sealed = vault.seal("王样例")
    other = "A" if sealed[-5] != "A" else "B"
    with pytest.raises(Misconfigured):
        vault.open(sealed[:-5] + other + sealed[-4:])


def test_the_same_number_is_the_same_caller_however_it_is_written(
    sealed: System, clock: Clock
) -> None:
    ids = {
        keep(sealed, Caller("王", phone), clock, f"2026031000000{n}")
        for n, phone in enumerate(("199-0000-1234", "19900001234", "+86 199 0000 1234"), 1)
    }
    assert len(ids) == 1


def test_who_calls_from_the_same_number_keeps_a_name_of_their_own(
    sealed: System, clock: Clock
) -> None:
    other = Caller("李样例", WANG.phone, "另一个小区 9 号楼")
    keep(sealed, WANG, clock)
    keep(sealed, other, clock, "20260310000009")
    with sealed.store.read() as uow:
        assert uow.callers.of_ticket(NO) == WANG
        assert uow.callers.of_ticket("20260310000009") == other
        keys = set(uow.session.scalars(select(CallerRow.phone_key)))
    assert len(keys) == 1


@pytest.mark.parametrize("phone", ["0", "12345", "0000000"])
def test_a_number_that_is_none_makes_nobody_the_same(sealed: System, phone: str) -> None:
    assert sealed.store.vault.phone_key(phone) is None


def test_nothing_told_is_no_caller(uow: UnitOfWork, clock: Clock) -> None:
    assert uow.callers.keep(Caller(), clock()) is None
    assert uow.session.scalar(select(func.count()).select_from(CallerRow)) == 0


def test_many_callers_are_kept_like_one_by_one(uow: UnitOfWork, clock: Clock) -> None:
    callers = [WANG, Caller(), Caller("李样例", "199-0000-5678"), WANG, Caller("赵样例")]
    ids = uow.callers.keep_many(callers, clock())
    assert ids[0] == ids[3]
    assert ids[1] is None
    assert len({ids[0], ids[2], ids[4]}) == 3
    assert uow.callers.keep(WANG, clock()) == ids[0]


@pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_whoever_is_written_down_twice_at_once_is_kept_once(
    system: System, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn = Callers._learn
    ids: list[int | None] = []

    def overtaken(callers: Callers, keys: Any) -> None:
        learn(callers, keys)
        if not ids:
            ids.append(None)
            with system.store.write() as other:
                ids.append(other.callers.keep(WANG, clock()))

    monkeypatch.setattr(Callers, "_learn", overtaken)
    with system.store.write() as uow:
        assert uow.callers.keep(WANG, clock()) == ids[1]


def test_a_ticket_without_a_caller_has_an_empty_one(system: System, clock: Clock) -> None:
    keep(system, Caller(), clock)
    with system.store.read() as uow:
        assert uow.callers.of_ticket(NO) == Caller()


def test_reading_in_clear_leaves_a_trace(system: System, clock: Clock) -> None:
    with system.store.write() as uow:
        uow.callers.trace(an_actor(Role.AGENT), NO, "caller", clock())
    with system.store.read() as uow:
        row = uow.session.scalars(select(AccessRow)).one()
        assert (row.actor_name, row.no, row.what, row.at) == (
            "测试agent",
            NO,
            "caller",
            clock(),
        )


@pytest.mark.parametrize(
    ("caller", "name", "phone", "address"),
    [
        (WANG, "王＊＊", "199****1234", "（已隐藏）"),
        (Caller("李", "12345"), "李＊", "", ""),
        (Caller("李", "6651234"), "李＊", "****34", ""),
        (Caller("李", "0512-66512345"), "李＊", "****2345", ""),
        (Caller("匿名"), "匿名", "", ""),
        (Caller(), "", "", ""),
    ],
)
def test_masked_data_show_the_family_name_and_the_ends_of_the_number(
    caller: Caller, name: str, phone: str, address: str
) -> None:
    masked = caller.masked()
    assert (masked.name, masked.phone, masked.address) == (name, phone, address)


def test_query_codes_belong_to_one_ticket_and_one_installation() -> None:
    here, there = Vault(b"here", encrypts=False), Vault(b"there", encrypts=False)
    code = here.query_code(NO)
    assert len(code) == 6
    assert code == here.query_code(NO)
    assert len({code, there.query_code(NO), here.query_code("20260310000002")}) == 3
    assert not set(code) & set("01IO")


def test_a_caller_has_an_opaque_name_for_analysis() -> None:
    vault = Vault(b"here", encrypts=False)
    assert vault.caller_key(None, None) == ""
    assert vault.caller_key(None, 7) == vault.caller_key(None, 7) != vault.caller_key(None, 8)
    assert vault.caller_key("same", 7) == vault.caller_key("same", 8)


def test_the_installations_own_key_file_is_its_owners_alone(
    system: System, settings: Settings
) -> None:
    assert settings.data.joinpath("secret.key").stat().st_mode & 0o077 == 0
    assert len(settings.data.joinpath("secret.key").read_bytes()) == 64
