from __future__ import annotations

import pytest

from models.signals.cues import may_name_people, scanned
from models.words.privacy import mask
from models.words.text import normalise


@pytest.mark.parametrize(
    "text",
    [
        "电话１３８ 0000 1111",
        "座机0372-2345678有人接",
        "幺三八零零零零一一一一",
        "身份证11010519491231002X号",
        "卡号4111 1111 1111 1111",
        "发到zhang.san@example.com吧",
        "车牌豫A12345乱停",
        "我叫王小明，住三楼",
        "联系人：李四，请回电",
        "张先生来电反映停水",
        "李四致电，路灯不亮",
    ],
)
def test_wherever_personal_data_is_masked_the_scan_tells_of_it(text: str) -> None:
    body = normalise(text)
    assert mask(body).kinds
    assert may_name_people(body, scanned([body])[0])


def test_a_plain_request_need_not_be_masked() -> None:
    text = "家里停水3天了，请尽快修。"
    assert not may_name_people(text, scanned([text])[0])
