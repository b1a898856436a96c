"""The city's corrections and returns teach what is true: its script says what that is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.reader import Reader
from models.training.learning import Trial, learn
from service.demo.city import load_city
from service.demo.play import sees_through
from service.demo.script import Incident, Script
from service.domain.catalogue import Catalogue, Level, Unit, route
from service.domain.lifecycle.steps import Step
from service.domain.proposals import Finding, ProposalKind, Settled
from service.domain.ticket import RequestType
from service.flows.catalogue.starting import catalogue_items
from service.flows.lessons.evidence import Ground, findings
from service.flows.lessons.verdicts import CONFIRMED, gather
from service.flows.queries.catalogue.verdicts import Deed, Told

LAST, HALF_A_YEAR = datetime(2024, 12, 28, tzinfo=UTC), timedelta(days=182)
DISPATCHER, CLERK = 1, 2


@pytest.fixture(scope="module")
def half_year(script: Script) -> list[Incident]:
    """Six months of what went to a unit and is no report."""
    return [
        incident
        for incident in script.incidents
        if LAST - HALF_A_YEAR <= incident.at < LAST
        and incident.truth.topics
        and incident.fate.units
        and incident.truth.request_type is not RequestType.REPORT
    ]


@pytest.fixture(scope="module")
def trial(half_year: list[Incident], held: Catalogue, reader: Reader) -> Trial:
    """All of them, read, and put right by the dispatchers who see through it."""
    read = reader.read_many([i.text for i in half_year], [i.title for i in half_year])
    tickets = []
    for incident, reading in zip(half_year, read, strict=True):
        true, said = incident.truth.topics[0], reading.topic.code
        is_right = true == said or not sees_through(incident.key)
        seen = [] if is_right else [(Step.CORRECT, DISPATCHER, "", {"topic": true})]
        seen.append((Step.DISPATCH, DISPATCHER, "", {"unit": incident.fate.units[-1]}))
        tickets.append(_told(incident, said, said if is_right else true, seen, held))
    lessons = gather(tickets, held, {}).lessons()
    return learn(reader, lessons, against="builtin").trial


def test_a_challenger_of_six_months_reads_the_rest_better(trial: Trial) -> None:
    found = trial.comparison
    assert found.verdict == "better"
    assert found.chance < 0.05
    assert found.only_new > 2 * found.only_old
    before, now = trial.before.by_kind, trial.now.by_kind
    assert now[CONFIRMED] >= 0.95 * before[CONFIRMED], "what was read right stays right"
    assert trial.now.sure_wrong <= trial.before.sure_wrong


@pytest.fixture(scope="module")
def held(reader: Reader) -> Catalogue:
    """The shipped catalogue with the units and areas of the city."""
    city = load_city()
    units = {
        u.code: Unit(u.code, u.name, Level(u.level), u.family, u.area, u.parent) for u in city.units
    }
    areas = {place.code: place.parent for place in city.places}
    items = {item.topic: item for item in catalogue_items(reader.catalogue)}
    return Catalogue("1", items, units, areas)


def _told(
    incident: Incident, read: str, topic: str, deeds: Sequence[Any], catalogue: Catalogue
) -> Told:
    numbered = tuple(
        Deed(n, step.value, incident.at, by, unit, data)
        for n, (step, by, unit, data) in enumerate(deeds, 2)
    )
    return Told(
        no=incident.key,
        title=incident.title,
        text=incident.text,
        at=incident.at,
        status="closed",
        topic=topic,
        area=incident.truth.area,
        master_no="",
        read=read,
        confidence=0.9,
        bars=(),
        others=(),
        suggested=route(read, incident.truth.area, catalogue).unit,
        tokens=(),
        places="",
        deeds=numbered,
    )


def told(incidents: Sequence[Incident], catalogue: Catalogue) -> list[Told]:
    """The tickets as the catalogue sends them; a unit that is not the right one returns it."""
    found = []
    for incident in incidents:
        topic, right = incident.truth.topics[0], incident.fate.units[-1]
        first = route(topic, incident.truth.area, catalogue).unit
        deeds: list[Any] = [(Step.DISPATCH, DISPATCHER, "", {"unit": first})]
        if first != right:
            deeds += [(Step.OBJECT, CLERK, first, {}), (Step.UPHOLD, DISPATCHER, "", {})]
            deeds += [(Step.DISPATCH, DISPATCHER, "", {"unit": right})]
        found.append(_told(incident, topic, topic, deeds, catalogue))
    return found


def leads_in(incidents: Sequence[Incident], held: Catalogue, reader: Reader) -> list[Finding]:
    gathered = gather(told(incidents, held), held, {})
    found = findings(Ground(gathered, held, reader, Settled()))
    return [finding for finding in found if finding.kind is ProposalKind.LEAD]


def test_a_planted_wrong_lead_is_proposed_for_change(
    half_year: list[Incident], held: Catalogue, reader: Reader
) -> None:
    topic, level, family = _often_led(half_year, held)
    item = held.items[topic]
    wrong = _another_of(level, family, held)
    planted = replace(item, leads={**item.leads, level: wrong})
    changed = replace(held, items={**held.items, topic: planted})
    assert f"{topic}:{level}" not in [finding.key for finding in leads_in(half_year, held, reader)]
    found = {finding.key: finding.figures for finding in leads_in(half_year, changed, reader)}
    assert found[f"{topic}:{level}"]["before"] == wrong
    assert found[f"{topic}:{level}"]["family"] == family


def _often_led(incidents: Sequence[Incident], held: Catalogue) -> tuple[str, Level, str]:
    """The topic, level and family of the lead that is right most often in the city."""
    count: dict[tuple[str, Level, str], int] = {}
    for incident in incidents:
        topic = incident.truth.topics[0]
        unit = held.units[route(topic, incident.truth.area, held).unit]
        is_led = held.items[topic].leads.get(unit.level) == unit.family
        if is_led and unit.code == incident.fate.units[-1]:
            key = (topic, unit.level, unit.family)
            count[key] = count.get(key, 0) + 1
    return max(count, key=lambda key: count[key])


def _another_of(level: Level, family: str, held: Catalogue) -> str:
    """Another family that has units at this level all over the city."""
    counts = {name: len(units) for (name, own), units in held.pools.items() if own is level}
    coordinator = "county_government"
    return max((n for n in counts if n not in (family, coordinator)), key=lambda n: counts[n])
