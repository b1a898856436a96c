"""Who may do what: a table that an administrator can read, and the laws behind it."""

import csv
from pathlib import Path

import pytest

from service.domain.lifecycle.table import TABLE
from service.domain.permissions import ROLE_PERMISSIONS, SYSTEM, UNIT_ROLES, Permission, Role
from service.labels import label
from tests.factories import an_actor

WRITTEN = Path(__file__).parents[1] / "data" / "permissions.csv"
P = Permission


def rows() -> list[dict[str, str]]:
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_exactly_what_is_written(role: Role) -> None:
    head, *body = rows()
    assert head[role.value] == label(role)
    written = {Permission(row["权限"]) for row in body if row[role.value] == "是"}
    assert an_actor(role).permissions == written
    assert all(an_actor(role).may(permission) == (permission in written) for permission in P)


def test_every_permission_is_written_with_its_chinese_word() -> None:
    _, *body = rows()
    assert [(row["权限"], row["说明"]) for row in body] == [(p.value, label(p)) for p in P]


def test_every_permission_is_somebodys() -> None:
    given = set().union(*ROLE_PERMISSIONS.values())
    assert given == set(P)


def test_who_may_take_a_step_may_see_tickets() -> None:
    outside = {Role.CALLER}  # a caller comes with a number and a query code
    for row in TABLE:
        for role in set(Role) - outside:
            if an_actor(role).may(row.permission):
                assert an_actor(role).may(P.TICKET_READ), (row.step, role)


def test_units_see_their_own_tickets_and_never_everything() -> None:
    for role in UNIT_ROLES:
        assert an_actor(role).may(P.TICKET_READ_UNIT)
        assert not an_actor(role).may(P.TICKET_READ_ALL)
        assert not an_actor(role).may(P.CALLER_READ)
        assert not an_actor(role).may(P.TICKET_READ_REPORTED)


def test_the_auditor_sees_who_did_what_and_no_content() -> None:
    assert an_actor(Role.AUDITOR).permissions == {P.AUDIT_READ, P.JOB_READ}


def test_the_administrator_reads_no_tickets() -> None:
    assert not {P.TICKET_READ, P.CALLER_READ} & an_actor(Role.ADMIN).permissions


def test_whoever_handles_does_not_review_or_call_back() -> None:
    for role in Role:
        mine = an_actor(role).permissions
        assert not ({P.TICKET_HANDLE} & mine and {P.TICKET_REVIEW, P.TICKET_CALL_BACK} & mine)
        assert not {P.TICKET_REVIEW, P.TICKET_CALL_BACK} <= mine


def test_the_program_does_no_step_that_needs_judgement() -> None:
    judged = {
        P.TICKET_REJECT,
        P.TICKET_REVIEW,
        P.TICKET_CALL_BACK,
        P.TICKET_ENDORSE,
        P.TICKET_ANSWER,
    }
    assert not judged & SYSTEM.permissions
    assert SYSTEM.is_system
    assert not an_actor(Role.ADMIN).is_system


def test_a_person_without_roles_may_do_nothing() -> None:
    nobody = an_actor(Role.AGENT, roles=frozenset())
    assert nobody.permissions == frozenset()
    assert not any(nobody.may(permission) for permission in P)
