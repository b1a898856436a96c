"""Titles are told by contentful words and pairs, never by what is said of any matter."""

from models.words.phrases import title_phrases, title_words
from models.words.segment import content_words, segmenter

PLAIN = frozenset({"要求", "咨询", "问题"})


def told(title: str, *places: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tokens = content_words(segmenter().cut(title + "。孩子下午咨询，要求主管部门越来越快解决"))
    return title_words(title, tokens, PLAIN, places), title_phrases(title, tokens, PLAIN, places)


def test_words_and_phrases_come_from_the_title_alone() -> None:
    words, phrases = told("要求解决和风苑供水主管破裂问题", "和风苑")
    assert {"供水", "主管", "破裂"} <= set(words)
    assert "主管破裂" in phrases
    assert not {"孩子", "下午", "咨询", "要求", "越来越"} & set(words)


def test_places_and_codes_are_no_matter() -> None:
    words, phrases = told("A7县星沙大道餐馆油烟扰民", "A7县", "星沙大道")
    assert not any(w in "A7县星沙大道" for w in words)
    assert all("a7" not in said and "星沙" not in said for said in (*words, *phrases))
    assert any("油烟" in said for said in phrases)


def test_pieces_that_do_not_stand_side_by_side_are_no_phrase() -> None:
    assert "供水破裂" not in told("供水，在和风苑，破裂")[1]
    assert told("") == ((), ())
