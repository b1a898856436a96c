import pytest

from analytics.naming import Speech, clean_title, keywords, main_place, theme_title, title


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("关于青槐家园停水的问题", "青槐家园停水"),
        ("再次投诉：青槐家园停水！！", "青槐家园停水"),
        ("投诉", "投诉"),
        ("\u200b反映青槐家园 停水", "青槐家园停水"),
    ],
)
def test_titles_lose_their_opening_and_ending(raw: str, clean: str) -> None:
    assert clean_title(raw) == clean


def speeches(*titles: str, place: str = "青槐家园") -> list[Speech]:
    return [Speech(t, ["停水", "水压"], [place]) for t in titles]


def test_the_most_typical_title_is_chosen() -> None:
    said = speeches("青槐家园停水三天", "青槐家园停水无人管", "青槐家园停水", "我家在六楼洗不了澡")
    assert title(said, "青槐家园", ["停水"]) == "青槐家园停水"


def test_the_place_stands_in_front_when_the_title_lacks_it() -> None:
    said = speeches("小区停水", "小区停水", "小区停水", "青槐家园", "青槐家园")
    assert title(said, "青槐家园", ["停水"]).startswith("青槐家园")


def test_without_titles_place_and_keywords_make_one() -> None:
    assert title(speeches("", ""), "青槐家园", ["停水", "水压"]) == "青槐家园停水、水压"


def test_a_place_that_many_others_name_is_not_the_groups_own() -> None:
    said = speeches("a", "b", "c")
    assert main_place(said, {"青槐家园": 4}) == "青槐家园"
    assert main_place(said, {"青槐家园": 400}) == ""


def test_keywords_leave_out_parts_of_better_ones() -> None:
    said = [Speech("", ["搅拌站", "搅拌", "粉尘"], [])] * 3
    assert keywords(said, {"搅拌站": 3.0, "搅拌": 2.0, "粉尘": 1.0}, 5) == ["搅拌站", "粉尘"]


def test_a_theme_is_named_by_its_topic_when_most_members_share_it() -> None:
    said = [Speech("", [], [], path="住房与物业/物业服务/停车收费")] * 3
    assert theme_title(said, ["停车费"]) == "停车收费（停车费）"
