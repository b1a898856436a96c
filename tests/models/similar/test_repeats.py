from __future__ import annotations

from models.similar.repeats import group_repeats

STORY = [
    "槐荫里",
    "小区",
    "暖气",
    "不热",
    "室温",
    "十五",
    "度",
    "热力公司",
    "测温",
    "不合格",
    "要求",
    "退费",
    "老人",
    "孩子",
    "感冒",
]
OTHER = [
    "健身房",
    "跑路",
    "会员卡",
    "退费",
    "商家",
    "电话",
    "停机",
    "报警",
    "消费",
    "一千",
    "元",
    "合同",
    "失踪",
    "老板",
    "欺骗",
]


def test_near_repeats_share_a_group_and_others_do_not() -> None:
    nearly = [*STORY[:-1], "生病"]
    assert group_repeats([STORY, OTHER, nearly, STORY]) == [0, 1, 0, 0]


def test_a_text_without_words_is_alone() -> None:
    assert group_repeats([[], STORY, [], STORY]) == [0, 1, 2, 1]
    assert group_repeats([]) == []


def test_order_and_repetition_of_words_do_not_matter() -> None:
    mixed = [*reversed(STORY), *STORY]
    assert group_repeats([STORY, mixed]) == [0, 0]


def test_a_large_group_of_slightly_different_repeats_is_found_whole() -> None:
    texts = [[*STORY, f"{i}号楼"] for i in range(200)] + [[*OTHER, f"{i}号店"] for i in range(200)]
    assert group_repeats(texts) == [0] * 200 + [200] * 200
