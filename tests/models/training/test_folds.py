from __future__ import annotations

import numpy as np

from models.training.folds import grouped_folds


def test_groups_stay_together_and_every_row_is_judged_once() -> None:
    chance = np.random.default_rng(0)
    groups = chance.integers(0, 60, 200).tolist()
    truth = chance.integers(0, 3, 200)
    folds = list(grouped_folds(groups, truth, 5))
    judged = np.concatenate([rows for _, rows in folds])
    assert sorted(judged.tolist()) == list(range(200))
    for seen, rows in folds:
        assert not {groups[i] for i in seen} & {groups[i] for i in rows}


def test_labels_are_spread_evenly() -> None:
    truth = np.array([0] * 80 + [1] * 20)
    for _, rows in grouped_folds(list(range(100)), truth, 5):
        assert np.bincount(truth[rows]).tolist() == [16, 4]


def test_the_same_seed_gives_the_same_folds() -> None:
    truth = np.arange(50) % 3
    one, two = (
        [rows.tolist() for _, rows in grouped_folds(list(range(50)), truth, 5)] for _ in range(2)
    )
    assert one == two


def test_one_single_group_gives_no_fold() -> None:
    assert list(grouped_folds([7] * 10, np.arange(10) % 2, 5)) == []
