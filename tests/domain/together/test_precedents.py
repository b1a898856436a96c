"""A valid precedent goes before the catalogue's row, and the reason says so."""

from dataclasses import replace
from datetime import date

import pytest

from service.domain.catalogue import Catalogue, Item, Level, Route, Unit, route
from service.domain.together.precedents import Asked, Precedent, PrecedentState, applying, follow

DAY = date(2026, 3, 10)
UNITS = {
    code: Unit(code, name, Level.CITY, code)
    for code, name in {"lamps": "照明处", "parks": "园林局", "water": "水利局"}.items()
}
CATALOGUE = Catalogue(
    "1-test",
    {
        "010101": Item("010101", ("市政", "照明", "路灯"), {Level.CITY: "lamps"}),
        "010102": Item("010102", ("市政", "照明", "景观灯"), {Level.CITY: "lamps"}),
    },
    UNITS,
    areas={"city": "", "north": "city", "river": "north"},
    area_names={"city": "样例市", "north": "北区", "river": "河堤街道"},
)
PLAIN = Precedent(
    id=1,
    no="联席会商〔2026〕3号",
    matter_id=1,
    topic="010101",
    lead="water",
    co_units=(),
    area="",
    words=(),
    legal_basis="防洪条例",
    valid_from=date(2026, 1, 1),
)


def lead(*precedents: Precedent, area: str = "river", text: str = "河堤步道路灯不亮") -> str:
    return routed(*precedents, area=area, text=text).unit


def routed(*precedents: Precedent, area: str = "river", text: str = "河堤步道路灯不亮") -> Route:
    asked = Asked("010101", area, text, DAY)
    found = applying(precedents, asked, CATALOGUE)
    return follow(route("010101", area, CATALOGUE), found, CATALOGUE)


def test_the_reason_names_the_session_and_what_the_catalogue_would_have_said() -> None:
    found = routed(PLAIN)
    assert (found.unit, found.precedent, found.is_certain) == ("water", PLAIN.no, True)
    assert found.reason == "依据联席会商〔2026〕3号，由水利局主办。按目录本应由照明处承办。"
    assert found.runners_up == ("lamps",)
    assert routed().precedent == ""


@pytest.mark.parametrize(
    ("changes", "area", "text", "expected"),
    [
        ({"area": "north"}, "river", "路灯不亮", "water"),
        ({"area": "river"}, "north", "路灯不亮", "lamps"),
        ({"words": ("河堤", "步道")}, "river", "步道的路灯不亮", "water"),
        ({"words": ("河堤",)}, "river", "小区的路灯不亮", "lamps"),
        ({"topic": "010102"}, "river", "路灯不亮", "lamps"),
        ({"valid_from": date(2026, 3, 11)}, "river", "路灯不亮", "lamps"),
        ({"valid_until": DAY}, "river", "路灯不亮", "water"),
        ({"valid_until": date(2026, 3, 9)}, "river", "路灯不亮", "lamps"),
        ({"ended_on": DAY}, "river", "路灯不亮", "lamps"),
        ({"lead": "gone"}, "river", "路灯不亮", "lamps"),
    ],
)
def test_a_precedent_holds_only_where_its_condition_does(
    changes: dict[str, object], area: str, text: str, expected: str
) -> None:
    assert lead(replace(PLAIN, **changes), area=area, text=text) == expected  # type: ignore[arg-type]


def test_of_two_that_contradict_the_newer_one_counts_and_it_is_said() -> None:
    newer = replace(
        PLAIN, id=2, no="联席会商〔2026〕9号", lead="parks", valid_from=date(2026, 2, 1)
    )
    for order in ((PLAIN, newer), (newer, PLAIN)):
        found = routed(*order)
        assert found.unit == "parks"
        assert "另有联席会商〔2026〕3号定由水利局，以较新的为准" in found.reason
    same = replace(newer, lead="water")
    assert "另有" not in routed(PLAIN, same).reason


def test_with_co_units_a_person_dispatches() -> None:
    found = routed(replace(PLAIN, co_units=("lamps",)))
    assert (found.is_certain, found.co_units) == (False, ("lamps",))


def test_a_topic_that_was_retired_takes_its_precedents_along() -> None:
    old = Item("010109", ("市政", "照明", "旧路灯"), {}, successor="010101")
    held = replace(CATALOGUE, retired={"010109": old})
    asked = Asked("010101", "", "路灯", DAY)
    assert applying([replace(PLAIN, topic="010109")], asked, held)


def test_a_precedent_says_how_it_stands() -> None:
    assert PLAIN.state(DAY) is PrecedentState.VALID
    assert (
        replace(PLAIN, ended_on=DAY, valid_until=date(2026, 1, 2)).state(DAY)
        is PrecedentState.ENDED
    )
    assert PLAIN.state(date(2025, 12, 31)) is PrecedentState.TO_COME
    assert replace(PLAIN, valid_until=date(2026, 3, 1)).state(DAY) is PrecedentState.EXPIRED
