from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.reader import Reader
from models.reading import Reading
from tests.models.conftest import rows

TEXT = "我是柳湖区槐荫里小区的业主，我叫王小明，昨天开始暖气一直不热，室温只有十五度，请尽快处理。"


def test_one_reading_says_everything(small_reader: Reader) -> None:
    found = small_reader.read(TEXT)
    assert found.topic.path == ("供水供电", "供热", "室温不达标")
    assert found.request_type == "help"
    assert {"暖气", "不热"} <= set(found.evidence)
    assert found.area == "1101"
    assert found.missing == ()
    assert "王小明" not in found.summary
    assert found.model_version.startswith("builtin-")


def test_many_readings_equal_single_ones_in_order(small_reader: Reader) -> None:
    texts = [TEXT, "", "老板拖欠工资", "😀", "孩子上小学划片到哪里"]
    titles = ["", "停水", "", "", "咨询学区"]
    assert small_reader.read_many(texts, titles) == [
        small_reader.read(text, title) for text, title in zip(texts, titles, strict=True)
    ]
    assert small_reader.read_many([]) == []


@pytest.mark.parametrize("text", ["", "  \n ", "！！！", "😀", "\x00\x01"])
def test_a_text_without_words_gives_empty_fields_and_is_never_certain(
    small_reader: Reader, text: str
) -> None:
    found = small_reader.read(text)
    assert (found.tokens, found.topic.code, found.runners_up, found.certain) == ((), "", (), False)
    assert found.bars == ("unseen",)


@given(text=st.text(max_size=80), title=st.text(max_size=20))
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_text_can_be_read_and_stored(small_reader: Reader, text: str, title: str) -> None:
    found = small_reader.read(text, title)
    assert Reading.from_json(json.loads(json.dumps(found.to_json()))) == found
    assert 0 <= found.topic.confidence <= 1
    assert len(found.summary) <= 60


def test_a_long_text_is_read(small_reader: Reader) -> None:
    assert small_reader.read("家里停水了，" * 2000).topic.code == "030101"


def test_reports_and_emergencies_are_barred_from_automation(small_reader: Reader) -> None:
    assert "report" in small_reader.read("举报老板拖欠工资偷税漏税").bars
    alarm = small_reader.read("停水的时候三楼着火了快来救人")
    assert (alarm.urgency, alarm.divert, alarm.certain) == ("emergency", "119", False)
    assert "urgent" in alarm.bars


def test_unknown_matters_are_unseen(small_reader: Reader) -> None:
    found = small_reader.read("Qwertz uiop")
    assert "unseen" in found.bars
    assert found.certain is False


def test_runners_up_are_the_next_likely(small_reader: Reader) -> None:
    found = small_reader.read("物业费太高，还停水")
    chances = [found.topic.confidence, *(choice.confidence for choice in found.runners_up)]
    assert chances == sorted(chances, reverse=True)
    assert len(found.runners_up) == 2


def test_a_reader_pickles(small_reader: Reader) -> None:
    again: Reader = pickle.loads(pickle.dumps(small_reader))  # noqa: S301
    assert again.read(TEXT) == small_reader.read(TEXT)


def test_plain_requests_find_their_broad_topic_in_the_catalogue_that_ships(reader: Reader) -> None:
    cases = rows("broad_topics")
    found = reader.read_many([case["text"] for case in cases])
    wrong = [
        (case["text"], reading.topic.path)
        for case, reading in zip(cases, found, strict=True)
        if reading.topic.code[:2] != case["level1"]
    ]
    assert len(wrong) <= len(cases) // 10, wrong


def test_where_something_is_does_not_decide_what_it_is_about(reader: Reader) -> None:
    matters = {
        "{}门口的路灯坏了好多天": "020401",
        "{}旁边少了一个井盖": "020301",
        "{}门口下大雨积水到膝盖": "020501",
        "{}附近的共享单车乱停乱放": "010105",
        "我在{}干活，老板拖欠三个月工资": "090102",
        "{}门口有流浪狗追着人咬": "140402",
        "{}的消防通道被车堵死": "150101",
        "{}这里手机没有信号": "210101",
        "{}附近公交少，半天等不来": "060102",
    }
    places = [
        "小学",
        "幼儿园",
        "医院",
        "公园",
        "加油站",
        "理发店",
        "银行",
        "驾校",
        "图书馆",
        "养老院",
        "快递站",
        "商场",
        "景区",
    ]
    asked = [(text.format(place), code) for text, code in matters.items() for place in places]
    leads = {leaf.code: leaf.lead_city for leaf in reader.catalogue.leaves}
    found = reader.topics_of([text for text, _ in asked])
    wrong = [
        (text, topic.path)
        for (text, code), topic in zip(asked, found, strict=True)
        if leads[topic.code] != leads[code]
    ]
    assert len(wrong) <= len(asked) // 20, wrong


def test_the_topic_alone_is_the_topic_of_the_reading(small_reader: Reader) -> None:
    texts = ["家里停水了三天", "老板拖欠工资不给", "", "。。。"]
    topics = [reading.topic for reading in small_reader.read_many(texts)]
    assert small_reader.topics_of(texts) == topics
