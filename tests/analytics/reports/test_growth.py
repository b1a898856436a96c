"""A planted cause of an increase is found and named; where there is none, none is named."""

import random
from collections.abc import Mapping

import pandas as pd
import pytest

from analytics.marking import unmarked
from analytics.months import month_start, shift
from analytics.reports.growth import Growth, growth
from analytics.reports.growth_words import COLUMNS, growth_words

MONTH = "2026-06"
_PLACES = [f"小区{n}" for n in range(24)]


def rows(month: str, count: int, seed: int = 1, **fixed: str) -> list[dict[str, object]]:
    """Requests by chance in twelve towns of four counties; ``fixed``: what all of them share."""
    chance = random.Random(f"{month}{seed}{sorted(fixed.items())}")  # noqa: S311
    found: list[dict[str, object]] = []
    for n in range(count):
        place = chance.randrange(len(_PLACES))
        found.append(
            {
                "registered_at": month_start(month) + pd.Timedelta(hours=chance.randrange(670)),
                "caller": f"{month}-{seed}-{len(fixed)}-{n}",
                "event": "",
                "topic": chance.choice(["停水", "水压低", "水质"]),
                "place": _PLACES[place],
                "town": f"街道{place // 2}",
                "county": f"县区{place // 6}",
                "unit": f"单位{chance.randrange(5)}",
                **fixed,
            }
        )
    return found


def found_in(now: list[dict[str, object]], years: Mapping[str, int] | None = None) -> Growth:
    before = [*rows(shift(MONTH, -2), 60), *rows(shift(MONTH, -1), 60)]
    return growth(pd.DataFrame([*before, *now]), MONTH, COLUMNS, years or {})


def said(found: Growth) -> str:
    return "".join(unmarked(line)[0] for line in growth_words(found, MONTH))


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        ({"event": "甲小区停水", "place": "甲小区"}, "主要是“甲小区停水”这件事60件（上月没有）"),
        ({"place": "甲小区", "town": "街道3", "county": "县区0"}, "主要是甲小区60件（上月没有）"),
        ({"town": "街道3", "county": "县区0"}, "主要是街道3"),
        ({"county": "县区2"}, "主要是县区2"),
        ({"topic": "水质"}, "主要是“水质”"),
        ({"unit": "单位4"}, "主要是单位4"),
    ],
)
def test_a_planted_cause_is_named(planted: dict[str, str], words: str) -> None:
    now = [*rows(MONTH, 60), *rows(MONTH, 60, seed=2, **planted)]
    found = found_in(now)
    assert (found.course, found.count, found.before) == ("rose", 120, 60)
    assert words in said(found)
    assert said(found) == said(found_in(now[::-1]))


def test_the_event_that_is_spoken_of_needs_no_name() -> None:
    found = found_in([*rows(MONTH, 60), *rows(MONTH, 60, seed=2, event="甲小区停水")])
    told = unmarked(growth_words(found, MONTH, "甲小区停水")[0])[0]
    assert "主要是这件事本身，60件（上月没有）" in told


@pytest.mark.parametrize("seed", range(6))
def test_where_all_grew_alike_no_source_is_named(seed: int) -> None:
    found = found_in(rows(MONTH, 120, seed=seed))
    assert found.origins == ()
    assert "看不出主要来源" in said(found)


def test_a_matter_that_is_new_altogether_names_where_it_is() -> None:
    new = growth(pd.DataFrame(rows(MONTH, 11, place="甲小区")), MONTH, ["place"], {})
    assert "上月没有。多出来的主要是甲小区11件" in said(new)


def test_who_has_always_had_all_of_it_is_no_source() -> None:
    few = [*rows(shift(MONTH, -1), 7, unit="排水公司"), *rows(MONTH, 19, unit="排水公司")]
    assert growth(pd.DataFrame(few), MONTH, ["unit"], {}).origins == ()
    begun = [*rows(shift(MONTH, -1), 3, place="甲小区"), *rows(MONTH, 30, place="甲小区")]
    assert "主要是甲小区30件（上月3件）" in said(
        growth(pd.DataFrame(begun), MONTH, ["place"], {})  # what began at one place goes on there
    )


def test_what_grew_while_the_rest_fell_is_told_with_the_fall() -> None:
    found = found_in([*rows(MONTH, 30), *rows(MONTH, 70, seed=2, county="县区1")])
    assert "县区1" in said(found)
    assert "其他合计少了" in said(found)


def test_a_count_within_the_usual_ups_and_downs_needs_no_cause() -> None:
    found = found_in([*rows(MONTH, 60), *rows(MONTH, 6, seed=2, county="县区1")])
    assert (found.course, found.origins) == ("within_chance", ())
    assert "在平常的起伏之内" in said(found)


def test_days_that_a_month_has_more_are_no_increase() -> None:
    tickets = pd.DataFrame([*rows("2026-01", 60), *rows("2026-02", 60), *rows("2026-03", 85)])
    assert growth(tickets, "2026-03", ["county"], {}).course == "within_chance"  # 春节 in February
    assert growth(tickets, "2026-02", ["county"], {}).course == "not_risen"


def test_new_callers_are_told_from_the_same_ones_again() -> None:
    assert "都是新的人打来" in said(found_in(rows(MONTH, 120)))
    once = [{**row, "caller": "老一"} for row in rows(MONTH, 4)]
    assert "主要是新的人打来" in said(found_in([*rows(MONTH, 120, seed=2), *once]))
    crowd = [{**row, "caller": f"老{n % 8}"} for n, row in enumerate(rows(MONTH, 60, seed=2))]
    found = found_in([*rows(MONTH, 60), *crowd])
    assert found.callers is not None
    assert (found.callers.fresh.count, found.callers.again.count) == (68, 52)
    assert "主要是打过的人又打来" in said(found)
    unknown = [{**row, "caller": ""} for row in rows(MONTH, 120)]
    assert found_in(unknown).callers is None


def test_the_season_is_told_from_the_rest() -> None:
    year, before = "2025-06", "2025-05"
    seasonal = found_in(rows(MONTH, 120), {year: 200, before: 100})
    assert seasonal.season is not None
    assert 45 <= seasonal.season.part <= 60
    assert "主要是季节：去年5月100件、6月200件" in said(seasonal)
    partly = found_in(rows(MONTH, 240), {year: 200, before: 100})
    assert "有一部分是季节" in said(partly)
    assert "不像季节" in said(found_in(rows(MONTH, 120), {year: 95, before: 100}))
    assert "说不准是不是季节" in said(found_in(rows(MONTH, 120), {year: 103, before: 100}))
    for years in ({}, {year: 5, before: 2}, {year: 200}):
        assert "看不出是不是季节" in said(found_in(rows(MONTH, 120), years))


def test_what_did_not_grow_is_said_so() -> None:
    fallen = found_in(rows(MONTH, 40), {"2025-06": 200, "2025-05": 100})
    assert said(fallen) == "2026年6月40件，没有比上月多（上月60件）。往年这个月会多起来，这次没有。"
    assert said(growth(pd.DataFrame(rows("2026-04", 3)), MONTH, ["county"], {})) == (
        "2026年6月0件，和上月一样（上月0件）。"
    )
