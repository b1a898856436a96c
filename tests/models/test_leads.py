from __future__ import annotations

import numpy as np
import pytest

from models.leads import CO_SHARES, leads_of

LEADS = leads_of([("city", "street"), ("water", "city"), ("city",), ("",)])


def test_the_first_unit_leads_the_most_chances() -> None:
    ranked = LEADS.ranked(np.array([0.3, 0.4, 0.3, 0.0]))
    assert ranked[0] == ("city", pytest.approx(0.6))


def test_a_co_unit_of_a_sure_topic_comes_before_leads_of_unlikely_ones() -> None:
    ranked = LEADS.ranked(np.array([0.95, 0.05, 0.0, 0.0]))
    assert [name for name, _ in ranked] == ["city", "street", "water"]
    assert dict(ranked)["street"] == 0.0  # it leads nothing, so nothing speaks for it as lead


def test_the_first_may_be_nobody_and_nobody_is_no_runner_up() -> None:
    assert LEADS.ranked(np.array([0.1, 0.1, 0.0, 0.8]))[0][0] == ""
    assert "" not in [name for name, _ in LEADS.ranked(np.array([0.5, 0.1, 0.0, 0.4]))]


def test_later_co_units_weigh_as_the_last() -> None:
    many = leads_of([("a", "b", "c", "d", "e")])
    assert many.shares[0].tolist() == pytest.approx([1.0, *CO_SHARES, CO_SHARES[-1]])


def test_units_named_twice_for_a_topic_keep_the_lead() -> None:
    assert leads_of([("a", "a", "b")]).shares[0, 0] == 1.0
