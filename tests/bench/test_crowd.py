"""A crowd at a real server breaks no law; were one broken, it would be said."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.bench.crowd import crowd
from service.bench.crowd_laws import lost_updates, wrong_histories
from service.bench.crowd_people import Ack
from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Status
from service.settings import Settings
from tests.domain.lifecycle.test_history import BEGUN, DISPATCHER, entry

ACKS = [Ack("1", 1, "submit", DISPATCHER.id), Ack("1", 2, "dispatch", DISPATCHER.id)]


def lost(acks: list[Ack], steps: int = 3) -> list[str]:
    return list(lost_updates({"1": BEGUN[:steps]}, acks, {DISPATCHER.id}, set()))


def test_a_step_that_was_answered_is_there_once_and_nothing_else_is() -> None:
    assert lost(ACKS) == []
    assert lost(ACKS, steps=2) == ["1 第 3 步不是已经答复办成的 dispatch"]
    assert lost([*ACKS, ACKS[1]]) == ["1 的第 2 版办成了 2 次"]
    assert lost(ACKS[:1]) == ["1 第 3 步没有人得到过答复"]
    assert lost([ACKS[0], replace(ACKS[1], person=7)])


def test_a_version_that_is_not_the_last_step_is_told() -> None:
    assert list(wrong_histories({"1": BEGUN}, {"1": 3}, {}, 3)) == []
    assert list(wrong_histories({"1": BEGUN}, {"1": 4}, {}, 3)) == ["1 的版本是 4，有 3 步"]
    broken = (*BEGUN, entry(4, Step.CLOSE, Status.DISPATCHED, Status.CLOSED))
    told = list(wrong_histories({"1": broken}, {"1": 4}, {}, 3))
    assert told == ["1 第 4 步：流转表里没有这一步", "1 第 4 步：没有回访记录就办结"]


def test_an_installation_that_is_in_use_is_left_alone(settings: Settings) -> None:
    with pytest.raises(BadInput, match="空的数据库"):
        crowd(settings, 2, 1, 1)


@pytest.mark.long
@pytest.mark.parametrize("where", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_ten_people_for_five_seconds(
    where: str, tmp_path: Path, run_folder: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("empty_postgres") if where == "pg" else ""
    # What reads the texts was built once for the whole run.
    (tmp_path / "cache").symlink_to(run_folder / "reader")
    outcome = crowd(Settings(data=tmp_path, database_url=url, _env_file=None), 10, 40, 5)  # type: ignore[call-arg]
    assert outcome.faults == ()
    assert outcome.steps >= 10
    assert outcome.answers["POST 409"] > 0
    assert not [name for name in outcome.answers if name.split()[1].startswith("5")]
