from __future__ import annotations

import pytest

from models.places.finder import Place
from models.signals.elements import address, demands, missing_elements, wanted, when


def missing(text: str, *, place: bool = True, event: bool = True) -> tuple[str, ...]:
    return missing_elements(text, has_place=place, has_event=event)


def test_a_full_request_misses_nothing() -> None:
    assert missing("我叫王小明，昨天晚上家里停水，请尽快恢复") == ()


def test_what_is_not_said_is_named_in_order() -> None:
    assert missing("路灯坏了", place=False) == ("name", "time", "place", "demand")
    assert missing("", place=False, event=False) == ("name", "time", "place", "event", "demand")


def test_numbered_points_are_separate_demands() -> None:
    text = "反映以下问题：1、楼道路灯不亮；2、垃圾没人清运；3、要求公开物业费。"
    assert demands(text) == ("楼道路灯不亮", "垃圾没人清运", "要求公开物业费")


def test_a_turn_starts_a_second_demand() -> None:
    found = demands("小区停水三天，请尽快恢复。另外，门口垃圾没人清理。")
    assert found == ("小区停水三天，请尽快恢复", "门口垃圾没人清理")


def test_figures_are_no_numbered_points() -> None:
    assert demands("室温15.5度，要求退费") == ("室温15.5度，要求退费",)


def test_one_plain_request_is_one_demand_and_a_mere_fact_is_none() -> None:
    assert demands("停水三天了。请派人抢修。") == ("请派人抢修。",)
    assert demands("今天天气很好。") == ()


def test_a_plain_plea_counts_before_a_question_that_expects_no_answer() -> None:
    said = "请有关部门查处夜间施工。他们到底是何居心？"
    assert demands(said) == ("请有关部门查处夜间施工。",)
    assert demands("工资何时能发？请回复。") == ("工资何时能发？",)


@pytest.mark.parametrize(
    "text", ["请警方暗访", "请劳动监察部门介入", "求求领导给修修", "丢的证交给谁", "卡去哪补"]
)
def test_speech_states_its_demand_in_many_ways(text: str) -> None:
    assert "demand" not in missing_elements(text, has_place=True, has_event=True)


def test_demands_are_bounded() -> None:
    many = "".join(f"{i}、路灯坏了没人修{'长' * 400}；" for i in range(1, 10))
    found = demands(many)
    assert len(found) == 6
    assert max(map(len, found)) == 200


def place(text: str, kind: str, body: str) -> Place:
    start = body.index(text)
    return Place(text, kind, start, start + len(text))


@pytest.mark.parametrize(
    ("body", "said", "expected"),
    [
        ("石桥县幸福家园小区停电", [("石桥县", "county"), ("幸福家园", "estate")], "幸福家园小区"),
        ("青禾市石桥县停电", [("青禾市", "city"), ("石桥县", "county")], ""),
        ("望亭街道停电", [("望亭街道", "street")], "望亭街道"),
        ("河口镇李庄村的路", [("河口镇", "town"), ("李庄村", "village")], "李庄村"),
        (
            "尚义街与民主路交叉口积水",
            [("尚义街", "road"), ("民主路", "road")],
            "尚义街与民主路交叉口",
        ),
        ("尚义街50米的槐荫里", [("尚义街", "road"), ("槐荫里", "estate")], "尚义街50米的槐荫里"),
        ("住槐荫里，尚义街堵", [("槐荫里", "estate"), ("尚义街", "road")], "槐荫里"),
        ("样例公司在尚义街施工", [("样例公司", "company"), ("尚义街", "road")], "尚义街"),
        ("停电了", [], ""),
    ],
)
def test_the_address_is_the_narrowest_place_and_what_belongs_to_it(
    body: str, said: list[tuple[str, str]], expected: str
) -> None:
    assert address(body, [place(*one, body) for one in said]) == expected


def test_places_of_another_text_give_their_name_alone() -> None:
    assert address("短", [Place("槐荫里", "estate", 20, 23)]) == "槐荫里"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我家昨天晚上开始停电了", "昨天晚上开始"),
        ("去年修过，路灯从上周起一直不亮", "从上周起"),
        ("7月3日晚上8点多开始停水", "7月3日晚上8点多开始"),
        ("每天晚上唱歌到凌晨两点", "每天晚上"),
        ("已经停水三天了", "三天"),
        ("请在24小时内处理", ""),
        ("幸福路5号院3号楼反映以下3点问题", ""),
        ("路灯坏了", ""),
    ],
)
def test_when_is_said_in_the_callers_words_or_not_at_all(text: str, expected: str) -> None:
    assert when(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("家里停电了，没人管，希望尽快修好。", "希望尽快修好"),
        ("煤气漏了，快派人来！", "快派人来"),
        ("王女士来电咨询：住槐荫里，公积金怎么提取？", "公积金怎么提取？"),
        ("1、要求修灯；2、请清运垃圾。请回复。", "要求修灯；请清运垃圾"),
        ("下水道堵了，麻烦派人疏通", "麻烦派人疏通"),
        ("家里没水，求求你们修一下", "求求你们修一下"),
        ("物业说要求一次交两年，不知道怎么办", ""),
        ("供电所说会尽快修，到现在没修", ""),
    ],
)
def test_what_is_wanted_is_said_in_the_callers_words_or_not_at_all(
    text: str, expected: str
) -> None:
    assert wanted(text) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("样例城5栋2单元的电梯坏了", "样例城5栋2单元"),
        ("样例城12号楼没水", "样例城12号楼"),
        ("样例城往北200米路面塌了", "样例城往北200米"),
        ("样例城128号井盖坏了", "样例城128号"),
        ("样例城里面停了3辆车", "样例城"),
    ],
)
def test_the_address_keeps_its_numbers(body: str, expected: str) -> None:
    assert address(body, [Place("样例城", "estate", 0, 3)]) == expected
