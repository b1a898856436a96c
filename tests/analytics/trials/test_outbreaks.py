from analytics.trials.days import DayWorld, draw_days
from analytics.trials.outbreaks import day_alarms
from analytics.trials.weeks import draw_weeks

SMALL = DayWorld(topics=4, districts=5, days=110, hidden_days=80, outbreaks=4)


def test_what_is_planted_stands_in_the_counts() -> None:
    plain = draw_days(2, DayWorld(topics=4, districts=5, days=110, hidden_days=80, outbreaks=0))
    city = draw_days(2, SMALL)
    more = city.counts.to_numpy() - plain.counts.to_numpy()
    assert more.sum() == sum(each.requests for each in city.planted)
    assert all(more[p.row, p.start] >= SMALL.least for p in city.planted)
    assert all(p.start >= SMALL.hidden_days for p in city.planted)


def test_alarms_are_counted_by_day_and_outbreaks_by_event() -> None:
    found = day_alarms(SMALL, [2])
    assert len(found.found) == 4
    assert sum(found.true) >= sum(found.found)


def test_new_matters_are_planted_among_decoys() -> None:
    city = draw_weeks(1)
    recent = city.counts.iloc[:, -6:].sum(axis=1)
    assert len(city.emerging) == 8
    assert recent[sorted(city.emerging)].min() >= 6
    assert (recent >= 6).sum() > 2 * len(city.emerging)
