from __future__ import annotations

import pickle

import pytest

from models.words.segment import Segmenter, content_words, segmenter
from tests.models.conftest import rows


@pytest.mark.parametrize("case", rows("segments"), ids=lambda case: case["text"])
@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_hotline_words_stay_whole_in_both_engines(case: dict[str, str], engine: str) -> None:
    cut = segmenter(engine=engine)  # type: ignore[arg-type]
    assert "|".join(cut.cut(case["text"])) == case["words"]


def test_pieces_join_to_the_text() -> None:
    text = "A市3号楼，暖气不热!! abc 20-30户"
    assert "".join(segmenter().pieces(text)) == text


def test_places_given_stay_whole_and_others_are_not_changed() -> None:
    text = "东望里门口没水"
    assert "东望里" not in segmenter().cut(text)
    assert "东望里" in segmenter(["东望里"]).cut(text)
    assert "东望里" not in segmenter().cut(text)


def test_order_of_words_does_not_matter_and_unfit_words_are_left_out() -> None:
    assert segmenter(["甲乙丙", "丁戊己"]) == segmenter(["丁戊己", "甲乙丙", "一", "有 空格"])


def test_it_pickles_and_cuts_alike_afterwards() -> None:
    cut = segmenter(["东望里"])
    again: Segmenter = pickle.loads(pickle.dumps(cut))  # noqa: S301
    assert again == cut
    assert again.cut("东望里没水") == cut.cut("东望里没水")


def test_empty_text_has_no_words() -> None:
    assert segmenter().cut("") == ()
    assert segmenter().cut("，。！😀") == ()


def test_content_words_drop_greetings_numbers_and_single_letters() -> None:
    tokens = ("尊敬", "的", "领导", "停水", "3", "20-30", "了", "两天")
    assert content_words(tokens) == ("停水", "两天")
