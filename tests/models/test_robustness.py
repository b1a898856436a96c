"""What a text looks like does not matter to its reading: only what it says does."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.reader import Reader
from models.words.lexicon import word_list
from models.words.privacy import mask
from models.words.text import normalise

WORDED = (
    "我是柳湖区槐荫里小区3号楼的业主，我叫王小明，昨天开始暖气一直不热，室温只有15度，请尽快处理！",
    "尚义街停水两天了，物业不管？要求退还物业费1200元；另外路灯也不亮。",
    "咨询：孩子今年9月上小学，户口在望亭街道，划片到哪所学校、需要带什么材料？",
)
FULL = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
HALF: Mapping[int, int] = str.maketrans("，！？；：", ",!?;:")
TRADITIONAL = {ord(pair[1]): pair[0] for pair in reversed(word_list("traditional"))}
UNSEEN = "\u200b\u200d\ufeff\u2060\u00ad\u200e\u200f\u202e\ufe0f\u034f\u3164\x00\x1b\ud800"
BLANKS = " \u3000\u00a0\t\r\n"
few = settings(max_examples=8, deadline=None)
worded = st.sampled_from(WORDED)
Looks = st.sampled_from(("full", "half", "traditional"))
AROUND = st.text(alphabet=BLANKS + UNSEEN, max_size=6)
TABLES: dict[str, Mapping[int, str | int]] = {
    "full": FULL,
    "half": HALF,
    "traditional": TRADITIONAL,
}


def says_the_same(reader: Reader, text: str, other: str) -> bool:
    return reader.read(text) == reader.read(other)


@few
@given(text=worded, looks=st.sets(Looks, min_size=1))
def test_width_and_traditional_characters_do_not_matter(
    small_reader: Reader, text: str, looks: set[str]
) -> None:
    other = text
    for look in looks:
        other = other.translate(TABLES[look])
    assert other != text
    assert says_the_same(small_reader, text, other)


@few
@given(text=worded, before=AROUND, after=AROUND, data=st.data())
def test_blanks_around_and_characters_that_show_nothing_do_not_matter(
    small_reader: Reader, text: str, before: str, after: str, data: st.DataObject
) -> None:
    hidden = data.draw(st.text(alphabet=UNSEEN, min_size=1, max_size=3))
    assert says_the_same(small_reader, text, before + hidden.join(text) + after)


@few
@given(text=worded, times=st.integers(2, 9), end=st.sampled_from(("\n", "\r\n", "\u2028", "\n\n")))
def test_repeated_marks_and_lines_that_end_at_a_comma_do_not_matter(
    small_reader: Reader, text: str, times: int, end: str
) -> None:
    loud = "".join(c * times if c in "，！？；：、。" else c for c in text)
    assert says_the_same(small_reader, text, loud)
    assert says_the_same(small_reader, text, loud.replace("，", f"，{end}"))


def test_a_traditional_text_is_read_like_a_simplified_one(small_reader: Reader) -> None:
    told = (
        "於是反映：槐蔭里小區從昨天開始暖氣壹直不熱，後來電話也沒人接，請盡快處理，解決著名的難題。"
    )
    plain = (
        "于是反映：槐荫里小区从昨天开始暖气壹直不热，后来电话也没人接，请尽快处理，解决著名的难题。"
    )
    assert normalise(told) == plain
    assert says_the_same(small_reader, plain, told)


def test_a_simplified_text_keeps_the_characters_that_names_share() -> None:
    kept = "昇龙城的於先生说，乾隆通宝和著作，瞭望塔。"
    assert normalise(kept) == kept
    assert normalise("看著外牆倒下，衹好躲開") == "看着外墙倒下，只好躲开"


def test_half_width_marks_stay_between_digits_and_letters() -> None:
    kept = "1,200元，见http://a.example/b?c=1;d，10:30到"
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "停水" * 50_000,
        "１-" * 50_000,
        "1" * 100_000,
        "我叫" * 50_000,
        "，\n" * 50_000,
        "\u0301\u200b" * 50_000,
    ],
    ids=lambda text: f"{text[:2]!r}",
)
def test_a_hundred_thousand_characters_are_read(small_reader: Reader, text: str) -> None:
    found = small_reader.read(text, text)
    assert len(found.summary) <= 60
    assert len(mask(text).text) <= len(text)


@few
@given(st.text(alphabet=UNSEEN + "😀👨‍👩‍👧🇨🇳！？。、—…‰\u202b\u0301\udfff", max_size=40))
def test_a_text_of_signs_alone_says_nothing(small_reader: Reader, text: str) -> None:
    found = small_reader.read(text)
    assert (found.tokens, found.certain, found.bars) == ((), False, ("unseen",))
    found.summary.encode()


def spelt(digits: str, gap: str, *, wide: bool, every: int) -> str:
    """A number as people type it: in groups, in full width or not."""
    groups = [digits[at : at + every] for at in range(0, len(digits), every)]
    text = gap.join(groups)
    return text.translate(FULL) if wide else text


GAPS = st.sampled_from(("", " ", "-", "－", "—", "\u3000", "\u00a0", "\u200b", "–", "  ", " - "))
PRIVATE = ("13800001111", "11010519491231002X", "4111111111111111", "+8613912345678")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PRIVATE), GAPS, st.booleans(), st.integers(1, 7))
def test_numbers_stay_masked_however_they_are_typed(
    number: str, gap: str, wide: bool, every: int
) -> None:
    shown = mask(f"我的号码{spelt(number, gap, wide=wide, every=every)}，请回电").text
    assert not any(unicodedata.numeric(c, None) is not None for c in shown), shown
    assert mask(shown).text == shown
    assert shown.endswith("，请回电")


@pytest.mark.parametrize("number", ["138.0000.1111", "138·0000·1111", "0372-234-5678"])
def test_grouped_numbers_are_masked(number: str) -> None:
    assert mask(f"打{number}找我").text == "打[电话]找我"


def test_a_masked_text_keeps_its_own_characters() -> None:
    assert mask("聯繫人：陳大文，電話13800001111!!").text == "聯繫人：[姓名]，電話[电话]!!"


@pytest.mark.parametrize("text", ["水费15.5、16.5、17.5元", "13-15号楼3-201", "1—3月缴了800 900元"])
def test_ordinary_numbers_in_groups_stay(text: str) -> None:
    assert mask(text).kinds == ()
