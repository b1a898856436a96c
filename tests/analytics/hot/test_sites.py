from collections.abc import Sequence

import pytest

from analytics.hot.sites import core_of, is_site, main_place, own_site, titles_with, wide_place
from analytics.hot.speech import Speech


def said(*titles: str, places: Sequence[str] = (), area: str = "") -> list[Speech]:
    return [Speech(title, ["停水"], list(places), area) for title in titles]


def test_a_place_that_many_others_name_is_not_the_groups_own() -> None:
    group = said("a", "b", "c", places=["青槐家园"])
    assert main_place(group, {"青槐家园": 4}) == "青槐家园"
    assert main_place(group, {"青槐家园": 400}) == ""


def test_a_name_the_titles_share_is_found_though_no_text_was_read_for_it() -> None:
    titles = ("东山市松月滨河苑车位捆绑销售", "松月滨河苑强卖车位", "请查松月滨河苑车位")
    group = said(*titles, places=["远航集团"], area="东山市")
    assert main_place(group, {"远航集团": 3}) == "松月滨河苑"


def test_a_shared_name_that_half_the_city_writes_is_not_the_groups_own() -> None:
    group = said("松月滨河苑停水", "松月滨河苑停电")
    assert main_place(group, {}, {"松月滨河苑": 40}) == ""


@pytest.mark.parametrize("name", ["集团公司", "同一小区", "过马路", "物业管理公司", "二期小区"])
def test_what_any_place_is_called_is_no_place(name: str) -> None:
    assert main_place(said("停水", "停电", "漏水", places=[name]), {name: 3}) == ""


def test_an_organisation_comes_after_a_site() -> None:
    group = said("停水", "停电", "漏水", places=["远航集团", "青槐家园"])
    assert main_place(group, {}) == "青槐家园"
    assert main_place(said("停水", "停电", places=["远航集团"]), {}) == "远航集团"


def test_what_the_titles_name_comes_before_what_only_the_texts_name() -> None:
    group = said("柳叶小区门口建站", "柳叶小区门口的站", places=["青槐家园"])
    assert main_place(group, {}) == "柳叶小区"


def test_a_place_that_a_third_of_the_texts_name_and_no_title_is_not_theirs() -> None:
    group = [*said("停水", "停电", places=["青槐家园"]), *said("漏水", "断水", "水小", "水黄")]
    assert main_place(group, {}) == ""


def test_areas_are_counted_and_common_nouns_are_not() -> None:
    group = [Speech("", [], ["集团公司"]), Speech("", [], ["青槐家园"]), Speech("", [], [], "东区")]
    assert wide_place(group) == "东区、青槐家园"


def test_titles_are_counted_by_the_names_asked_for() -> None:
    titles = ["青槐花园停水", "A3区青槐花园油烟", "银杏花园停水", "没有地名"]
    assert titles_with({"青槐花园"}, titles) == {"青槐花园": 2}


def test_an_estate_is_a_site_and_a_street_or_a_district_is_none() -> None:
    assert is_site("青槐家园小区")
    assert is_site("望湖工业园区")
    assert not any(map(is_site, ("柳叶路", "柳叶街道", "青槐社区", "临河区", "同一小区")))


def test_the_site_that_most_rows_name_in_whatever_length_is_their_own() -> None:
    rows = [["青槐家园小区", "柳叶路"], ["青槐家园"], ["东山市"], ["望湖名邸"], ["青槐家园"]]
    assert core_of(own_site(rows)) == "青槐家园"
    assert own_site([["望湖名邸"], ["青槐家园"]]) == ""
    assert own_site([]) == ""
