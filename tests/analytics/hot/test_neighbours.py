import joblib
import numpy as np
import pytest
import scipy.sparse as sp

from analytics.hot.neighbours import NeighbourSettings, similar_pairs, usual_likeness
from analytics.hot.vectors import term_matrix, unit_rows


def vectors(rows: int = 300, terms: int = 80) -> sp.csr_matrix:
    chance = np.random.default_rng(5)
    dense = chance.random((rows, terms)) * (chance.random((rows, terms)) < 0.08)
    return unit_rows(sp.csr_matrix(dense))


def exact(matrix: sp.csr_matrix, floor: float) -> np.ndarray:
    dense = (matrix @ matrix.T).toarray()
    np.fill_diagonal(dense, 0)
    return np.where(dense >= floor, dense, 0)


def test_without_limits_all_pairs_above_the_floor_are_found() -> None:
    matrix = vectors()
    found = similar_pairs(matrix, NeighbourSettings(floor=0.1, most=300, posting=10_000, indexed=1))
    assert np.allclose(found.toarray(), exact(matrix, 0.1))


def test_with_limits_kept_values_are_still_exact() -> None:
    matrix = vectors()
    found = similar_pairs(matrix, NeighbourSettings(floor=0.1, most=5, posting=10)).toarray()
    kept = found > 0
    assert kept.any()
    assert np.allclose(found[kept], exact(matrix, 0.0)[kept])
    assert np.allclose(found, found.T)


def test_work_is_bounded_when_every_row_is_the_same() -> None:
    same = unit_rows(sp.csr_matrix(np.ones((3000, 3))))
    found = similar_pairs(same, NeighbourSettings(most=20, posting=50))
    assert found.nnz <= 3000 * 2 * 50


def test_blocks_on_several_cores_give_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.hot.neighbours._BLOCK", 16)
    rows = term_matrix([[f"w{i % 7}", f"v{i % 11}", "停水"] for i in range(80)])
    alone = similar_pairs(rows, NeighbourSettings())
    with joblib.parallel_config("threading", n_jobs=2):
        together = similar_pairs(rows, NeighbourSettings())
    assert alone.nnz
    assert (alone != together).nnz == 0


def test_what_any_two_rows_share_by_chance_is_taken_off() -> None:
    matrix, wide = vectors(), NeighbourSettings(floor=0.1, most=300, posting=10_000, indexed=1)
    plain, less = similar_pairs(matrix, wide), similar_pairs(matrix, wide, chance=0.2)
    assert np.allclose(less.toarray(), np.maximum(plain.toarray() - 0.2, 0) / 0.8)


def test_the_usual_likeness_is_that_of_two_rows_of_different_events() -> None:
    own = np.eye(40)[np.repeat(np.arange(40), 5)]
    rows = unit_rows(sp.csr_matrix(np.hstack([own, np.full((200, 1), 0.5)])))
    assert np.isclose(usual_likeness(rows), 0.2)
    assert usual_likeness(rows[:1]) == 0.0
