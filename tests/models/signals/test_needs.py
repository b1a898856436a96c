from __future__ import annotations

import pytest

from models.signals.needs import needs


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("家里没有生活来源，申请低保一直没批", "subsistence"),
        ("孩子得了白血病，没钱治病", "medical"),
        ("他是二级残疾，行动不便", "disability"),
        ("父母双亡的孤儿没人照顾", "child"),
        ("独居老人无人照顾", "left_behind"),
        ("天桥下有流浪人员露宿街头", "homeless"),
        ("洪灾冲毁了房子", "disaster"),
        ("下岗多年找不到工作", "employment"),
    ],
)
def test_hardship_is_noticed_with_its_words(text: str, need: str) -> None:
    found = needs(text)
    assert need in found
    assert all(word in text for words in found.values() for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "有人开豪车还冒领低保",
        "小区残疾人车位被占",
        "流浪狗太多",
        "两癌筛查在哪做",
        "物业费太高",
        "施工噪音影响休息",
    ],
)
def test_words_used_otherwise_are_no_signal(text: str) -> None:
    assert needs(text) == {}
