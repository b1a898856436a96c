import joblib
import numpy as np
import pytest
import scipy.sparse as sp
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from analytics.hot.clustering import LinkageSettings, link

PLAIN = LinkageSettings(threshold=0.3, evenness=0.0)


def likeness(count: int = 60, seed: int = 1) -> np.ndarray:
    chance = np.random.default_rng(seed)
    half = np.triu(chance.random((count, count)), 1)
    return half + half.T


def partition(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == x).tolist()) for x in set(labels.tolist())}


def test_without_evenness_it_is_average_linkage() -> None:
    means = likeness()
    tree = linkage(squareform(1 - means, checks=False), "average")
    wanted = fcluster(tree, 1 - 0.5, "distance")
    found = link(sp.csr_matrix(means), LinkageSettings(threshold=0.5, evenness=0.0))
    assert partition(found.label) == partition(wanted)


def test_sizes_and_insides_add_up() -> None:
    means = likeness()
    found = link(sp.csr_matrix(means), PLAIN)
    assert found.size.sum() == len(means)
    inside = sum(
        means[i, j] for i in range(60) for j in range(i) if found.label[i] == found.label[j]
    )
    assert np.isclose(found.within.sum(), inside)


def test_linking_can_go_on_from_groups() -> None:
    means = sp.csr_matrix(np.array([[0, 0.9, 0], [0.9, 0, 0.4], [0, 0.4, 0]]))
    first = link(means, LinkageSettings(threshold=0.5, evenness=0.0))
    assert first.label.tolist() == [0, 0, 1]
    between = sp.csr_matrix(np.array([[0, 0.6], [0.6, 0]]))
    second = link(between, LinkageSettings(threshold=0.5, evenness=0.0), first)
    assert second.label.tolist() == [0, 0, 0]
    assert np.isclose(second.within[0], 0.9 + 2 * 0.6)


def test_tied_rings_come_to_an_end() -> None:
    ring = np.roll(np.eye(7), 1, axis=1)
    found = link(sp.csr_matrix(ring + ring.T), PLAIN)
    assert found.size.sum() == 7


def test_nothing_alike_stays_single() -> None:
    assert link(sp.csr_matrix((4, 4)), PLAIN).label.tolist() == [0, 1, 2, 3]


def test_the_mean_of_many_pairs_is_surer_than_that_of_few() -> None:
    inside, between = np.full((5, 5), 0.9), np.full((5, 5), 0.4)
    means = np.block([[inside, between], [between, inside]])
    np.fill_diagonal(means, 0)
    plain = LinkageSettings(threshold=0.5, evenness=0.0)
    favoured = LinkageSettings(threshold=0.5, evenness=0.0, many=5, favour=1.4)
    strict = LinkageSettings(threshold=0.5, evenness=0.0, many=6, favour=1.4)
    assert link(sp.csr_matrix(means), plain).size.tolist() == [5, 5]
    assert link(sp.csr_matrix(means), favoured).size.tolist() == [10]
    assert link(sp.csr_matrix(means), strict).size.tolist() == [5, 5]


def test_groups_joined_on_two_cores_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.hot.clustering._BLOCK", 8)
    means, settings = sp.csr_matrix(likeness()), LinkageSettings(threshold=0.6, evenness=0.0)
    alone = link(means, settings)
    with joblib.parallel_config("threading", n_jobs=2):
        together = link(means, settings)
    assert partition(alone.label) == partition(together.label)
    assert len(alone.size) > 1
    assert np.array_equal(alone.within, together.within)
