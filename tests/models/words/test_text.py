from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from models.words.text import MAX_CHARS, normalise, normalised, sentences

MENDED = "，。…,!;.. \n\t\0停水了著裏AB～\u3000😀"


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=200))
def test_no_control_or_invisible_character_survives(text: str) -> None:
    cleaned = normalise(text).replace("\n", "")
    assert not [c for c in cleaned if unicodedata.category(c) in {"Cc", "Cf", "Cs"}]


@given(st.lists(st.text(MENDED, max_size=6), max_size=9))
def test_many_texts_are_normalised_as_each_alone(texts: list[str]) -> None:
    assert normalised(texts) == list(map(normalise, texts))


def test_too_long_a_text_among_others_is_cut_too() -> None:
    texts = ["停水", "水" * (MAX_CHARS + 1), " " * (2 * MAX_CHARS) + "停"]
    assert normalised(texts) == list(map(normalise, texts))


def test_digits_become_half_width_and_chinese_marks_stay() -> None:
    assert normalise("１２３号，Ａ座！") == "123号，A座！"


def test_lines_and_blanks_are_single() -> None:
    assert normalise("  停水\r\n\r\n  三天\t了\u3000啊 ") == "停水\n三天 了 啊"


def test_zero_width_signs_do_not_part_words() -> None:
    assert normalise("停\u200b水\ufeff了") == "停水了"


def test_long_text_is_cut() -> None:
    assert len(normalise("长" * (3 * MAX_CHARS))) == MAX_CHARS


def test_sentences_end_at_full_stops_and_lines_but_not_at_commas() -> None:
    assert sentences("停水了，很急。怎么办？\n第二行；完") == (
        "停水了，很急。",
        "怎么办？",
        "第二行；",
        "完",
    )


def test_marks_alone_are_no_sentence() -> None:
    assert sentences("！！。 …… ？") == ()
