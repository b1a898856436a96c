import numpy as np

from analytics.hot.senses import SenseSettings, likeness_at, senses
from analytics.hot.vectors import term_matrix

MATTERS = [
    *(["烟道", "油烟", "餐饮"], ["油烟", "餐饮", "商铺"], ["烟道", "商铺", "餐饮"]) * 5,
    *(["质量", "裂缝", "漏水"], ["裂缝", "漏水", "墙面"], ["质量", "墙面", "漏水"]) * 5,
]


def test_words_told_together_are_alike_though_no_word_is_shared() -> None:
    rows = term_matrix([*MATTERS, ["烟道"], ["油烟"], ["裂缝"]])
    found = senses(rows, SenseSettings(dimensions=2))
    near, far = likeness_at(found, np.array([30, 30]), np.array([31, 32]))
    assert near > 0.9
    assert far < 0.2


def test_a_row_without_words_is_like_none_and_few_terms_are_kept() -> None:
    found = senses(term_matrix([["停水"], ["停水"], [], ["停电"], ["停电"]]), SenseSettings())
    assert likeness_at(found, np.array([0, 0, 0]), np.array([1, 2, 3])).tolist() == [1.0, 0.0, 0.0]


def test_what_is_learned_from_a_part_holds_for_all() -> None:
    rows = term_matrix(MATTERS)
    found = senses(rows, SenseSettings(dimensions=2, learned=15))
    assert found.shape == (30, 2)
    assert likeness_at(found, np.array([0]), np.array([29]))[0] < 0.3
