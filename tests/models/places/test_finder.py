from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.places.finder import Place, best_area, find_places, narrowest
from models.places.gazetteer import Gazetteer, GazetteerEntry
from models.words.text import normalise
from tests.models.conftest import rows


def find(text: str, town: Gazetteer) -> tuple[Place, ...]:
    return find_places(normalise(text), town)


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
        ("如意小区的电梯", ("如意小区", "estate")),
        ("经四路的路灯", ("经四路", "road")),
        ("小王庄的水井", ("小王庄", "village")),
        ("在太古里逛街", ("太古里", "estate")),
        ("住探香里5栋", ("探香里", "estate")),
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


SENTENCES = rows("places")


def said(text: str) -> list[str]:
    return [f"{place.text}:{place.kind}" for place in find_places(normalise(text), Gazetteer())]


def test_places_of_other_cities_are_found_without_their_lists() -> None:
    pairs = [(Counter(said(row["text"])), Counter(row["places"].split())) for row in SENTENCES]
    hits = sum((found & wanted).total() for found, wanted in pairs)
    assert hits >= 0.95 * sum(found.total() for found, _ in pairs)
    assert hits >= 0.95 * sum(wanted.total() for _, wanted in pairs)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("我是住在A7县望亭镇的村民", ["A7县:county", "望亭镇:town"]),
        ("A3区景秀路麓枫和苑南门有噪音", ["A3区:district", "景秀路:road", "麓枫和苑:estate"]),
        ("A市中心医院和望亭派出所", ["A市中心医院:hospital", "望亭派出所:site"]),
        ("去年到尚义街，与永安巷交界", ["尚义街:road", "永安巷:road"]),
        ("A5区大道的路灯", ["A5区大道:road"]),
        ("望亭镇黄花村六组没有路", ["望亭镇:town", "黄花村:village", "六组:group"]),
        ("育才三小门口堵车", ["育才三小:school"]),
        ("107国道和东二环都修路", ["107国道:road", "东二环:road"]),
        ("平安顺利的一年", []),
        ("公办幼儿园太少，老旧小区没电梯", []),
    ],
)
def test_names_begin_where_other_words_end(text: str, places: list[str]) -> None:
    assert said(text) == places


def test_a_name_that_stood_out_once_is_known_elsewhere() -> None:
    found = said("A6区美的翰城二期的业主来信：在美的翰城买房，望亭街道说管不了，望亭人都知道")
    assert found.count("美的翰城:estate") == 2
    assert found[-1] == "望亭:street"


def test_items_of_a_list_are_of_the_kind_of_the_others() -> None:
    assert said("半岛云邻停水") == []
    assert said("槐荫小区、半岛云邻、金岭小区、和苑小区停水")[1] == "半岛云邻:estate"


@given(st.text(alphabet="A7县市区路街小学校我们在的和村三组站、，。\n万科一中", max_size=40))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_places_stand_in_order_and_apart(text: str) -> None:
    clean = normalise(text)
    places = find_places(clean, Gazetteer())
    assert all(clean[place.start : place.end] == place.text for place in places)
    assert all(one.end <= other.start for one, other in pairwise(places))


VERBS = "约谈 联系 追责 督促 逼着 曝光 麻烦 汇报 质问 监督 委托 状告 找 让 去 问 给 反映到"
KINDS = "物业 物业公司 公司 村委会 学校 医院 社区 派出所 街道 幼儿园 银行 超市 小区 工厂"


def test_a_verb_before_a_kind_of_place_is_no_name(town: Gazetteer) -> None:
    said = [f"我们多次{verb}{kind}，没有用" for verb in VERBS.split() for kind in KINDS.split()]
    assert [text for text in said if find_places(text, town)] == []


@pytest.mark.parametrize(
    "text", ["微信群里有人", "扔柜子里", "想买别墅", "封路三天", "修路很久", "宅基地被占"]
)
def test_where_or_what_is_done_is_no_name(text: str, town: Gazetteer) -> None:
    assert named(text, town) == []
