from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.privacy import is_id_number, mask, passes_luhn

ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "shown", "kinds"),
    [
        ("电话13800001111。", "电话[电话]。", ("phone",)),
        ("电话１３８ 0000 1111", "电话[电话]", ("phone",)),
        ("打+86-138-0000-1111找我", "打[电话]找我", ("phone",)),
        ("座机0372-2345678有人接", "座机[电话]有人接", ("phone",)),
        ("联系电话：2345678", "联系电话：[电话]", ("phone",)),
        ("幺三八零零零零一一一一", "[电话]", ("phone",)),
        (f"身份证{ID}号", "身份证[身份证号]号", ("id_card",)),
        ("卡号4111 1111 1111 1111", "卡号[银行卡号]", ("bank_card",)),
        ("发到zhang.san@example.com吧", "发到[邮箱]吧", ("email",)),
        ("车牌豫A12345乱停", "车牌[车牌]乱停", ("plate",)),
        ("我叫王小明，住三楼", "我叫[姓名]，住三楼", ("name",)),
        ("联系人：李四，请回电", "联系人：[姓名]，请回电", ("name",)),
        ("张先生来电反映停水", "[姓名]先生来电反映停水", ("name",)),
        ("关于来电人反映的事", "关于来电人反映的事", ()),
        ("关于涛来电反映停水", "[姓名]来电反映停水", ("name",)),
    ],
)
def test_personal_data_is_masked(text: str, shown: str, kinds: tuple[str, ...]) -> None:
    masked = mask(text)
    assert (masked.text, masked.kinds) == (shown, kinds)


@pytest.mark.parametrize(
    "text",
    [
        "2024年11月15日停水",
        "拖欠工资138000元",
        "请拨打12345热线或110",
        "我叫了救护车",
        "联系人是谁",
        "工单号20241115000123456",
        "室温15.5度，水费3.25元",
        "身份证110105194912310021",
    ],
)
def test_ordinary_numbers_and_words_stay(text: str) -> None:
    assert mask(text).kinds == ()


@given(
    st.text(alphabet="停水了我叫王， ：", max_size=20),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
)
def test_a_mobile_number_never_leaks(around: str, number: str) -> None:
    masked = mask(f"{around}{number}{around}")
    assert number not in masked.text
    assert mask(masked.text).text == masked.text


def test_checksums() -> None:
    assert is_id_number(ID)
    assert not is_id_number(ID[:-1] + "1")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")
