"""What is planted in the simulated city is turned into series and cells as it was planted."""

from datetime import date, datetime

import pytest

from service.bench import foresight
from service.demo.script import Script, write_script
from service.demo.truth import Event, Measure


@pytest.fixture(scope="module")
def script() -> Script:
    return write_script(1, 2, 60, date(2026, 3, 31))


def test_every_request_with_a_matter_stands_in_the_frame(script: Script) -> None:
    frame = foresight.frame(script)
    assert len(frame) == sum(bool(each.truth.topics) for each in script.incidents)
    assert (frame["topic_path"].str.len() == 2).all()
    assert (frame["cell"] == frame["topic_path"] + "·" + frame["area_name"]).all()


def test_an_event_reaches_its_areas_on_its_days_and_two_more() -> None:
    areas = foresight.Areas(foresight.load_city())
    place = areas.city.of_kind("estate")[0].code
    event = Event(
        "e",
        "k",
        "n",
        "power_outage",
        (place,),
        datetime.fromisoformat("2026-03-01T20:00"),
        10.0,
        9,
        is_burst=True,
    )
    cells = areas.days_of(event)
    assert {key for key, _ in cells} == {f"power_outage·{areas.of(place)}"}
    assert sorted(day for _, day in cells) == [f"2026-03-0{i}" for i in range(1, 5)]


def test_a_measure_with_too_little_history_is_told_so(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = foresight.load_city()
    area = city.of_kind("district")[0].code
    measure = Measure("m", "巡查", ("noise_construction",), (area,), date(2026, 3, 1), -0.5)
    one = Script(
        script.first, script.last, script.incidents, script.truth.__class__((), (measure,), ())
    )
    monkeypatch.setattr(foresight, "write_script", lambda *_: one)
    (told,) = foresight.effects()
    assert "不能估计" in told.note
    assert "真值 -0.50" in told.note
