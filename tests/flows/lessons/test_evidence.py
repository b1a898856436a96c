"""The catalogue is proposed to change where work says so beyond chance, and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from models.reader import Reader
from service.domain.catalogue import Level
from service.domain.lifecycle.steps import Step
from service.domain.proposals import Finding, ProposalKind, Settled
from service.flows.lessons import evidence
from service.flows.lessons.evidence import Ground, findings
from service.flows.lessons.verdicts import gather
from service.flows.queries.catalogue.verdicts import Told
from tests.told import CATALOGUE, ROLES, START, deed, returned, sent, ticket

LIGHT, WATER, HOUSE, ROAD = "010101", "030101", "040101", "060101"


def found_in(
    told: Sequence[Told], reader: Reader, kind: ProposalKind, settled: Settled | None = None
) -> list[Finding]:
    gathered = gather(told, CATALOGUE, ROLES)
    ground = Ground(gathered, CATALOGUE, reader, settled or Settled())
    return [f for f in findings(ground) if f.kind is kind]


def confirmed(topic: str, unit: str, count: int, start: int) -> list[Told]:
    return [ticket(f"{start + n}", topic, [sent(unit)]) for n in range(count)]


def put_right(count: int, start: int = 0, **changes: object) -> list[Told]:
    """Tickets read as the light's, put right to the house's."""
    deeds = [deed(Step.CORRECT, topic=HOUSE), sent("housing")]
    words = changes | {"tokens": ("电梯", "困人", "小区", "翠湖苑"), "places": "翠湖苑"}
    return [ticket(f"c{start + n}", HOUSE, deeds, read=LIGHT, **words) for n in range(count)]


USUAL = [
    *confirmed(LIGHT, "urban_management", 20, 100),
    *confirmed(WATER, "water_company", 60, 200),
    *confirmed(ROAD, "transport", 60, 300),
]


def test_a_topic_often_put_right_to_another_is_found_with_its_telling_words(
    reader: Reader,
) -> None:
    plain = [replace(told, tokens=("小区", "路灯")) for told in USUAL]
    (found,) = found_in([*plain, *put_right(8)], reader, ProposalKind.TOPIC)
    assert found.key == f"{LIGHT}:{HOUSE}"
    assert set(found.figures["words"]) == {"电梯", "困人"} - _known(reader, HOUSE)
    assert (found.figures["count"], found.figures["whole"]) == (8, 28)
    assert found.figures["low"] < 8 / 28 < found.figures["high"]
    assert found.evidence == tuple(f"c{n}" for n in range(8))


def _known(reader: Reader, topic: str) -> set[str]:
    leaf = reader.catalogue.by_code.get(topic)
    return set(leaf.words) if leaf else set()


def test_a_few_corrections_are_no_finding(reader: Reader) -> None:
    assert found_in([*USUAL, *put_right(3)], reader, ProposalKind.TOPIC) == []


def wrong_lead(count: int, start: int = 0) -> list[Told]:
    """Sent where the catalogue says, returned and upheld, settled by the housing bureau."""
    deeds = [sent("urban_management"), *returned("urban_management"), sent("housing")]
    return [ticket(f"w{start + n}", LIGHT, deeds) for n in range(count)]


def test_a_lead_that_returns_a_topic_again_and_again_is_found(reader: Reader) -> None:
    (found,) = found_in([*USUAL, *wrong_lead(7)], reader, ProposalKind.LEAD)
    figures = found.figures
    assert found.key == f"{LIGHT}:city"
    assert (figures["family"], figures["before"]) == ("housing", "urban_management")
    assert (figures["count"], figures["whole"], figures["ended"]) == (7, 27, 7)
    assert figures["chance"] < 0.001
    assert found.evidence == tuple(f"w{n}" for n in range(7))


def test_returns_of_units_that_the_catalogue_does_not_name_say_nothing_of_it(
    reader: Reader,
) -> None:
    deeds = [sent("transport"), *returned("transport"), sent("urban_management")]
    strayed = [ticket(f"s{n}", LIGHT, deeds) for n in range(9)]
    assert found_in([*USUAL, *strayed], reader, ProposalKind.LEAD) == []


def test_returns_that_end_everywhere_name_no_other_lead(reader: Reader) -> None:
    ends = ("housing", "transport", "water_company")
    told = [
        ticket(f"e{n}", LIGHT, [sent("urban_management"), *returned("urban_management"), sent(end)])
        for n, end in enumerate(ends * 3)
    ]
    assert found_in([*USUAL, *told], reader, ProposalKind.LEAD) == []


def test_the_same_tickets_do_not_speak_twice_but_new_ones_do(reader: Reader) -> None:
    judged = frozenset(told.no for told in wrong_lead(7))
    settled = Settled({(ProposalKind.LEAD, f"{LIGHT}:{Level.CITY.value}"): judged})
    assert found_in([*USUAL, *wrong_lead(10)], reader, ProposalKind.LEAD, settled) == []
    (found,) = found_in([*USUAL, *wrong_lead(14)], reader, ProposalKind.LEAD, settled)
    assert found.figures["count"] == 7


def test_a_word_of_hard_texts_that_no_topic_knows_points_to_a_missing_topic(
    reader: Reader,
) -> None:
    strange = [
        ticket(f"n{n}", LIGHT, confidence=0.1, tokens=("飞碟舱", "小区", "槐荫里"), places="槐荫里")
        for n in range(9)
    ]
    (found,) = found_in([*USUAL, *strange], reader, ProposalKind.NEW_TOPIC)
    assert found.key == "飞碟舱"
    assert len(found.evidence) == 9


def test_topics_are_called_unused_only_after_a_year_of_enough_tickets(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found_in(USUAL, reader, ProposalKind.UNUSED) == []
    monkeypatch.setattr(evidence, "_LEAST_TICKETS", 100)
    assert found_in(USUAL, reader, ProposalKind.UNUSED) == []
    year = [*USUAL, replace(USUAL[0], no="z", at=START + timedelta(days=364))]
    (found,) = found_in(year, reader, ProposalKind.UNUSED)
    assert found.figures["topics"] == [HOUSE]
    settled = Settled({(ProposalKind.UNUSED, "year"): frozenset([HOUSE])})
    assert found_in(year, reader, ProposalKind.UNUSED, settled) == []
