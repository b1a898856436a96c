"""A policy that names who leads is said beside the route and overrules nothing."""

from dataclasses import replace
from datetime import date

import pytest

from service.domain.catalogue import Route
from service.domain.governance.leading import cited
from service.domain.governance.policy import Policy
from tests.domain.together.test_precedents import CATALOGUE

DAY = date(2026, 3, 10)
TOPIC = next(iter(CATALOGUE.items))
ONE, OTHER = sorted(CATALOGUE.active_units)[:2]
POLICY = Policy("夜间施工管理办法", "示例〔2026〕3号", "热线", DAY, (TOPIC,), "要点", lead=ONE)


def said(routed: Route, *policies: Policy) -> Route:
    return cited(routed, policies, (TOPIC, ""), DAY, CATALOGUE)


def test_the_same_lead_is_confirmed() -> None:
    routed = Route(ONE, "按目录。", is_certain=True)
    found = said(routed, POLICY)
    assert found == replace(routed, reason=found.reason)
    assert "《夜间施工管理办法》（示例〔2026〕3号）也明确由" in found.reason


def test_another_lead_comes_first_among_the_others_and_a_person_decides() -> None:
    found = said(Route(OTHER, "按目录。", runners_up=("x", ONE), is_certain=True), POLICY)
    assert (found.unit, found.runners_up, found.is_certain) == (OTHER, (ONE, "x"), False)
    assert "请核对" in found.reason
    nobody = said(Route("", "目录里没有。"), POLICY)
    assert (nobody.unit, nobody.is_certain) == (ONE, False)


@pytest.mark.parametrize(
    "policy",
    [
        replace(POLICY, lead=""),
        replace(POLICY, lead="gone"),
        replace(POLICY, topics=("999999",)),
        replace(POLICY, retired_on=DAY),
        replace(POLICY, valid_to=date(2026, 3, 9), valid_from=date(2026, 3, 1)),
        replace(POLICY, area="elsewhere"),
    ],
)
def test_what_does_not_hold_or_names_nobody_is_not_said(policy: Policy) -> None:
    routed = Route(OTHER, "按目录。", is_certain=True)
    assert said(routed, policy) == routed
