"""The life of a report's edition: two people, no changed figure, nothing personal in a text."""

from dataclasses import replace
from itertools import product

import pytest

from service.domain import editions
from service.domain.editions import EDITION_TABLE, FROZEN, EditionStatus, EditionStep, Standing
from service.domain.errors import BadInput, DomainError, IllegalStep, NotAllowed, Refused
from service.domain.permissions import Permission, Role
from tests.factories import an_actor

ANALYST, LEADER = an_actor(Role.ANALYST, id=1), an_actor(Role.LEADER, id=2)
S, T = EditionStatus, EditionStep


def standing(status: EditionStatus = S.DRAFT, *writers: int, is_whole: bool = True) -> Standing:
    return Standing(status, frozenset(writers), is_whole)


def test_what_was_frozen_is_never_written_again_by_anybody() -> None:
    for status, role, step in product(FROZEN, Role, (T.WRITE, T.RENEW, T.SUBMIT, T.SIGN)):
        with pytest.raises(DomainError):
            editions.take(standing(status), step, an_actor(role), "理由")


def test_only_the_table_leads_anywhere() -> None:
    both = replace(ANALYST, id=3, roles=frozenset({Role.ANALYST, Role.LEADER}))
    for status, step in product(EditionStatus, EditionStep):
        row = next((r for r in EDITION_TABLE if r.step is step and status in r.sources), None)
        if row is None:
            with pytest.raises(IllegalStep):
                editions.take(standing(status), step, both, "理由")
        else:
            assert editions.take(standing(status), step, both, "理由") is row.target


def test_one_person_writes_and_another_signs() -> None:
    both = replace(ANALYST, roles=frozenset({Role.ANALYST, Role.LEADER}))
    with pytest.raises(Refused, match="不能自己签发"):
        editions.take(standing(S.SUBMITTED, 1), T.SIGN, both)
    assert T.SIGN not in [r.step for r in editions.steps_for(standing(S.SUBMITTED, 1), both)]
    assert editions.take(standing(S.SUBMITTED, 1), T.SIGN, LEADER) is S.SIGNED
    with pytest.raises(NotAllowed):
        editions.take(standing(S.SUBMITTED, 1), T.SIGN, ANALYST)


def test_a_running_month_is_not_submitted() -> None:
    with pytest.raises(Refused, match="还没结束"):
        editions.take(standing(is_whole=False), T.SUBMIT, ANALYST)


def test_sending_back_and_withdrawing_say_why() -> None:
    for status, step in ((S.SUBMITTED, T.SEND_BACK), (S.SIGNED, T.WITHDRAW)):
        with pytest.raises(BadInput):
            editions.take(standing(status), step, LEADER, "  ")
        with pytest.raises(BadInput):
            editions.take(standing(status), step, LEADER, "长" * 501)


def test_one_edition_at_a_time_and_a_correction_says_why() -> None:
    editions.check_new([], ANALYST, "")
    editions.check_new([S.SIGNED], ANALYST, "漏了一批")
    with pytest.raises(BadInput):
        editions.check_new([S.SIGNED], ANALYST, "")
    with pytest.raises(Refused):
        editions.check_new([S.SUBMITTED, S.SIGNED], ANALYST, "漏了一批")
    with pytest.raises(NotAllowed):
        editions.check_new([], LEADER, "")


def test_personal_data_and_endless_texts_are_refused_by_field() -> None:
    with pytest.raises(BadInput) as caught:
        editions.check_texts({"advice": "找13800000001"}, {"advice": "找[电话]"})
    assert set(caught.value.fields) == {"advice"}
    long = {"advice": "长" * 4001}
    with pytest.raises(BadInput):
        editions.check_texts(long, long)


def test_counts_that_the_report_does_not_have_are_named_once() -> None:
    said = ("共12件，占30.00%，另有7件。", "又是7件，升1.20个百分点。")
    assert editions.strange_figures(said, "12件 30.00%") == ("7件", "1.20个百分点")


def test_a_correction_says_so_in_its_number() -> None:
    assert [editions.suffix(n) for n in (1, 2, 3)] == ["", "（更正）", "（第2次更正）"]


def test_the_two_permissions_are_never_one_persons_by_role() -> None:
    both = {Permission.REPORT_DRAFT, Permission.REPORT_SIGN}
    assert not any(both <= an_actor(role).permissions for role in Role)
