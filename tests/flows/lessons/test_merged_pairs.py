"""What people merged is looked for as the agent would: among older tickets, the likest few."""

from dataclasses import replace
from datetime import timedelta

from service.flows.lessons.merged_pairs import Found, found_again
from service.flows.lessons.verdicts import Gathered
from service.flows.queries.catalogue.verdicts import Told
from tests.told import START, ticket

WATER = ("停水", "断水", "水压")


def told(no: str, hours: int, tokens: tuple[str, ...], place: str = "翠湖苑小区") -> Told:
    at = START + timedelta(hours=hours)
    return ticket(no, "030101", at=at, tokens=tokens, places=place)


def crowd() -> list[Told]:
    return [told(f"x{n}", n, (f"事{n}", f"物{n}"), f"第{n}街") for n in range(20)]


def judged(*tickets: Told, pairs: tuple[tuple[str, str], ...]) -> Found:
    return found_again(Gathered((*crowd(), *tickets), {}, pairs))


def test_a_merged_ticket_that_says_the_same_finds_its_master() -> None:
    master, joined = told("m", 1, WATER), told("j", 5, WATER[:2], "翠湖苑")
    assert judged(master, joined, pairs=(("j", "m"),)) == Found(1, 1)


def test_one_that_says_it_otherwise_or_came_first_does_not() -> None:
    master = told("m", 1, WATER)
    other = told("j", 5, ("龙头", "没动静"), "别处")
    assert judged(master, other, pairs=(("j", "m"),)) == Found(1, 0)
    early = replace(told("j", 0, WATER), no="j")
    assert judged(master, early, pairs=(("j", "m"),)) == Found(1, 0)


def test_a_fellow_of_the_same_master_leads_there_too() -> None:
    master = told("m", 1, ("龙头", "没动静"), "别处")
    one, two = told("j", 3, WATER), told("k", 5, WATER)
    found = judged(master, one, two, pairs=(("j", "m"), ("k", "m")))
    assert found == Found(2, 1)


def test_without_merged_tickets_of_the_span_there_is_nothing_to_say() -> None:
    assert judged(pairs=(("j", "m"),)) == Found(0, 0)
