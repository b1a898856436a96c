"""Who is proposed to lead: the unit that has the tickets, or the city's own for a wide matter."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd

from analytics.marking import unmarked
from service.domain.agenda import AgendaRules, Candidate, TopicFacts
from service.domain.catalogue import Catalogue, Item, Level, Unit
from service.flows.month.data import MonthData
from service.flows.month.outlook import advice

CITY = Unit("C1", "市住房和城乡建设局", Level.CITY, "housing")
COUNTY = Unit("A1", "北区住房和城乡建设局", Level.COUNTY, "housing", area="1001")
ITEM = Item("040101", ("住房与物业", "物业服务", "物业服务不到位"), {
    Level.COUNTY: "housing", Level.CITY: "housing",
})  # fmt: skip
FACTS = TopicFacts("T1", "物业服务不到位", 9.0, 4, frozenset("1234"), is_theme=True, areas=4)


def said(catalogue: Catalogue, facts: TopicFacts = FACTS) -> str:
    tickets = pd.DataFrame(
        {"no": list("1234"), "unit_name": COUNTY.name, "topic": ["040101"] * 3 + [""]}
    )
    whole = pd.Series(dtype=int)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    data = MonthData("2026-02", at, True, tickets, tickets, whole, {})
    (only,) = advice(data, [Candidate(facts, 1, ())], catalogue, AgendaRules())
    return only


def catalogue_of(*units: Unit) -> Catalogue:
    return Catalogue(
        version="1",
        items={ITEM.topic: ITEM},
        units={unit.code: unit for unit in units},
        areas={"10": "", "1001": "10"},
        area_names={"10": "市", "1001": "北区"},
        family_names={},
    )


def test_a_matter_of_many_counties_is_led_by_the_city() -> None:
    assert f"建议由{CITY.name}牵头" in said(catalogue_of(CITY, COUNTY))


def test_a_matter_of_one_county_is_led_by_the_unit_that_has_it() -> None:
    assert f"建议由{COUNTY.name}牵头" in said(catalogue_of(CITY, COUNTY), replace(FACTS, areas=1))


def test_without_a_unit_of_the_city_the_hotline_arranges_who_leads() -> None:
    assert "商定牵头单位" in said(catalogue_of(COUNTY))


def test_what_is_proposed_depends_on_what_is_the_matter() -> None:
    plain = said(catalogue_of(COUNTY), replace(FACTS, areas=1))
    assert "牵头，查明成因，2026年3月底前" in plain
    again = said(catalogue_of(COUNTY), replace(FACTS, redone=1, months=2))
    assert (
        "查明成因、统一各县区的办理口径、对重办和回访未解决的逐件复核、说明为什么连续在榜，"
        in again
    )


def test_the_reasons_lead_to_the_tickets_that_they_count() -> None:
    facts = replace(FACTS, callers=3, before=1, unsolved=2, redone=1)
    text, marks = unmarked(said(catalogue_of(COUNTY), facts))
    assert "3名诉求人反映4件，比上月的1件多3件，重复反映1件，回访未解决2件，重办1件" in text
    assert [(text[start:end], name) for start, end, name in marks] == [
        ("4件", "topic=T1"),
        ("2件", "topic.unsolved=T1"),
        ("1件", "topic.redone=T1"),
    ]
