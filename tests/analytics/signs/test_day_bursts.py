from datetime import date

import numpy as np
import pandas as pd

from analytics.signs.day_bursts import DaySettings, daily_counts, day_bursts
from analytics.trials.days import DayWorld, draw_days
from tests.analytics.ticket_rows import ticket

QUIET = DayWorld(topics=6, districts=6, days=150, hidden_days=90, outbreaks=0)
FIRST, LAST = "2024-08-30", "2024-10-28"


def quiet(seed: int = 1) -> pd.DataFrame:
    return draw_days(seed, QUIET).counts


def with_more(counts: pd.DataFrame, row: int, day: int, requests: int) -> pd.DataFrame:
    values = counts.to_numpy(copy=True)
    values[row, day] += requests
    return pd.DataFrame(values, index=counts.index, columns=counts.columns)


def test_weekends_and_holidays_are_no_burst() -> None:
    found = day_bursts(quiet(), FIRST, LAST)
    assert len(found) == 36 * 60
    assert found["is_burst"].sum() <= 2


def test_a_planted_outbreak_is_found_on_its_day() -> None:
    counts = quiet(2)
    row = int(np.argsort(counts.to_numpy().mean(axis=1))[18])
    counts = with_more(counts, row, 130, 20)
    found = day_bursts(counts, counts.columns[130], counts.columns[130])
    surest = found.iloc[0]
    assert (surest["key"], surest["day"]) == (counts.index[row], counts.columns[130])
    assert bool(surest["is_burst"])
    assert surest["q"] < 0.001


def test_a_day_busy_everywhere_is_no_burst_of_everything() -> None:
    counts = quiet(3)
    counts[counts.columns[130]] *= 3
    assert day_bursts(counts, counts.columns[130], counts.columns[130])["is_burst"].sum() <= 1


def test_an_old_burst_hides_no_new_one() -> None:
    counts = with_more(with_more(quiet(4), 5, 110, 400), 5, 130, 40)
    found = day_bursts(counts, counts.columns[130], counts.columns[130]).set_index("key")
    assert bool(found.loc[counts.index[5], "is_burst"])


def test_the_days_after_change_nothing() -> None:
    counts = quiet(5)
    day = counts.columns[120]
    pd.testing.assert_frame_equal(
        day_bursts(counts, day, day), day_bursts(counts.iloc[:, :121], day, day)
    )


def test_the_first_weeks_and_nothing_at_all_give_no_row() -> None:
    counts = quiet(6)
    assert day_bursts(counts, counts.columns[0], counts.columns[20]).empty
    assert day_bursts(counts.iloc[:0], FIRST, LAST).empty
    assert day_bursts(counts, FIRST, LAST, DaySettings(least_days=200)).empty


def test_days_are_counted_by_shanghai_and_none_is_missing() -> None:
    rows = [ticket(0, "", "", topic="停水"), ticket(24 * 3, "", "", topic="停水")]
    counts = daily_counts(pd.DataFrame(rows).assign(area_name="东区"), ["topic", "area_name"])
    assert counts.index.tolist() == ["停水·东区"]
    assert counts.to_numpy().tolist() == [[1, 0, 0, 1]]
    first, last = (date.fromisoformat(d) for d in counts.columns[[0, -1]])
    assert (last - first).days == 3


def test_chances_are_chances() -> None:
    found = day_bursts(quiet(7), FIRST, LAST)
    assert found["p"].between(0, 1).all()
    assert (found["q"] >= found["p"] - 1e-12).all()
    assert np.isfinite(found["expected"]).all()
