"""A mention names exactly one, who may see the ticket; anything else is said in a sentence."""

import pytest

from service.domain.errors import BadInput
from service.domain.notices.mentions import Mentionable, mentioned, unaddressed, written

ZHANG = Mentionable("张三", 1, "a", "城管局", may_see=True)
ZHANG_FENG = Mentionable("张三丰", 2, "b", "水务局")
WANG_HERE = Mentionable("王伟", 3, "a", "城管局", may_see=True)
WANG_HOTLINE = Mentionable("王伟", 4, may_see=True)
WANG_ELSEWHERE = Mentionable("王伟", 5, "b", "水务局")
UNIT = Mentionable("城管局", unit="a", may_see=True)
OTHER = Mentionable("水务局", unit="b")
ALL = (ZHANG, ZHANG_FENG, WANG_HERE, WANG_HOTLINE, WANG_ELSEWHERE, UNIT, OTHER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请@张三看一下现场", [ZHANG]),
        ("＠张三、@城管局 今天回", [ZHANG, UNIT]),
        ("@张三 @张三 说两遍", [ZHANG]),
        ("@王伟（热线）请复核", [WANG_HOTLINE]),
        ("@王伟（城管局）请复核", [WANG_HERE]),
        ("邮箱是 zhang@example.com，单价 3@5", []),
        ("没有 @ 谁", []),
        ("", []),
    ],
)
def test_a_text_names_whom_it_names(text: str, expected: list[Mentionable]) -> None:
    assert mentioned(text, ALL) == expected
    assert mentioned(unaddressed(text), ALL) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("@张三丰请看", "张三丰（水务局）看不到这张工单"),
        ("@水务局 请看", "水务局没有主办或协办这张工单"),
        ("@王伟请看", "有几位王伟，请写成 @王伟（城管局），或 @王伟（热线）"),
        ("@李四，请看", "没有认出“@李四”是谁"),
    ],
)
def test_whom_it_cannot_tell_is_refused_and_said(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        mentioned(text, ALL)
    assert set(refused.value.fields) == {"note"}


def test_of_two_of_one_name_the_one_who_may_see_is_meant() -> None:
    assert mentioned("@王伟", [WANG_HERE, WANG_ELSEWHERE]) == [WANG_HERE]


def test_what_can_be_chosen_is_understood_when_it_is_written() -> None:
    for name, _ in written(ALL):
        assert len(mentioned(f"请@{name}看", ALL)) == 1
    assert [name for name, _ in written(ALL)] == [
        "张三",
        "王伟（城管局）",
        "王伟（热线）",
        "城管局",
    ]
