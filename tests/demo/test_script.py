"""The script is repeatable, looks like a city's year, and holds what it says it planted."""

import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import pytest

from service.demo.city import load_city
from service.demo.fate import Fate
from service.demo.script import Incident, Script, plan, write_script
from service.domain.ticket import Answer, Channel, RequestType, Urgency

_FINGERPRINT = (
    "import hashlib; from datetime import date; from service.demo.script import plan; "
    "text = repr(plan(4, 2, 120, date(2025, 11, 20))); "
    "print(hashlib.sha256(text.encode()).hexdigest())"
)


def _small(seed: int = 4) -> list[Incident]:
    return plan(seed, months=2, tickets_per_month=120, until=date(2025, 11, 20))


def _local(incident: Incident) -> date:
    return (incident.at + timedelta(hours=8)).date()


def _dispatched(script: Script) -> list[Incident]:
    return [incident for incident in script.incidents if incident.fate.units]


def _share(incidents: list[Incident], months: set[int], theme: str) -> float:
    inside = [incident for incident in incidents if _local(incident).month in months]
    return sum(incident.theme.startswith(theme) for incident in inside) / len(inside)


def test_the_same_seed_gives_the_same_script() -> None:
    assert _small() == _small()


def test_another_seed_gives_another_script() -> None:
    assert _small() != _small(seed=5)


