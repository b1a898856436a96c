"""A street that exists twice is asked about, one that exists once is not."""

from models.places.finder import places_of
from models.places.gazetteer import Gazetteer, GazetteerEntry
from service.flows.samename import districts_of

CITY = Gazetteer(
    (
        GazetteerEntry("1", "样例市", "city"),
        GazetteerEntry("11", "东湖区", "district", "1"),
        GazetteerEntry("12", "西山县", "county", "1"),
        GazetteerEntry("121", "西山镇", "town", "12"),
        GazetteerEntry("R1", "中山路", "road", "11"),
        GazetteerEntry("R2", "中山路", "road", "121"),
        GazetteerEntry("R3", "青年路", "road", "11"),
    )
)


def asked(text: str) -> tuple[str, list[str]]:
    return districts_of(places_of([text], CITY)[0], CITY)


def test_a_name_in_two_districts_is_asked_about_until_the_district_is_said() -> None:
    assert asked("中山路路灯不亮") == ("中山路", ["东湖区", "西山县"])
    assert asked("西山县中山路路灯不亮") == ("", [])
    assert asked("青年路路灯不亮") == ("", [])
    assert asked("没有听过的大街路灯不亮") == ("", [])
