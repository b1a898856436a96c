"""Cores and clusters of a command: said plainly when nobody is there."""

import joblib
import pytest

from service.cli.spreading import workers
from service.domain.errors import BadInput


def test_so_many_cores_are_used_as_were_asked_for_inside_only() -> None:
    with workers(2, "") as spread:
        assert joblib.effective_n_jobs(None) == 1
        with spread():
            assert joblib.effective_n_jobs(None) == 2


@pytest.mark.long
def test_a_cluster_that_does_not_answer_is_bad_input() -> None:
    with pytest.raises(BadInput, match="连不上集群"), workers(None, "tcp://127.0.0.1:9"):
        pass
