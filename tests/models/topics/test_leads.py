from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.places.finder import Place
from models.topics.catalogue import TopicLeaf
from models.topics.leads import CO_SHARES, families_of, leads_of, names_county

REST = ("normal", False, (), "城乡建设")
LEADS = leads_of([("city", "street"), ("water", "city"), ("city",), ("",)])


def test_the_first_unit_leads_the_most_chances() -> None:
    name, led = LEADS.ranked(np.array([0.3, 0.4, 0.3, 0.0]))[0]
    assert name == "city"
    assert led == pytest.approx(0.6)


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


def lamp(lead_county: str = "municipal_works") -> TopicLeaf:
    leaf = TopicLeaf("020401", "市政", "路灯", "路灯不亮", "", (), (), (), "", "", "", (), *REST)
    return replace(
        leaf,
        lead_city="municipal_works",
        lead_county=lead_county,
        co_units=("electricity", "township"),
    )


def test_in_a_county_the_family_leads_that_has_the_work_there() -> None:
    assert families_of(lamp(), in_county=False) == ("municipal_works", "electricity")
    in_county = families_of(lamp(), in_county=True)
    assert in_county == ("urban_management", "municipal_works", "electricity")


def test_the_catalogues_own_lead_of_a_county_goes_before_the_citys() -> None:
    assert families_of(lamp(lead_county="agriculture"), in_county=True)[0] == "agriculture"


@pytest.mark.parametrize(("kind", "is_county"), [("county", True), ("city", False)])
def test_a_county_is_known_by_the_kind_of_its_place(kind: str, is_county: bool) -> None:
    assert names_county([Place("石桥县", kind, 0, 3)]) is is_county
