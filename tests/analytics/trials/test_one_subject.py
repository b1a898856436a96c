"""The simulated city of one subject is always the same, and its measure knows right from wrong."""

import pandas as pd

from analytics.trials.one_subject import city, measure


def test_the_same_seed_gives_the_same_city() -> None:
    assert city(3, 5) == city(3, 5)
    assert city(3, 5) != city(4, 5)


def test_events_have_three_requests_and_more_and_others_stand_alone() -> None:
    events = pd.Series([told.event for told in city(3, 20)]).value_counts()
    assert events.drop(-1).between(3, 80).all()
    assert set(events.index) == {-1, *range(20)}


def test_the_truth_scores_one_and_one_topic_of_all_scores_low() -> None:
    said = city(3, 20)
    rows = pd.DataFrame({"row": range(len(said)), "topic_id": [str(t.event) for t in said]})
    assert [o.figure.value for o in measure(said, rows[rows["topic_id"] != "-1"])] == [1.0, 1.0]
    assert max(o.figure.value for o in measure(said, rows.assign(topic_id="all"))) < 0.5
