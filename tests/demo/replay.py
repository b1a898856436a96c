"""Plays a script's acts through the life cycle alone: no database, no models."""

import heapq
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from service.demo.city import load_city
from service.demo.fate import Act
from service.demo.people import staff
from service.demo.script import Script
from service.domain.errors import DomainError
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle import forms
from service.domain.lifecycle.case import Case, Facts, Rules
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.ticket import Status, Ticket
from service.profiles import load_profile, published_calendar


@dataclass
class Played:
    tickets: dict[str, Ticket]
    late: dict[str, bool]
    refused: Counter[str]


def replay(script: Script) -> Played:
    """Every act of every incident in order of time, to the end of every fate."""
    rules = Rules(load_profile("henan"), published_calendar())
    city = load_city()
    actors = {
        person.username: Actor(number, person.name, frozenset({Role(person.role)}), person.unit)
        for number, person in enumerate(staff(city), start=1)
    }
    units = frozenset(unit.code for unit in city.units)
    played = Played({}, {}, Counter())
    acts: list[tuple[datetime, int, str, Act]] = []
    for incident in script.incidents:
        played.tickets[incident.key] = _registered(incident)
        for act in incident.fate.acts:
            acts.append((act.at, len(acts), incident.key, act))
    heapq.heapify(acts)
    while acts:
        at, _, key, act = heapq.heappop(acts)
        ticket = played.tickets[key]
        try:
            data = forms.parse(act.step, act.data)
            facts = Facts(units=units, master=played.tickets.get(data.get("master_no", "")))
            case = Case(ticket, actors[act.by], rules, at, data, facts)
            moved = lifecycle.advance(case, act.step).ticket
        except DomainError as problem:
            played.refused[f"{act.step}: {getattr(problem, 'rule', '') or problem}"] += 1
            continue
        if act.step is Step.REPLY and key not in played.late:
            played.late[key] = ticket.is_late(at)
        played.tickets[key] = moved
    return played


def _registered(incident) -> Ticket:  # type: ignore[no-untyped-def]
    return Ticket(
        no=incident.key,
        version=1,
        status=Status.REGISTERED,
        channel=incident.channel,
        request_type=incident.truth.request_type,
        urgency=incident.truth.urgency,
        title=incident.title,
        text=incident.text,
        registered_at=incident.at,
    )
