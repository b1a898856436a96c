"""Hot topics on more machines: the same topics, to the letter."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import joblib
import pandas as pd
import pytest

from analytics.hot.hot_topics import HotSettings, HotTopics, hot_topics
from analytics.trials.crowds import draw_crowd

pytestmark = pytest.mark.long
SETTINGS = HotSettings(exclusive=True)


@contextlib.contextmanager
def two_workers(folder: Path) -> Iterator[dict[str, bool]]:
    """Two processes reached by a scheduler's address, as on two machines; then which took part."""
    distributed = pytest.importorskip("distributed")
    took_part: dict[str, bool] = {}
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=folder,
        ) as cluster,
        distributed.Client(cluster.scheduler_address) as client,
    ):
        with joblib.parallel_config("dask"):
            yield took_part
        took_part |= client.run(lambda: "analytics.hot.neighbours" in sys.modules)


def assert_same(one: HotTopics, other: HotTopics) -> None:
    pd.testing.assert_frame_equal(one.topics, other.topics)
    pd.testing.assert_frame_equal(one.members, other.members)


def test_two_cores_and_two_workers_find_the_same_topics(tmp_path: Path) -> None:
    crowd = draw_crowd(3000)
    alone = hot_topics(crowd.tickets, SETTINGS)
    assert len(alone.topics) > 50
    with joblib.parallel_config("threading", n_jobs=2):
        assert_same(alone, hot_topics(crowd.tickets, SETTINGS))
    with two_workers(tmp_path) as took_part:
        assert_same(alone, hot_topics(crowd.tickets, SETTINGS))
    assert len(took_part) == 2
    assert any(took_part.values())
