import numpy as np
import pytest

from analytics.hot.vectors import is_area, split_places, term_matrix, useful_words


@pytest.mark.parametrize(
    ("name", "area"),
    [("青槐区", True), ("A3区", True), ("沁安市", True), ("阳光小区", False), ("花园社区", False),
     ("菜市", False), ("人民路", False), ("河阳县", True)],
)  # fmt: skip
def test_areas_are_told_from_small_places(name: str, area: bool) -> None:
    assert is_area(name) is area


def test_areas_numbers_and_single_signs_carry_no_matter() -> None:
    assert split_places("青槐区|阳光小区|") == ["阳光小区"]
    assert useful_words(["a3区 的 停水 2024 10栋", ""]) == [["停水", "10栋"], []]


def test_rows_have_length_one_and_a_row_without_known_words_is_zero() -> None:
    matrix = term_matrix([["停水", "三天"], ["停水"], ["独有"], []])
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    assert np.allclose(np.asarray(lengths).ravel(), [1, 1, 0, 0])


def test_words_in_too_many_rows_are_left_out() -> None:
    rows = [["你好", f"词{i // 2}"] for i in range(60)]
    assert term_matrix(rows, max_share=0.5).shape[1] == 30


def test_no_rows_give_no_rows() -> None:
    assert term_matrix([]).shape[0] == 0


def test_how_rare_a_word_is_has_a_ceiling() -> None:
    """The places of a large city are rarer than a small one's, and do not weigh more for it."""
    rest = [["停水"], ["噪音"], ["停车"], ["暖气"]] * 3_000
    rare = term_matrix([["某某小区", "某某大厦"]] * 2 + [["某某小区"]] * 3 + rest)[0].data
    assert rare[0] == rare[1]
    common = term_matrix([["某某小区", "停水"]] * 2 + rest)[0].data
    assert common.max() > 2 * common.min()
