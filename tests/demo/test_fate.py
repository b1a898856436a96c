"""What is planned can be played: the life cycle allows every act and agrees on what is late."""

from datetime import date

import pytest

from service.demo.script import Script, write_script
from service.domain.ticket import Status
from tests.demo.replay import Played, replay


@pytest.fixture(scope="module")
def half_year() -> Script:
    return write_script(seed=3, months=6, tickets_per_month=500, until=date(2026, 3, 31))


@pytest.fixture(scope="module")
def played(half_year: Script) -> Played:
    return replay(half_year)


def test_the_life_cycle_allows_every_act(played: Played) -> None:
    assert played.refused == {}


def test_every_fate_comes_to_its_ending(half_year: Script, played: Played) -> None:
    endings = {
        "answered": Status.ANSWERED,
        "rejected": Status.REJECTED,
        "merged": Status.MERGED,
        "closed": Status.CLOSED,
        "explained": Status.CLOSED,
        "unreachable": Status.CLOSED,
    }
    for incident in half_year.incidents:
        ticket = played.tickets[incident.key]
        assert ticket.status is endings[incident.fate.ending]
        assert ticket.round == incident.fate.rounds


def test_late_replies_are_late_by_the_promised_deadline(half_year: Script, played: Played) -> None:
    planned = {i.key: i.fate.is_late for i in half_year.incidents if i.fate.units}
    assert played.late == planned
    assert any(planned.values())


def test_acts_of_a_fate_follow_each_other(half_year: Script) -> None:
    for incident in half_year.incidents:
        times = [incident.at, *(act.at for act in incident.fate.acts)]
        assert times == sorted(times)
