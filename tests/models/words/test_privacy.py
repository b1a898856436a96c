from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.personal import is_id_number, passes_luhn
from models.words.privacy import mask

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
        ("身份证110105194912310021", "身份证[身份证号]", ("id_card",)),
        ("110105194912310021查一下", "[身份证号]查一下", ("id_card",)),
        ("一一零一零五一九四九一二三一零零二一", "[身份证号]", ("id_card",)),
        ("卡号6222000011112222333没到账", "卡号[银行卡号]没到账", ("bank_card",)),
        ("座机（0372）23456789", "座机[电话]", ("phone",)),
        ("一三八，零零零零，一一一一", "[电话]", ("phone",)),
        ("壹叁捌零零零零壹壹壹壹", "[电话]", ("phone",)),
        ("零三七二二三四五六七八", "[电话]", ("phone",)),
        ("川a12b34天天停这", "[车牌]天天停这", ("plate",)),
        ("豫E1234警占道", "[车牌]占道", ("plate",)),
        ("车牌号是A12345", "车牌号是[车牌]", ("plate",)),
        ("微信号abc_123456，加我", "微信号[账号]，加我", ("account",)),
        ("QQ：123456789", "QQ：[账号]", ("account",)),
        ("护照E12345678过期", "护照[证件号]过期", ("paper",)),
        ("联系人：欧阳小云，请回电", "联系人：[姓名]，请回电", ("name",)),
        ("我叫古丽·买买提，住三楼", "我叫[姓名]，住三楼", ("name",)),
        ("本人覃小梅，想问医保", "本人[姓名]，想问医保", ("name",)),
        ("我姓贺，住三楼", "我姓[姓名]，住三楼", ("name",)),
        ("北村的张大爷家漏雨", "北村的[姓名]大爷家漏雨", ("name",)),
        ("业主李先生13800001111", "业主[姓名]先生[电话]", ("phone", "name")),
        ("北街的王小明，电话13800001111", "北街的[姓名]，电话[电话]", ("phone", "name")),
        ("我儿子王小明在三中上学", "我儿子[姓名]在三中上学", ("name",)),
        ("我是王小明，住三楼", "我是[姓名]，住三楼", ("name",)),
        ("手机138O0001111", "手机[电话]", ("phone",)),
        ("邮箱zhangsan(at)example.com", "邮箱[邮箱]", ("email",)),
        ("我女儿林小雨，今年十岁", "我女儿[姓名]，今年十岁", ("name",)),
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
        "只招聘高中老师，任课老师不够",
        "班主任老师打来的红包给老师",
        "向老师反映，语文老师，有关老师",
        "老板高额，业主单位，儿子高中",
        "本人申请，本人于是去了",
        "业主万分感谢，居民安静，患者钱财，同学费用，业主方来了",
        "我是农民，我是单身，我是安阳镇",
        "一、三、五、七、九，二、四、六、八，一、二",
        "京东a级店，微信支付，QQ群里说",
        "订单号110105202412310021",
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
