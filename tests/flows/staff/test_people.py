"""Signing in: the right password opens, everything else looks the same and is slowed down."""

import time
from datetime import datetime

import pytest
from argon2 import PasswordHasher

from service.bootstrap import System
from service.domain.errors import BadInput, NotSignedIn, TooMany
from service.domain.permissions import Role
from service.flows.staff import people
from service.flows.staff.accounts import NewAccount, open_account
from service.store.uow import UnitOfWork
from tests.installation import PASSWORD, Clock


def sign_in(uow: UnitOfWork, username: str, password: str, now: datetime) -> people.NewSession:
    """As the sign-in page does it: recognise, then open a session."""
    return people.open_session(uow, people.recognise(uow, username, password, now), now)


def test_the_right_password_opens_a_session(uow: UnitOfWork, clock: Clock) -> None:
    session = sign_in(uow, "  Agent ", PASSWORD, clock())
    assert session.actor.roles == {Role.AGENT}
    found = uow.people.signed_in(session.token)
    assert found is not None
    assert found.actor == session.actor
    assert found.csrf not in ("", session.token)


@pytest.mark.parametrize(
    ("username", "password"), [("agent", "wrong-password"), ("nobody-here", PASSWORD), ("", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    uow: UnitOfWork, clock: Clock, username: str, password: str
) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        sign_in(uow, username, password, clock())
    assert refusal.value.message == "用户名或密码不对。"


def test_an_unknown_name_costs_as_much_as_a_wrong_password(uow: UnitOfWork, clock: Clock) -> None:
    """Else one could tell by the time which names there are."""

    def cost(username: str) -> float:
        started = time.process_time()
        with pytest.raises(NotSignedIn):
            sign_in(uow, username, "wrong-password", clock())
        return time.process_time() - started

    assert cost("nobody-here") > cost("agent") / 3
    assert not PasswordHasher().check_needs_rehash(people._DECOY)


def test_a_disabled_account_cannot_sign_in(uow: UnitOfWork, clock: Clock) -> None:
    row = uow.people.by_username("agent")
    assert row is not None
    row.is_active = False
    with pytest.raises(NotSignedIn):
        sign_in(uow, "agent", PASSWORD, clock())


def test_after_many_failures_even_the_right_password_has_to_wait(
    system: System, clock: Clock
) -> None:
    for _ in range(8):
        with system.store.write() as uow:
            people.note_failure(uow, " AGENT", clock())
    with system.store.write() as uow, pytest.raises(TooMany, match="十五分钟"):
        sign_in(uow, "agent", PASSWORD, clock())
    clock.advance(minutes=15, seconds=1)
    with system.store.write() as uow:
        assert sign_in(uow, "agent", PASSWORD, clock()).token


def test_a_short_password_and_a_taken_name_are_refused(uow: UnitOfWork, clock: Clock) -> None:
    roles = frozenset({Role.AGENT})
    with pytest.raises(BadInput, match="至少 10 位"):
        open_account(uow, NewAccount("new", "新人", roles, "", "short"), clock())
    with pytest.raises(BadInput, match="已经有了"):
        open_account(uow, NewAccount("Agent", "新人", roles, "", PASSWORD), clock())
    with pytest.raises(BadInput, match="都要填"):
        open_account(uow, NewAccount("new", " ", roles, "", PASSWORD), clock())


def test_changing_the_password_ends_every_session(uow: UnitOfWork, clock: Clock) -> None:
    session = sign_in(uow, "agent", PASSWORD, clock())
    fresh = "another-good-one"
    with pytest.raises(BadInput, match="现在的密码不对"):
        people.change_password(uow, session.actor.id, "wrong-password", fresh, fresh)
    with pytest.raises(BadInput, match="不一样"):
        people.change_password(uow, session.actor.id, PASSWORD, fresh, "something-else")
    assert uow.people.signed_in(session.token) is not None
    people.change_password(uow, session.actor.id, PASSWORD, fresh, fresh)
    assert uow.people.signed_in(session.token) is None
    assert sign_in(uow, "agent", fresh, clock()).token != session.token


def test_a_key_is_for_a_person_or_for_a_channel(uow: UnitOfWork, clock: Clock) -> None:
    for given in ({}, {"username": "agent", "channel": "web"}):
        with pytest.raises(BadInput, match="要么"):
            people.make_key(uow, name="k", now=clock(), **given)
    with pytest.raises(BadInput, match="没有用户"):
        people.make_key(uow, name="k", username="nobody-here", now=clock())
