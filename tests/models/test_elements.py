from __future__ import annotations

from models.elements import demands, missing_elements


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


def test_demands_are_bounded() -> None:
    many = "".join(f"{i}、路灯坏了没人修{'长' * 400}；" for i in range(1, 10))
    found = demands(many)
    assert len(found) == 6
    assert max(map(len, found)) == 200
