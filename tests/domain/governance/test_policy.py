"""What the library holds, who keeps it, and what it says about a request."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.governance.policy import (
    Policy,
    PolicyState,
    applying,
    check_why,
    checked,
    matching,
    retired,
)
from service.domain.permissions import Role
from tests.factories import an_actor

DAY = date(2026, 3, 10)
POLICY = Policy(
    "夜间施工管理办法", "齐城管〔2026〕3号", "城市管理局", DAY, ("080101",), "夜间禁止施工"
)
ANALYST = an_actor(Role.ANALYST)


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, PolicyState.VALID),
        ({"valid_from": DAY + timedelta(days=1)}, PolicyState.TO_COME),
        ({"valid_to": DAY}, PolicyState.VALID),
        (
            {"valid_from": date(2020, 1, 1), "valid_to": DAY - timedelta(days=1)},
            PolicyState.EXPIRED,
        ),
        ({"retired_on": DAY}, PolicyState.RETIRED),
        ({"retired_on": DAY + timedelta(days=1)}, PolicyState.VALID),
    ],
)
def test_a_policy_holds_between_its_days(changed: dict[str, Any], state: PolicyState) -> None:
    assert replace(POLICY, **changed).state(DAY) is state


def test_only_valid_policies_of_the_topic_and_place_answer_newest_first() -> None:
    newer = replace(POLICY, id=2, area="a", valid_from=DAY)
    older = replace(POLICY, id=1, valid_from=DAY - timedelta(days=9))
    others = [
        replace(POLICY, id=3, area="b"),
        replace(POLICY, id=4, topics=("010101",)),
        replace(POLICY, id=5, retired_on=DAY),
    ]
    found = applying([*others, older, newer], "080101", ("a", "city"), DAY)
    assert [policy.id for policy in found] == [2, 1]


def test_everything_missing_is_named_at_once() -> None:
    checked(POLICY, ANALYST, {"080101"}, {"housing"})
    wrong = Policy("", "", "", DAY, (), "", valid_to=DAY - timedelta(days=1), lead="nobody")
    with pytest.raises(BadInput) as problem:
        checked(wrong, ANALYST, {"080101"}, {"housing"})
    named = {"title", "issuer", "summary", "topics", "lead", "valid_to"}
    assert set(problem.value.fields) == named
    with pytest.raises(NotAllowed):
        checked(POLICY, an_actor(Role.AGENT), {"080101"}, set())


def test_it_is_retired_once_and_with_a_reason() -> None:
    gone = retired(POLICY, DAY)
    assert gone.retired_on == DAY
    with pytest.raises(IllegalStep):
        retired(gone, DAY)
    with pytest.raises(BadInput):
        check_why("  ")


def test_a_search_wants_half_of_its_words_and_puts_the_best_first() -> None:
    first, second = replace(POLICY, id=1), replace(POLICY, id=2)
    texts = [("夜间", "噪音"), ("夜间", "施工", "噪音")]
    assert [p.id for p in matching([first, second], ("施工", "噪音", "夜间"), texts)] == [2, 1]
    assert matching([first, second], ("停水",), texts) == []
    assert matching([first], (), texts[:1]) == [first]


def test_a_citation_is_one_sentence() -> None:
    assert POLICY.citation == "根据《夜间施工管理办法》（齐城管〔2026〕3号），夜间禁止施工。"
