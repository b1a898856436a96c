import pandas as pd
import pytest

from analytics.trials.hot_events import Agreement, Event, agreement, marked, measure, topics_of

TOPICS = {"E1": frozenset({1, 2, 3, 9}), "E2": frozenset({4, 5})}


def test_the_best_topic_counts_and_open_rows_do_not() -> None:
    assert agreement(Event("held", frozenset({1, 2, 3})), TOPICS) == Agreement(6 / 7, 3 / 4)
    open_row = Event("held", frozenset({1, 2, 3}), frozenset({9}))
    assert agreement(open_row, TOPICS) == Agreement(1.0, 1.0)
    assert agreement(Event("held", frozenset({7, 8})), TOPICS) == Agreement(0.0, 0.0)


def test_a_mean_is_told_for_each_part_that_has_events() -> None:
    members = pd.DataFrame({"row": [1, 2, 3, 9], "topic_id": ["E1"] * 4})
    told = measure([Event("held", frozenset({1, 2, 3, 9})), Event("held", frozenset({4}))], members)
    assert [outcome.figure.value for outcome in told] == [0.5, 0.5]
    assert topics_of(members) == {"E1": frozenset({1, 2, 3, 9})}


def test_marks_of_another_file_are_refused() -> None:
    with pytest.raises(ValueError, match="标注"):
        marked(["别的文件里的一行"])
