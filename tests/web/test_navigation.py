"""The main navigation: one line for few entries, groups with a second line for many."""

from service.domain.permissions import Actor, Role
from service.web.navigation import Entry, bars, entries_for


def labels(bar: list[dict[str, object]]) -> list[object]:
    return [item["label"] for item in bar]


def entries_of(role: Role) -> list[Entry]:
    return entries_for(Actor(1, "某", frozenset({role}), ""))


def test_few_entries_stand_in_one_line() -> None:
    line, parts = bars(entries_of(Role.AGENT), "/tickets/new")
    assert (labels(line)[0], line[0]["current"], parts) == ("登记工单", True, [])


def test_a_supervisors_many_entries_stand_in_groups_and_nothing_is_lost() -> None:
    entries = entries_of(Role.SUPERVISOR)
    line, _ = bars(entries, "/tickets")
    assert len(line) < len(entries)
    assert {"督办", "研判"} <= set(labels(line))
    reached = {
        item["href"] for entry in entries for bar in bars(entries, entry.href) for item in bar
    }
    assert reached == {entry.href for entry in entries}


def test_a_units_entries_leave_room_for_its_name() -> None:
    line, parts = bars(entries_of(Role.UNIT_CLERK), "/inbox")
    assert len(line) <= 6
    assert (labels(line)[0], parts) == ("本单位工单", [])


def test_in_a_group_its_parts_stand_below_and_one_is_marked() -> None:
    line, parts = bars(entries_of(Role.SUPERVISOR), "/problems")
    assert "双清单" in labels(parts)
    assert [item["label"] for item in parts if item["current"]] == ["双清单"]
    assert [item["label"] for item in line if item["current"]] == ["督办"]


def test_a_group_of_one_bears_the_name_of_its_entry() -> None:
    line, _ = bars(entries_of(Role.SUPERVISOR), "/problems")
    assert "任务记录" in labels(line)
