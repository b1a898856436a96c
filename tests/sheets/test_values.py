"""Phones, codes, and Chinese words for the few known choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.ticket import Channel, RequestType, Urgency
from service.sheets import values


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("138****8000", "138****8000"),
        ("13800138000.0", "13800138000"),
        ("1.3800138E+10", "13800138000"),
        ("1.38E+10", ""),
        ('="13800138000"', "13800138000"),
        ("13800138000\t", "13800138000"),
        ("13800138000/13900139000", "13800138000"),
        ("无，13800138000", "13800138000"),
        ("手机：13800138000", "13800138000"),
        ("0731-82222222", "0731-82222222"),
        ("(0731) 8222222", "0731-8222222"),
        ("01082222222转8001", "010-82222222-8001"),
        ("86-731-82222222", "0731-82222222"),
        ("82222222", "82222222"),
        ("4001234567", "4001234567"),
        ("400-123-4567", "4001234567"),
        ("110101199001011234", ""),
        ("12345", ""),
        ("匿名", ""),
        ("", ""),
    ],
)
def test_phones_are_cleaned(text, phone):
    assert values.clean_phone(text) == phone


@given(
    st.integers(13_000_000_000, 19_999_999_999).map(str)
    | st.tuples(st.integers(311, 998), st.integers(20_000_000, 89_999_999)).map("0%d-%d".__mod__)
)
def test_a_clean_phone_stays_as_it_is(text):
    assert values.clean_phone(values.clean_phone(text)) == values.clean_phone(text) != ""


@given(st.text(max_size=40))
def test_whatever_comes_out_is_a_number_or_nothing(text):
    assert set(values.clean_phone(text)) <= set("0123456789*-")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("咨询", "consult"),
        ("政策咨询类", "consult"),
        ("求助", "help"),
        ("求助件", "help"),
        ("投诉", "complaint"),
        ("投诉举报", "complaint"),
        (" 投 诉 ", "complaint"),
        ("举报类型", "report"),
        ("意见建议", "suggest"),
        ("表扬", "praise"),
        ("其它", "other"),
        ("求助-供水", "help"),
        ("供水/投诉", "complaint"),
        ("Complaint", "complaint"),
        ("举报/建议", ""),
        ("市容环境", ""),
        ("", ""),
    ],
)
def test_request_types_are_understood(text, word):
    assert values.request_type(text) == word


def test_every_choice_can_be_said_and_nothing_else_comes_out():
    for kind, members, said in (
        ("request_type", RequestType, values.request_type),
        ("channel", Channel, values.channel),
        ("urgency", Urgency, values.urgency),
    ):
        assert set(values._words(kind).values()) == {member.value for member in members}
        assert all(said(member.value) == member.value for member in members)


@pytest.mark.parametrize(
    ("text", "word"),
    [("电话", "phone"), ("微信小程序", "wechat"), ("市长信箱", "letter"), ("110转办", "police")],
)
def test_channels_are_understood(text, word):
    assert values.channel(text) == word


def test_codes_lose_what_exports_add():
    assert values.clean_code('="00123"') == "00123"
    assert values.clean_code("188006.0\t") == "188006"
    assert values.clean_code("'20190105") == "20190105"
    assert values.clean_code("A-1.0") == "A-1.0"


@pytest.mark.parametrize(
    ("text", "count"), [("12", 12), ("1,204", 1204), ("3.0", 3), ("-1", 0), ("", 0), ("很多", 0)]
)
def test_counts_are_read(text, count):
    assert values.whole_number(text) == count
