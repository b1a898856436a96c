"""Two large events under the same windows are one where they share words; small ones are not."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from analytics.hot.same_site import SameSiteSettings, joined_at_sites
from analytics.hot.speech import Speech
from analytics.hot.vectors import Vectors, unit_rows

SMOKE, NOISE, LIFT = ("油烟", "夜宵", "门面"), ("噪音", "夜宵", "门面"), ("电梯", "维修", "年检")


def joined(*events: tuple[str, Sequence[str], int], least: int = 4) -> list[int]:
    """The label of each event (place, words, number of rows) after those at one site are joined."""
    rows = [(place, words) for place, words, count in events for _ in range(count)]
    terms = sorted({t for place, words in rows for t in (*words, place[:4])})
    told = [[float(t in (*words, place[:4])) for t in terms] for place, words in rows]
    bare = [[float(t in words) for t in terms] for _, words in rows]
    vectors = Vectors(unit_rows(sp.csr_matrix(told)), unit_rows(sp.csr_matrix(bare)))
    said = [Speech("", words, (place,)) for place, words in rows]
    label = np.repeat(np.arange(len(events)), [count for _, _, count in events])
    found = joined_at_sites(said, vectors, label, SameSiteSettings(least=least))
    return [int(found[label == event][0]) for event in range(len(events))]


def test_one_matter_told_in_other_words_is_joined() -> None:
    assert joined(("金桂花园", SMOKE, 5), ("金桂花园小区", NOISE, 4)) == [0, 0]


def test_another_matter_of_the_estate_stays_apart() -> None:
    assert joined(("金桂花园", SMOKE, 5), ("金桂花园小区", LIFT, 5)) == [0, 1]


def test_the_same_matter_of_another_estate_stays_apart() -> None:
    assert joined(("金桂花园", SMOKE, 5), ("望湖名邸", SMOKE, 5)) == [0, 1]


def test_a_few_rows_are_too_few_to_tell() -> None:
    assert joined(("金桂花园", SMOKE, 5), ("金桂花园", NOISE, 3)) == [0, 1]


def test_labels_keep_their_order_and_rows_of_no_event_stay_out() -> None:
    elsewhere = ("望湖名邸", LIFT, 4)
    assert joined(elsewhere, ("金桂花园", SMOKE, 4), ("金桂花园", NOISE, 4)) == [0, 1, 1]
    nothing = Vectors(sp.csr_matrix((2, 1)), sp.csr_matrix((2, 1)))
    none = np.array([-1, -1])
    said = [Speech("", (), ()), Speech("", (), ())]
    assert joined_at_sites(said, nothing, none, SameSiteSettings()).tolist() == [-1, -1]
