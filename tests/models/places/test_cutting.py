from __future__ import annotations

import numpy as np
import pytest

from models.places import telling
from models.places.cutting import words_of_places
from models.places.shapes import shapes
from models.places.spots import spots
from models.places.telling import FIXED_SIGN, LEFT_OUT, told
from models.words.lexicon import table
from models.words.text import normalise


def test_what_is_left_out_names_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [
        row["text"] for row in (*table("request_sentences")[::5], *table("alarm_sentences")[::5])
    ]
    texts = ["，".join(said[at : at + 4]) for at in range(0, len(said), 4)]
    texts += [normalise(f"A市{text}西环路三期，{text}") for text in said[::3]]
    known: list[list[tuple[int, int]]] = [[(0, 2)] if at % 3 else [] for at in range(len(texts))]
    found = shapes(texts, known)
    monkeypatch.setattr(telling, "_can_name", lambda codes, *_: np.ones(len(codes), bool))
    assert shapes(texts, known) == found
    assert sum(map(len, found)) > len(texts) / 2


def test_clauses_that_can_name_nothing_are_not_cut() -> None:
    text = "领导好，请问K9县的公路什么时候修好，谢谢"
    row = told([text, ""], [spots(text, ()), []])
    assert row.text == f"{LEFT_OUT}，请问{FIXED_SIGN}的公路什么时候修好，{LEFT_OUT}\0"
    assert [text[at] for at in row.stood[:3].tolist()] == ["领", "，", "请"]


def test_words_tell_where_they_stand_in_their_own_text() -> None:
    texts = ["", "谢谢，\U0001f600李家庄村的水渠", "西环路路灯不亮"]
    for text, words in zip(texts, words_of_places(texts, [()] * 3), strict=True):
        assert len(words.words) == len(words.roles) == len(words.starts) - 1
        for at, (word, role) in enumerate(zip(words.words, words.roles, strict=True)):
            if word != LEFT_OUT:
                assert text.startswith(word, words.starts[at]), (word, role)
