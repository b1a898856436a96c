"""Where all rows share a subject, what they share by chance does not join them."""

import numpy as np
import scipy.sparse as sp

from analytics.hot.hot_groups import GroupSettings, event_labels
from analytics.hot.vectors import Vectors

EVENTS, ROWS = 20, 4


def told(shared: float, own: float) -> Vectors:
    """Rows of which each has so much in common with all, and so much more with its event."""
    count = EVENTS * ROWS
    event = np.eye(EVENTS)[np.repeat(np.arange(EVENTS), ROWS)]
    parts = [np.ones((count, 1)) * shared, event * own, np.eye(count) * (1 - shared - own)]
    rows = sp.csr_matrix(np.sqrt(np.hstack(parts)))
    return Vectors(rows, rows)


def test_the_words_of_the_one_subject_do_not_join_the_places() -> None:
    vectors = told(shared=0.3, own=0.55)
    found = event_labels(vectors, GroupSettings(), 3)
    assert [len(set(part)) for part in np.split(found, EVENTS)] == [1] * EVENTS
    assert len(set(found)) == EVENTS
    assert len(set(event_labels(vectors, GroupSettings(chance=0.0), 3))) == 1


def test_among_many_subjects_nothing_is_taken_off() -> None:
    vectors = told(shared=0.0, own=0.7)
    assert len(set(event_labels(vectors, GroupSettings(), 3))) == EVENTS
