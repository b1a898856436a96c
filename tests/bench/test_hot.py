"""The bench of hot topics: what it measures, and what it refuses."""

import pytest

from service.bench.hot import Growth, exponent, measured, sizes
from service.bench.hot_rivals import beside


def test_a_large_size_is_reached_by_tenths_and_a_small_one_by_a_quarter() -> None:
    assert sizes(1_000_000) == [10_000, 100_000, 1_000_000]
    assert sizes(10_000) == [2_500, 10_000]


def test_the_exponent_is_that_of_the_processor_time() -> None:
    told = [Growth(n, 1.0, 0.001 * n**1.1, 0.1, 1, 1.0) for n in (10_000, 100_000, 1_000_000)]
    assert exponent(told) == pytest.approx(1.1)


def test_time_memory_and_quality_are_measured() -> None:
    told = measured(120, 1)
    assert told.wall > 0 < told.busy
    assert told.memory > 0.05
    assert told.topics > 0
    assert told.quality > 0.5


def test_ours_and_average_linkage_group_the_same_vectors() -> None:
    ours, average = beside(120, ["average"])
    assert (ours.name, average.name) == ("minsheng", "average")
    assert ours.quality > 0.8 < average.quality
    assert ours.groups < 120 > average.groups


@pytest.mark.long
def test_density_clustering_groups_them_too() -> None:
    assert beside(300, ["hdbscan"])[1].groups > 5


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="没有参照"):
        beside(120, ["kmeans"])
    with pytest.raises(ValueError, match="最多"):
        beside(1_000_000, ["average"])
