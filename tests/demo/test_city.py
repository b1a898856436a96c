"""The invented city hangs together and somebody answers for everything in it."""

import pytest

from service.demo.city import AREA_KINDS, CITY_CODE, City, load_city
from service.demo.people import UNIT_ROLES, hotline_usernames, person, staff, unit_username
from service.demo.themes import load_themes


@pytest.fixture(scope="module")
def city() -> City:
    return load_city()


def test_every_place_lies_in_a_place_and_in_the_city(city: City) -> None:
    for place in city.places:
        assert list(city.above(place.code))[-1].code == CITY_CODE


def test_names_and_aliases_are_unambiguous(city: City) -> None:
    names = [name for place in city.places for name in (place.name, *place.aliases)]
    assert len(names) == len(set(names))
    assert len({unit.name for unit in city.units}) == len(city.units)


def test_the_city_has_every_kind_of_place(city: City) -> None:
    kinds = (
        "city district county zone street town community village estate road river school "
        "hospital company market park"
    )
    assert {place.kind for place in city.places} == set(kinds.split())
    assert sum(place.kind in AREA_KINDS for place in city.places) == 12


def test_codes_lie_outside_the_national_range(city: City) -> None:
    areas = [place.code for place in city.places if place.kind in AREA_KINDS]
    assert all(code.startswith("9901") for code in areas)


def test_public_telephones_have_an_area_code_that_does_not_exist(city: City) -> None:
    assert all(unit.phone_public.startswith("0300-555") for unit in city.units)


def test_units_stand_on_known_ground(city: City) -> None:
    codes = {unit.code for unit in city.units}
    for unit in city.units:
        assert city.place(unit.area)
        assert not unit.parent or unit.parent in codes


def test_a_unit_leads_every_theme_everywhere(city: City) -> None:
    for theme in load_themes():
        for kind in ("estate", "village", "road", "zone"):
            place = city.of_kind(kind)[-1]
            assert city.lead(theme.family, place.code, theme.tier).level


def test_the_nearest_unit_leads(city: City) -> None:
    by_name = {place.name: place.code for place in city.places}
    north, east = by_name["砚北区"], by_name["沁东经开区"]
    assert city.lead("heating_company", north).name == "砚北宏暖热力有限公司"
    assert city.lead("heating_company", east).name == "沁安热力集团有限公司"
    assert city.lead("housing", north).level == "county"
    assert city.lead("housing", north, "city").level == "city"
    assert city.lead("education", north).family == "county_government"


def test_everybody_has_a_username_of_their_own(city: City) -> None:
    people = staff(city)
    names = {someone.username for someone in people}
    assert len(names) == len(people)
    assert set(hotline_usernames("agent")) <= names
    for unit in city.units:
        assert {unit_username(role, unit.code) for role in UNIT_ROLES} <= names


def test_a_caller_is_always_the_same_person() -> None:
    assert person(77) == person(77)
    assert len({person(n).phone for n in range(5000)}) == 5000
    assert all(person(n).phone.startswith("199000") for n in range(0, 99_999, 997))
