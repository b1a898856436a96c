"""Routing: a table that a dispatcher can read, and the laws behind it."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.catalogue import Catalogue, Item, Level, Unit, route

DATA = Path(__file__).parents[1] / "data"
AREAS = {"city": "", "north": "city", "south": "city", "hill": "north"}
NAMES = {"city": "样例市", "north": "北区", "south": "南区", "hill": "山前街道"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def catalogue() -> Catalogue:
    return Catalogue(
        version="2026-1",
        items={row["主题"]: _item(row) for row in rows("routing_topics.csv")},
        units={row["单位"]: _unit(row) for row in rows("routing_units.csv")},
        areas=AREAS,
        area_names=NAMES,
        family_names={"heating_company": "供热公司", "tobacco": "烟草", "bank": "银行"},
    )


def _item(row: dict[str, str]) -> Item:
    leads = {Level.CITY: row["市级"], Level.COUNTY: row["县级"], Level.TOWNSHIP: row["乡镇"]}
    return Item(
        topic=row["主题"],
        path=tuple(row["名称"].split("/")),
        leads={level: family for level, family in leads.items() if family},
        co_families=tuple(row["协办"].split()),
        deadline_class=row["时限"],
        may_answer=row["可直办"] == "是",
    )


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        row["单位"],
        row["名称"],
        Level(row["层级"]),
        row["类别"],
        row["地区"],
        is_active=row["启用"] == "是",
    )


@pytest.mark.parametrize(
    "row", rows("routing.csv"), ids=lambda row: f"{row['主题']}-{row['地区'] or 'nowhere'}"
)
def test_the_written_table_holds(row: dict[str, str]) -> None:
    found = route(row["主题"], row["地区"], catalogue())
    assert found.unit == row["主办"], row["说明"]
    assert found.co_units == tuple(row["协办"].split()), row["说明"]
    assert found.runners_up == tuple(row["备选"].split()), row["说明"]
    assert found.is_certain == bool(row["主办"])
    assert found.catalogue_version == "2026-1"


topics = st.sampled_from([*catalogue().items, "990101", ""])
areas = st.sampled_from([*AREAS, "", "mars"])


@given(topics, areas)
def test_routing_is_total_and_always_gives_a_reason(topic: str, area: str) -> None:
    found = route(topic, area, catalogue())
    assert found.reason.endswith("。")
    named = {found.unit, *found.co_units, *found.runners_up} - {""}
    assert named <= catalogue().active_units
    assert found.unit not in (*found.co_units, *found.runners_up)
    assert len(set(found.runners_up)) == len(found.runners_up)
    item = catalogue().item(topic)
    if item is not None:
        assert (found.deadline_class, found.may_answer) == (item.deadline_class, item.may_answer)


@given(topics, areas, st.permutations(list(catalogue().units)))
def test_the_order_in_which_units_are_listed_does_not_decide_who_leads(
    topic: str, area: str, order: list[str]
) -> None:
    shuffled = replace(catalogue(), units={code: catalogue().units[code] for code in order})
    assert route(topic, area, shuffled).unit == route(topic, area, catalogue()).unit


def test_the_reason_names_catalogue_topic_place_and_unit() -> None:
    assert route("010101", "north", catalogue()).reason == (
        "按派单目录，“市容 / 摊点 / 占道经营”由北区城管局承办，地点在北区。"
    )
    assert "没有认出所在区县" in route("010101", "", catalogue()).reason
    assert "供热公司" in route("030101", "", catalogue()).reason


def test_a_company_stands_behind_the_department_of_its_own_family() -> None:
    lamps = Unit("n9", "样例路灯公司", Level.ENTERPRISE, "roads", "city")
    works = Unit("d9", "市市政处", Level.CITY, "roads", "city")
    pit = Item("020101", ("市政", "道路", "坑洼"), {Level.CITY: "roads"}, co_families=("roads",))
    bank = Unit("b9", "样例银行监管局", Level.CITY, "bank", "city")
    grid = Item("020102", ("市政", "道路", "管线"), {Level.CITY: "bank"}, co_families=("roads",))
    both = replace(
        catalogue(), items={"1": pit, "2": grid}, units={"n9": lamps, "d9": works, "b9": bank}
    )
    found = route("1", "north", both)
    assert (found.unit, found.runners_up) == ("d9", ("n9",))
    assert route("2", "north", both).co_units == ("d9",)
    assert route("1", "north", replace(both, units={"n9": lamps})).unit == "n9"


def test_a_duty_of_a_department_is_never_pushed_down_to_a_township() -> None:
    townships = {u.code for u in catalogue().units.values() if u.level is Level.TOWNSHIP}
    for topic, item in catalogue().items.items():
        for area in AREAS:
            if route(topic, area, catalogue()).unit in townships:
                assert set(item.leads) == {Level.TOWNSHIP}


def test_the_chain_of_an_area_ends_at_the_city_even_if_the_gazetteer_has_a_circle() -> None:
    assert catalogue().chain("hill") == ("hill", "north", "city")
    circle = replace(catalogue(), areas={"a": "b", "b": "a"})
    assert circle.chain("a") == ("a", "b")


def test_what_lies_in_another_county_is_apart_and_what_lies_nowhere_is_not() -> None:
    held = catalogue()
    other = next(area for area in AREAS if held.county_of(area) not in ("", "north"))
    assert held.apart("hill", other) == NAMES[held.county_of(other)]
    assert [held.apart("hill", where) for where in ("north", "hill", "city", "")] == [""] * 4
