import pytest

from analytics.hot.naming import clean_title, keywords, shared_phrase, theme_title, title
from analytics.hot.speech import Speech


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("关于青槐家园停水的问题", "青槐家园停水"),
        ("再次投诉：青槐家园停水！！", "青槐家园停水"),
        ("投诉", "投诉"),
        ("青槐家园突发停水问题", "青槐家园突发停水"),
        ("我是青槐家园二期的业主，电梯三天两头停运。物业不管", "电梯三天两头停运"),
        ("青槐家园房屋存在质量问题", "青槐家园房屋存在质量问题"),
        ("青槐家园楼下饭店油烟扰民，维权三月没有用", "青槐家园楼下饭店油烟扰民"),
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


def test_keywords_leave_out_parts_of_better_ones() -> None:
    said = [Speech("", ["搅拌站", "搅拌", "粉尘"], [])] * 3
    assert keywords(said, {"搅拌站": 3.0, "搅拌": 2.0, "粉尘": 1.0}, 5) == ["搅拌站", "粉尘"]


def test_keywords_are_words_of_the_matter_not_of_manners() -> None:
    said = [
        Speech("青槐家园停水", ["已查", "网站", "明白", "a7", "停水", "抢修"], ["青槐家园"])
        for _ in range(4)
    ]
    assert keywords(said, {}, 5, first="明白") == ["停水", "抢修"]


def test_what_no_title_holds_is_a_keyword_only_when_half_of_the_members_say_it() -> None:
    said = [Speech("停水", ["停水", *extra], []) for extra in (["弯腰"], ["弯腰"], [], [], [])]
    assert keywords(said, {"弯腰": 9.0}, 5) == ["停水"]


def test_a_word_across_two_names_is_no_keyword() -> None:
    said = [Speech("东山区丽景新城停水", ["区丽景", "停水"], ["丽景新城"])] * 3
    assert keywords(said, {}, 5) == ["停水"]


def test_a_plea_gives_way_to_a_plain_title() -> None:
    said = speeches("青槐家园停水到底何时解决", "青槐家园停水到底何时解决", "青槐家园停水三天")
    assert title(said, "青槐家园", ["停水"]) == "青槐家园停水三天"


def test_among_pleas_alone_the_place_and_the_topic_are_the_title() -> None:
    said = [
        Speech(
            "青槐家园的水到底何时来", ["停水"], ["青槐家园"], path="供水供电供气供热/供水/突发停水"
        )
    ] * 3
    assert title(said, "青槐家园", ["停水"]) == "青槐家园突发停水"
    assert title(said, "", ["停水"], "东山区") == "东山区突发停水"


def test_a_theme_is_named_by_its_topic_when_most_members_share_it() -> None:
    said = [Speech("", [], [], path="住房与物业/物业服务/停车收费")] * 3
    assert theme_title(said, ["停车费"]) == "停车收费"


def test_a_theme_of_mixed_topics_is_named_by_the_level_they_share() -> None:
    said = [
        Speech("", [], [], path=f"住房与物业/物业服务/{last}") for last in ("收费", "保洁", "门禁")
    ]
    assert theme_title(said, ["物业"]) == "物业服务"


def test_without_topics_a_theme_is_named_by_what_its_titles_share() -> None:
    said = [
        Speech(f"{name}楼下麻将馆扰民", ["麻将馆", "扰民", name], [name])
        for name in ("甲华苑", "乙华苑", "丙华苑")
    ]
    assert shared_phrase(said) == "麻将馆扰民"
    assert theme_title(said, ["麻将馆"]) == "麻将馆扰民"
