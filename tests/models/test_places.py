from __future__ import annotations

from pathlib import Path

import pytest

from models.gazetteer import Gazetteer, GazetteerEntry, GazetteerError, load_gazetteer
from models.places import Place, best_area, find_places, narrowest
from models.segment import segmenter
from models.text import normalise


def find(text: str, town: Gazetteer) -> tuple[Place, ...]:
    clean = normalise(text)
    return find_places(clean, segmenter(town.names).pieces(clean), town)


def named(text: str, town: Gazetteer) -> list[tuple[str, str, str | None]]:
    return [(place.text, place.kind, place.code) for place in find(text, town)]


def test_longest_name_wins_and_aliases_give_the_full_name(town: Gazetteer) -> None:
    (place,) = find("纺机家属院停水", town)
    assert (place.name, place.code) == ("槐荫里", "110101")
    assert named("槐荫里小区没水", town) == [("槐荫里小区", "estate", "110101")]


def test_spans_point_into_the_text(town: Gazetteer) -> None:
    text = "柳湖区望亭街道槐荫里停水"
    assert all(text[p.start : p.end] == p.text for p in find(text, town))


def test_a_name_borne_twice_is_settled_by_its_surroundings(town: Gazetteer) -> None:
    assert [p.code for p in find("河口镇幸福家园停电", town)] == ["1201", "120101"]
    assert [p.code for p in find("幸福家园停电", town)] == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("住在锦绣东方小区的业主", ("锦绣东方小区", "estate")),
        ("西环路路灯不亮", ("西环路", "road")),
        ("K9县的公路坏了", ("K9县", "county")),
        ("A5区有人占道", ("A5区", "district")),
        ("李家庄村的水渠", ("李家庄村", "village")),
    ],
)
def test_unseen_places_are_found_by_their_shape(
    text: str, expected: tuple[str, str], town: Gazetteer
) -> None:
    assert (*expected, None) in named(text, town)


@pytest.mark.parametrize(
    "text", ["老旧小区改造", "孩子上学校的事", "农村公路没人修", "我们小区停电"]
)
def test_kinds_of_place_without_a_name_are_no_places(text: str, town: Gazetteer) -> None:
    assert named(text, town) == []


def test_area_is_the_smallest_that_the_places_lie_in(town: Gazetteer) -> None:
    assert best_area(find("柳湖区槐荫里停水", town), town) == "1101"
    assert best_area(find("尚义街积水", town), town) == "11"
    assert best_area(find("石桥县供电", town), town) == "12"
    assert best_area(find("哪里都没说", town), town) == ""


def write(folder: Path, content: str) -> Path:
    path = folder / "places.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_list_of_places_loads(tmp_path: Path) -> None:
    path = write(
        tmp_path, "code,name,kind,parent,aliases\n1,青禾市,city,,\n2,槐荫里,estate,1,甲|乙\n"
    )
    entry = load_gazetteer(path).get("2")
    assert entry is not None
    assert entry.aliases == ("甲", "乙")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("code,name,kind\n1,青禾市,city\n", "缺少列"),
        ("code,name,kind,parent,aliases\n1,,city,,\n", "第 2 行"),
        ("code,name,kind,parent,aliases\n1,甲,city,,\n1,乙,city,,\n", "重复"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, content: str, word: str) -> None:
    with pytest.raises(GazetteerError, match=word):
        load_gazetteer(write(tmp_path, content))


def test_a_circle_of_parents_ends(town: Gazetteer) -> None:
    round_trip = Gazetteer(
        (GazetteerEntry("a", "甲地", "town", "b"), GazetteerEntry("b", "乙地", "town", "a"))
    )
    assert [e.code for e in round_trip.line_of("a")] == ["a", "b"]


def test_the_narrowest_place_is_said_before_its_town_and_city(town: Gazetteer) -> None:
    places = find("青禾市柳湖区尚义街的锦绣东方小区停水", town)
    assert [place.rank for place in places] == [1, 2, 5, 6]
    best = narrowest(places)
    assert best is not None
    assert best.text == "锦绣东方小区"
    assert narrowest(()) is None
