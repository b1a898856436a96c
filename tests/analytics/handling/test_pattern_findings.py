import pandas as pd
import pytest

from analytics.handling.pattern_answers import answer_of
from analytics.handling.pattern_cases import CASES, BadCases
from analytics.handling.pattern_definitions import DEFINITIONS
from analytics.handling.pattern_marks import Marks, mark_cases
from analytics.handling.pattern_units import NO_EXCEPTIONS, Exceptions, UnitFinding, unit_findings
from analytics.handling.pattern_wording import alike_pairs, own_words, set_phrases

T0 = pd.Timestamp("2025-05-01 02:00", tz="UTC")
NOW = T0 + pd.Timedelta(days=90)
EMPTY = "您反映的问题已收悉，我局高度重视，将进一步加强监管，感谢您的关注与支持。"
FULL = "执法人员5月{day}日到{place}现场检查，责令商户拆除占道摊位{day}处，立案1起，5月底前复查。"


def case(number: int, **values: object) -> dict[str, object]:
    place = values.get("place", f"P{number}")
    row: dict[str, object] = {
        "no": f"N{number}",
        "unit": "u1",
        "topic": "010101",
        "place": place,
        "caller": f"c{number}",
        "event": "",
        "registered_at": T0 + pd.Timedelta(hours=number),
        "due_at": T0 + pd.Timedelta(days=10),
        "limit_hours": 240.0,
        "replied_at": T0 + pd.Timedelta(days=3, hours=number),
        "request": f"{place}第{number}号门口有人占道经营，要求清理。",
        "reply": FULL.format(day=number + 1, place=place),
        "result": "solved",
        "delayed": False,
    }
    return row | values


def frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(CASES))


def marked(rows: list[dict[str, object]], pattern: str) -> set[int]:
    return set(mark_cases(frame(rows), NOW).marked[pattern])


def test_courtesies_are_not_the_unit_s_own_words() -> None:
    said = own_words("尊敬的市民，您好！您反映的问题收悉。已清理垃圾3车。感谢您的监督和支持。")
    assert said == "已清理垃圾3车"


def test_a_clause_that_many_units_use_is_a_set_phrase() -> None:
    replies = ["经查属实，已修好。", "经查属实，已换新。", "经查属实，已清走。", "本局自己的话。"]
    assert set_phrases(replies, ["a", "b", "c", "c"], 3, 0.02) == {"经查属实"}


def test_alike_texts_are_found_by_the_share_of_their_pieces() -> None:
    texts = ["一二三四五六七八九十", "一二三四五六七八九百", "完全是另外的一句话"]
    assert [(i, j) for i, j, _ in alike_pairs(texts, 0.7)] == [(0, 1)]


def test_the_same_empty_reply_to_different_requests_is_marked() -> None:
    rows = [case(i, reply=EMPTY) for i in range(3)] + [case(5)]
    assert marked(rows, "same_reply") == {0, 1, 2}
    assert marked(rows, "empty_reply") == {0, 1, 2}


@pytest.mark.parametrize(
    "same", [{"caller": "one"}, {"event": "e1"}, {"place": "P", "topic": "010101"}]
)
def test_one_caller_one_event_or_one_place_s_matter_answered_alike_is_no_copy(
    same: dict[str, object],
) -> None:
    assert marked([case(i, reply=EMPTY, **same) for i in range(3)], "same_reply") == set()


def test_policy_told_alike_to_all_who_ask_is_no_copy() -> None:
    policy = "根据《医保条例》第二十条规定，2025年缴费标准为每人400元，9月1日起到社区登记缴费。"
    rows = [case(i, reply=policy, topic="100201") for i in range(4)]
    assert marked(rows, "same_reply") == set()


def test_a_reply_that_tells_deeds_and_facts_answers() -> None:
    full = answer_of("路灯不亮", "已更换路灯3盏，5月2日恢复照明。", (), frozenset())
    empty = answer_of("路灯不亮", EMPTY, (), frozenset())
    assert full.points > 4
    assert empty.points < 2
    assert full.facts == ("3盏", "5月", "2日")
    assert not empty.deeds


