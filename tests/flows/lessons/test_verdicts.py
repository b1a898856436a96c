"""Which work says which topic was right: the latest truth of each ticket, and where it is from."""

import pytest

from service.domain.lifecycle.steps import Step
from service.flows.lessons.verdicts import Verdict, gather
from service.flows.queries.catalogue.verdicts import Told
from tests.told import CATALOGUE, CLERK, DISPATCHER, ROLES, deed, returned, sent, ticket

LIGHT, WATER, HOUSE = "010101", "030101", "040101"


def put_right(topic: str, by: int = DISPATCHER):  # type: ignore[no-untyped-def]
    return deed(Step.CORRECT, by=by, topic=topic)


def verdict(told: Told) -> Verdict | None:
    return gather([told], CATALOGUE, ROLES).verdicts.get(told.no)


def test_what_a_person_put_right_counts_fully_and_says_where_it_is_from() -> None:
    found = verdict(ticket("1", WATER, [put_right(WATER), sent("water_company")], read=LIGHT))
    assert found is not None
    assert (found.kind, found.topic, found.weight) == ("corrected", WATER, 1.0)
    assert (found.seq, found.role) == (2, "dispatcher")


def test_the_last_of_several_corrections_is_the_truth() -> None:
    found = verdict(ticket("1", HOUSE, [put_right(WATER), put_right(HOUSE, CLERK)], read=LIGHT))
    assert found is not None
    assert (found.topic, found.seq, found.role) == (HOUSE, 3, "unit_clerk")


def test_a_person_who_names_the_topic_that_was_read_confirms_it() -> None:
    found = verdict(ticket("1", WATER, [put_right(WATER)]))
    assert found is not None
    assert (found.kind, found.weight) == ("confirmed", 1.0)


def test_an_upheld_return_points_to_the_topic_of_the_unit_that_took_over() -> None:
    deeds = [sent("urban_management"), *returned("urban_management"), sent("water_company")]
    found = verdict(ticket("1", LIGHT, deeds, others=(HOUSE, WATER)))
    assert found is not None
    assert (found.kind, found.topic, found.weight, found.seq) == ("returned", WATER, 0.5, 5)


def test_a_return_from_a_wrong_unit_leaves_the_topic_as_it_was() -> None:
    deeds = [sent("housing"), *returned("housing"), sent("urban_management")]
    found = verdict(ticket("1", LIGHT, deeds))
    assert found is not None
    assert (found.kind, found.topic, found.weight) == ("returned", LIGHT, 0.7)


def test_a_return_to_a_unit_of_no_topic_read_says_nothing() -> None:
    deeds = [sent("urban_management"), *returned("urban_management"), sent("transport")]
    assert verdict(ticket("1", LIGHT, deeds, others=(HOUSE,))) is None


def test_a_return_after_a_correction_is_the_later_truth() -> None:
    deeds = [
        put_right(WATER),
        sent("water_company"),
        *returned("water_company"),
        sent("housing"),
    ]
    found = verdict(ticket("1", WATER, deeds, read=LIGHT, others=(HOUSE,)))
    assert found is not None
    assert found.topic == HOUSE


def test_a_refused_objection_is_no_return() -> None:
    deeds = [
        sent("urban_management"),
        deed(Step.OBJECT, by=CLERK, of="urban_management"),
        deed(Step.REFUSE),
    ]
    found = verdict(ticket("1", LIGHT, deeds))
    assert found is not None
    assert found.kind == "confirmed"


@pytest.mark.parametrize(
    "told",
    [
        ticket("1", LIGHT, [sent("urban_management")], status="in_progress"),
        ticket("1", LIGHT, [sent("housing", overruled="urban_management")]),
        ticket("1", LIGHT, [deed(Step.DISPATCH, by=0, unit="urban_management")]),
        ticket("1", LIGHT, [deed(Step.CORRECT, by=0, topic=LIGHT)]),
        ticket("1", LIGHT, [deed(Step.CORRECT, supplement="另外")]),
        ticket("1", LIGHT, []),
    ],
    ids=["open", "overruled", "by the machine", "put right by the machine", "added to", "untold"],
)
def test_what_nobody_judged_is_no_verdict(told: Told) -> None:
    assert verdict(told) is None


def test_a_merged_ticket_has_the_topic_of_its_master_where_that_was_judged() -> None:
    merge = deed(Step.MERGE, master_no="1")
    master = ticket("1", WATER, [put_right(WATER)], read=LIGHT)
    joined = ticket("2", LIGHT, [merge], status="merged", master_no="1")
    lonely = ticket("3", LIGHT, [merge], status="merged", master_no="9")
    found = gather([master, joined, lonely], CATALOGUE, ROLES)
    assert found.verdicts["2"].topic == WATER
    assert found.verdicts["2"].kind == "merged"
    assert "3" not in found.verdicts
    assert found.pairs == (("2", "1"), ("3", "9"))


def test_lessons_are_masked_and_the_list_of_verdicts_holds_no_text() -> None:
    text = "我叫张三，电话13812345678，家里没水"
    found = gather([ticket("1", WATER, [put_right(WATER)], text=text)], CATALOGUE, ROLES)
    (lesson,) = found.lessons()
    assert "13812345678" not in lesson.text
    assert "张三" not in lesson.text
    (row,) = found.rows()
    assert "没水" not in "".join(row.values())
    assert row["依据"] == "派单员照建议派出并办结"
