"""Accounts, sign-ins and keys."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.errors import BadInput, NotFound
from service.domain.permissions import Actor, Role
from service.flows.staff import people as accounts
from service.store.uow import UnitOfWork
from tests.installation import UNIT, Clock


def test_an_account_comes_back_with_its_roles_and_unit(people: dict[Role, Actor]) -> None:
    assert people[Role.HANDLER].unit == UNIT
    assert people[Role.AGENT].unit == ""
    assert people[Role.AGENT].roles == {Role.AGENT}


def test_a_taken_name_is_refused(uow: UnitOfWork, clock: Clock) -> None:
    roles = frozenset({Role.AGENT})
    with pytest.raises(BadInput, match="已经有了"):
        uow.people.add("agent", "别人", roles, password="x", now=clock())


def test_an_unknown_account_is_not_found(uow: UnitOfWork) -> None:
    assert uow.people.by_username("nobody") is None
    with pytest.raises(NotFound):
        uow.people.get(999_999)


def test_a_sign_in_is_known_until_it_is_closed(
    uow: UnitOfWork, people: dict[Role, Actor], clock: Clock
) -> None:
    uow.people.open_session(people[Role.AGENT].id, "token", "csrf", clock())
    found = uow.people.signed_in("token")
    assert found is not None
    assert (found.actor, found.csrf, found.created_at) == (people[Role.AGENT], "csrf", clock())
    uow.people.close_session("token")
    assert uow.people.signed_in("token") is None


def test_a_disabled_account_is_signed_out_at_once(
    uow: UnitOfWork, people: dict[Role, Actor], clock: Clock
) -> None:
    uow.people.open_session(people[Role.AGENT].id, "token", "csrf", clock())
    uow.people.get(people[Role.AGENT].id).is_active = False
    assert uow.people.signed_in("token") is None


def test_neither_cookies_nor_keys_are_stored_in_clear(system: System, clock: Clock) -> None:
    with system.store.write() as uow:
        uow.people.open_session(1, "cookie-in-clear", "csrf", clock())
        key = accounts.make_key(uow, name="上级平台", channel="transfer", now=clock())
    with system.store.read() as uow:
        api_keys = uow.people.keys()
        stored = [row.token for row in api_keys]
        assert uow.people.by_key(key) is not None
    assert key not in stored
    assert len(stored[0]) == 64


def test_a_revoked_key_and_the_key_of_a_disabled_person_open_nothing(
    uow: UnitOfWork, people: dict[Role, Actor], clock: Clock
) -> None:
    of_person = accounts.make_key(uow, name="a", username="agent", now=clock())
    of_channel = accounts.make_key(uow, name="b", channel="wechat", now=clock())
    assert uow.people.by_key(of_person) == (people[Role.AGENT], "")
    actor, channel = uow.people.by_key(of_channel) or (None, "")
    assert channel == "wechat"
    assert actor is not None
    assert actor.roles == {Role.CALLER}
    uow.people.get(people[Role.AGENT].id).is_active = False
    api_keys = uow.people.keys()
    for row in api_keys:
        row.revoked_at = clock() if row.name == "b" else None
    uow.flush()
    assert uow.people.by_key(of_person) is None
    assert uow.people.by_key(of_channel) is None


def test_sweeping_deletes_lapsed_sessions_and_old_failures(
    uow: UnitOfWork, people: dict[Role, Actor], clock: Clock
) -> None:
    uow.people.open_session(people[Role.AGENT].id, "old", "csrf", clock())
    uow.people.note_attempt("agent", clock())
    clock.advance(days=2)
    uow.people.open_session(people[Role.AGENT].id, "young", "csrf", clock())
    uow.people.note_attempt("agent", clock())
    uow.people.sweep(clock(), timedelta(hours=12))
    assert uow.people.signed_in("old") is None
    assert uow.people.signed_in("young") is not None
    assert uow.people.failed_attempts("agent", clock() - timedelta(days=9)) == 1


def test_signing_out_everywhere_leaves_other_people_signed_in(
    system: System, sign_in: Callable[[Role | str], TestClient], people: dict[Role, Actor]
) -> None:
    with system.store.write() as uow:
        uow.people.open_session(people[Role.AGENT].id, "a1", "c", system.now())
        uow.people.open_session(people[Role.AGENT].id, "a2", "c", system.now())
        uow.people.open_session(people[Role.LEADER].id, "b", "c", system.now())
        uow.people.close_all_sessions(people[Role.AGENT].id)
    with system.store.read() as uow:
        assert [uow.people.signed_in(token) is None for token in ("a1", "a2", "b")] == [
            True,
            True,
            False,
        ]