def test_a_reply_minutes_before_the_deadline_is_marked_but_not_an_urgent_one() -> None:
    close = {"replied_at": T0 + pd.Timedelta(days=10, minutes=-20)}
    rows = [case(0, **close), case(1, limit_hours=24.0, **close), case(2)]
    assert marked(rows, "last_minute") == {0}


def test_who_is_back_within_weeks_with_the_same_kind_of_matter_marks_the_earlier_reply() -> None:
    later = T0 + pd.Timedelta(days=10)
    rows = [
        case(0, caller="a"),
        case(1, caller="a", topic="010102", registered_at=later),
        case(2, caller="b"),
        case(3, caller="b", topic="090101", registered_at=later),
        case(4, caller="d", registered_at=T0, replied_at=T0 + pd.Timedelta(days=9)),
        case(5, caller="d", registered_at=T0 + pd.Timedelta(days=2)),
    ]
    assert marked(rows, "comes_back") == {0}


def test_two_others_from_one_place_mark_it_but_a_hot_place_is_nobody_s_fault() -> None:
    def at(place: str, count: int) -> list[dict[str, object]]:
        first = case(0, place=place)
        days = pd.Timedelta(days=8)
        return [first] + [
            case(i, place=place, registered_at=T0 + days + pd.Timedelta(hours=i))
            for i in range(1, count)
        ]

    assert marked(at("X", 2), "comes_back") == set()
    assert 0 in marked(at("X", 3), "comes_back")
    assert marked(at("X", 9), "comes_back") == set()


def judged(marks: Marks, exceptions: Exceptions = NO_EXCEPTIONS) -> list[UnitFinding]:
    return unit_findings(marks, exceptions, {"explained": DEFINITIONS["explained"]})


def city(bad: int, whole: int = 20, topic: str = "010101") -> pd.DataFrame:
    """Five units; u1 explains away `bad` of its cases, every other unit one in twenty."""
    rows = []
    for unit in range(1, 6):
        for i in range(whole):
            hit = i < (bad if unit == 1 else 1)
            result = "explained" if hit else "solved"
            number = unit * 100 + i
            rows.append(case(number, unit=f"u{unit}", result=result, topic=topic))
    return frame(rows)


def test_a_unit_far_above_its_peers_is_named_with_its_evidence() -> None:
    found = judged(mark_cases(city(12), NOW))
    assert [(f.pattern, f.unit, f.count, f.whole) for f in found] == [("explained", "u1", 12, 20)]
    assert found[0].low < 0.6 < found[0].high
    assert found[0].usual < 0.1
    assert len(found[0].rows) == 12


@pytest.mark.parametrize(("bad", "whole"), [(3, 20), (4, 6), (1, 20)])
def test_a_small_number_is_not_held_against_a_unit(bad: int, whole: int) -> None:
    assert judged(mark_cases(city(bad, whole), NOW)) == []


def test_a_hard_topic_is_compared_with_peers_on_that_topic() -> None:
    easy, hard = city(1), city(1, topic="040101")
    hard["result"] = ["explained" if i % 2 else "solved" for i in range(len(hard))]
    hard["no"] = "H" + hard["no"]
    both = pd.concat([easy, hard[hard["unit"] != "u2"]], ignore_index=True)
    assert judged(mark_cases(both, NOW)) == []


def test_dismissed_cases_and_topics_do_not_count_again() -> None:
    marks = mark_cases(city(12), NOW)
    (found,) = judged(marks)
    numbers = {("explained", str(marks.cases["no"][row])) for row in found.rows}
    assert judged(marks, Exceptions(cases=frozenset(numbers))) == []
    topics = Exceptions(topics=frozenset({("explained", "u1", "010101")}))
    assert judged(marks, topics) == []


def test_what_people_call_official_wording_counts_no_more() -> None:
    phrase = "我局将按照统一部署认真做好相关工作"
    rows = [case(i, reply=f"{phrase}。") for i in range(3)]
    assert marked(rows, "same_reply") == {0, 1, 2}
    marks = mark_cases(frame(rows), NOW, official=[phrase])
    assert not marks.marked["same_reply"]


def test_a_frame_without_its_columns_is_refused() -> None:
    with pytest.raises(BadCases, match="reply"):
        mark_cases(frame([case(0)]).drop(columns="reply"), NOW)
