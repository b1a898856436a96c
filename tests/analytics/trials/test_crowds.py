import numpy as np

from analytics.trials.crowds import draw_crowd, mean_best_f1


def test_the_same_seed_draws_the_same_city_and_a_larger_one_has_more_events_and_places() -> None:
    small, again, large = draw_crowd(400, seed=3), draw_crowd(400, seed=3), draw_crowd(1600, seed=3)
    assert small.tickets.equals(again.tickets)
    events = [len(np.unique(c.event[c.event >= 0])) for c in (small, large)]
    places = [c.tickets["places"].nunique() for c in (small, large)]
    assert events == [16, 64]
    assert places[1] > 2 * places[0]
    assert (small.event < 0).sum() == 200


def test_an_event_is_one_matter_at_one_place() -> None:
    crowd = draw_crowd(400)
    told = crowd.tickets[crowd.event == crowd.event.max()]
    assert told["places"].nunique() == 1
    assert told["title"].nunique() > 1
    assert (told["registered_at"].max() - told["registered_at"].min()).days <= 60


def test_groups_are_held_against_the_event_they_fit_best() -> None:
    event = np.array([0, 0, 0, 0, 1, 1, -1, -1])
    assert mean_best_f1(event, event) == 1.0
    assert mean_best_f1(event, np.array([5, 5, 7, 7, -1, -1, 7, 7])) == (2 * 2 / 6) / 2
    assert mean_best_f1(event, np.full(8, -1)) == 0.0
