"""Logs: one line per event, and nothing that a caller said."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from service import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_event_is_one_line_of_keys_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    structlog.get_logger("web").info("request", status=200, route="/tickets")
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "event=request" in line
    assert "status=200" in line


def test_events_may_be_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", as_json=True)
    structlog.get_logger("jobs").info("job_done", job="monthly", count=3)
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["job"], told["count"]) == ("job_done", "monthly", 3)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_fault_says_where_and_never_what_it_quotes(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    logs.configure("info", as_json=as_json)
    for log in (logging.getLogger("library"), structlog.get_logger("web")):
        try:
            raise KeyError("13800138000")
        except KeyError:
            log.exception("failed")
    err = capsys.readouterr().err
    assert err.count("\n") == 2
    assert err.count("KeyError") == 2
    assert "test_logs.py" in err
    assert "13800138000" not in err


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("warning")
    structlog.get_logger("web").info("request")
    logging.getLogger("library").info("chatter")
    assert capsys.readouterr().err == ""


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="LOUD"):
        logs.configure("loud")