def test_the_order_of_hashes_does_not_matter() -> None:
    prints = {
        subprocess.run(
            [sys.executable, "-c", _FINGERPRINT],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(prints) == 1


def test_incidents_come_in_order_of_time_and_within_the_span(script: Script) -> None:
    times = [incident.at for incident in script.incidents]
    assert times == sorted(times)
    days = [_local(incident) for incident in script.incidents]
    assert (min(days) >= script.first, max(days) <= script.last) == (True, True)
    assert (script.first, script.last) == (date(2024, 1, 1), date(2025, 12, 31))


def test_a_span_without_months_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        plan(1, 0, 100, date(2025, 1, 1))


def test_the_volume_is_the_one_asked_for(script: Script) -> None:
    assert len(script.incidents) == pytest.approx(24 * 700, rel=0.08)


def test_texts_hardly_ever_repeat(script: Script) -> None:
    texts = [incident.text for incident in script.incidents]
    assert len(set(texts)) >= 0.95 * len(texts)


def test_no_text_holds_a_telephone_or_identity_number(script: Script) -> None:
    number = re.compile(r"\d{11,}")
    for incident in script.incidents:
        assert not number.search(incident.text + incident.title)
        assert incident.caller.phone.startswith("199000")


def test_no_slot_or_bracket_is_left_in_a_text(script: Script) -> None:
    left = re.compile(r"[\[\]{}|@]")
    for incident in script.incidents:
        assert not left.search(incident.title + incident.text.replace("群里@物业", ""))
        for act in incident.fate.acts:
            assert not left.search(str(act.data.get("reply", "")))


def test_texts_have_the_length_of_their_kind(script: Script) -> None:
    def median(incidents: list[Incident]) -> int:
        return sorted(len(incident.text) for incident in incidents)[len(incidents) // 2]

    dispatched = _dispatched(script)
    notes = [i for i in dispatched if i.channel is Channel.PHONE]
    messages = [i for i in dispatched if i.channel in {Channel.WEB, Channel.APP, Channel.WECHAT}]
    consults = [i for i in script.incidents if i.truth.request_type is RequestType.CONSULT]
    assert 80 <= median(notes) <= 160
    assert 120 <= median(messages) <= 400
    assert 20 <= median(consults) <= 50


def test_shares_are_those_of_a_real_hotline(script: Script) -> None:
    everything = len(script.incidents)
    kinds = Counter(incident.truth.request_type for incident in script.incidents)
    endings = Counter(incident.fate.ending for incident in script.incidents)
    phone = sum(incident.channel is Channel.PHONE for incident in script.incidents)
    assert 0.35 <= len(_dispatched(script)) / everything <= 0.45
    assert 0.50 <= kinds[RequestType.CONSULT] / everything <= 0.64
    assert 0.82 <= phone / everything <= 0.92
    assert 0.04 <= endings["rejected"] / everything <= 0.10


def test_handling_fails_as_often_as_bulletins_say(script: Script) -> None:
    fates: list[Fate] = [incident.fate for incident in _dispatched(script)]
    solved = Counter(fate.solved for fate in fates if fate.solved)
    assert 0.04 <= sum(len(fate.units) > 1 for fate in fates) / len(fates) <= 0.10
    assert 0.005 <= sum(fate.is_late for fate in fates) / len(fates) <= 0.03
    assert 0.01 <= sum(fate.is_extended for fate in fates) / len(fates) <= 0.04
    assert 0.03 <= sum(fate.rounds > 1 for fate in fates) / len(fates) <= 0.11
    assert 0.65 <= solved[Answer.YES] / solved.total() <= 0.85


def test_heating_begins_with_a_wall_of_calls(script: Script) -> None:
    dispatched = _dispatched(script)
    assert _share(dispatched, {11}, "heating") > 0.15
    assert _share(dispatched, {6, 7, 8}, "heating") < 0.01
    daily = Counter(_local(i) for i in script.incidents if i.theme.startswith("heating"))
    assert daily[date(2024, 11, 15)] > 5 * max(1, daily[date(2024, 11, 10)])
    assert daily[date(2024, 11, 15)] > daily[date(2024, 11, 25)]


@pytest.mark.parametrize(
    ("theme", "high", "low"),
    [
        ("wages_site", {1, 12}, {5, 6, 7}),
        ("power_outage", {7, 8}, {12, 1, 2}),
        ("enrolment", {7, 8}, {11, 12, 1}),
        ("fireworks", {1, 2}, {6, 7, 8}),
        ("waterlogging", {7, 8}, {11, 12, 1}),
        ("medical_insurance", {9, 10, 11, 12}, {3, 4, 5, 6}),
    ],
)
def test_each_season_has_its_troubles(
    script: Script, theme: str, high: set[int], low: set[int]
) -> None:
    assert _share(script.incidents, high, theme) > 1.4 * _share(script.incidents, low, theme)


def test_holidays_are_quiet(script: Script) -> None:
    daily = Counter(_local(incident) for incident in script.incidents)
    week = sum(daily[date(2025, 10, 1) + timedelta(days=n)] for n in range(7))
    before = sum(daily[date(2025, 9, 15) + timedelta(days=n)] for n in range(7))
    assert week < 0.75 * before


def test_an_event_brings_its_callers(script: Script) -> None:
    called = Counter(incident.truth.event for incident in script.incidents)
    for event in script.truth.events:
        assert 0 < called[event.key] <= event.callers
        if event.starts_at.date() < date(2025, 11, 1):
            assert called[event.key] == event.callers
    assert len({event.kind for event in script.truth.bursts}) >= 8


def test_merged_requests_join_an_earlier_one_of_their_event(script: Script) -> None:
    by_key = {incident.key: incident for incident in script.incidents}
    merged = [incident for incident in script.incidents if incident.fate.ending == "merged"]
    assert merged
    for incident in merged:
        master = by_key[incident.fate.acts[-1].data["master_no"]]
        assert master.at < incident.at
        assert master.truth.event == incident.truth.event
        assert master.truth.place == incident.truth.place


def test_repeats_are_the_same_caller_with_the_same_matter(script: Script) -> None:
    by_key = {incident.key: incident for incident in script.incidents}
    repeats = [incident for incident in script.incidents if incident.repeat_of]
    assert 0.05 <= len(repeats) / len(_dispatched(script)) <= 0.15
    for incident in repeats:
        first = by_key[incident.repeat_of]
        assert first.at < incident.at
        assert (first.caller, first.theme) == (incident.caller, incident.theme)
        assert first.truth.place == incident.truth.place


def test_measures_change_what_they_say_and_nothing_else(script: Script) -> None:
    city = load_city()
    measures = {measure.key: measure for measure in script.truth.measures}
    assert set(measures) == {"permanent_power", "heating_network", "wage_accounts", "night_patrol"}
    power = measures["permanent_power"]
    assert (power.starts_on, len(power.places)) == (date(2025, 5, 1), 15)

    def summer(year: int, *, treated: bool) -> int:
        return sum(
            incident.theme == "power_outage"
            and _local(incident).year == year
            and _local(incident).month in {6, 7, 8, 9}
            and (incident.truth.place in power.places) == treated
            for incident in script.incidents
        )

    assert summer(2025, treated=True) < 0.5 * summer(2024, treated=True)
    assert summer(2025, treated=False) > 0.6 * summer(2024, treated=False)
    assert all(city.place(code) for measure in measures.values() for code in measure.places)


def test_careless_units_are_careless(script: Script) -> None:
    handled: dict[str, list[Incident]] = {}
    for incident in _dispatched(script):
        handled.setdefault(incident.fate.units[-1], []).append(incident)
    for habit in script.truth.habits:
        mine = handled[habit.unit]
        share = sum(incident.fate.habit == habit.kind for incident in mine) / len(mine)
        assert share == pytest.approx(habit.share, abs=0.25)
    habits = {habit.unit for habit in script.truth.habits}
    assert all(i.fate.units[-1] in habits for i in _dispatched(script) if i.fate.habit)


def test_an_empty_phrase_comes_back_word_for_word(script: Script) -> None:
    said = Counter(
        act.data["reply"]
        for incident in _dispatched(script)
        for act in incident.fate.acts
        if "reply" in act.data
    )
    for habit in script.truth.habits:
        if habit.sentence:
            assert said[habit.sentence] >= 5
    assert sum(count == 1 for count in said.values()) > 0.85 * len(said)


def test_emergencies_name_their_number(script: Script) -> None:
    emergencies = [i for i in script.incidents if i.truth.urgency is Urgency.EMERGENCY]
    assert emergencies
    assert {incident.truth.divert for incident in emergencies} == {"119"}


def test_two_demands_have_two_topics(script: Script) -> None:
    counts = Counter(len(incident.truth.topics) for incident in _dispatched(script))
    assert set(counts) == {1, 2}
    assert counts[2] / counts.total() > 0.05


def test_a_short_span_has_no_measure_to_judge() -> None:
    script = write_script(4, 2, 120, date(2025, 11, 20))
    assert script.truth.measures == ()
