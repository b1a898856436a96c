from __future__ import annotations

from models.signals.urgency import Urgency
from models.trials.emergencies import Call, alarms, measure, outcomes

_FIRE = frozenset({"119"})
_NONE = frozenset({""})


def test_a_missed_emergency_a_wrong_number_and_a_false_alarm_are_told_apart() -> None:
    calls = [
        Call("held", _FIRE, "emergency", Urgency("emergency", "119")),
        Call("held", _FIRE, "emergency", Urgency("emergency", "110")),
        Call("held", _FIRE, "emergency", Urgency("urgent")),
        Call("held", _NONE, "normal", Urgency("emergency", "119")),
        Call("held", _NONE, "urgent", Urgency("urgent")),
    ]
    found = {each.name.split("（")[0]: each for each in outcomes(calls, "留出的一半", "held")}
    assert round(found["险情召回率"].figure.value, 2) == 0.67
    assert found["险情召回率"].is_reached is False
    assert round(found["险情转对号码"].figure.value, 2) == 0.33
    assert found["易混平常话误报为险情"].figure.value == 1.0
    assert found["加急准确率"].figure.value == 0.5


def test_real_texts_are_counted_by_file() -> None:
    found = alarms("一年留言", ["路灯\n路灯不亮", "快来人\n楼上着火了"])
    assert (found.figure.value, found.rows) == (0.5, 2)


def test_the_marked_calls_reach_their_goal() -> None:
    found = measure({})
    assert [each.is_reached for each in found if each.goal] == [True, True]
    assert sum(each.rows for each in found if each.name.startswith("易混")) >= 120
