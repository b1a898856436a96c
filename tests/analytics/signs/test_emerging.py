import numpy as np
import pandas as pd
import pytest

from analytics.signs.emerging import emerging

WEEKS = [f"{i:02d}" for i in range(30)]


def thin(**rows: list[int]) -> pd.DataFrame:
    """Sixty matters with a request now and then; a named row has these last six weeks."""
    counts = np.random.default_rng(1).poisson(0.2, (60, 30))
    frame = pd.DataFrame(counts, index=[f"k{i}" for i in range(60)], columns=WEEKS)
    for name, last in rows.items():
        frame.loc[name] = [0] * 24 + last
    return frame


def told(frame: pd.DataFrame) -> set[str]:
    found = emerging(frame, WEEKS[-1])
    return set(found[found["is_emerging"]]["key"])


def test_what_is_new_and_grows_is_told() -> None:
    assert told(thin(new=[1, 1, 3, 4, 6, 8])) == {"new"}


@pytest.mark.parametrize(
    "last",
    [[0, 0, 0, 20, 1, 0], [4, 4, 4, 4, 4, 4], [9, 6, 5, 3, 2, 1], [0, 0, 1, 0, 1, 2]],
    ids=["a burst", "steady", "falling", "too few"],
)
def test_bursts_steady_and_falling_matters_do_not_emerge(last: list[int]) -> None:
    assert told(thin(other=last)) == set()


def test_what_was_there_before_is_not_new() -> None:
    frame = thin(old=[1, 2, 3, 5, 7, 9])
    frame.loc["old", WEEKS[:24]] = 2
    assert "old" not in set(emerging(frame, WEEKS[-1])["key"])


def test_without_weeks_before_nothing_is_told() -> None:
    assert emerging(thin(), WEEKS[10]).empty
    assert emerging(thin(), "99").empty
    assert emerging(thin().iloc[:0], WEEKS[-1]).empty
