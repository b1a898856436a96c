"""``run``, ``serve``, ``worker`` as processes: they say where they are and end when told."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.bootstrap import System
from tests.cli.conftest import Run

COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]


@pytest.fixture
def data(system: System, run_folder: Path) -> Path:
    """A seeded installation whose reader need not be built."""
    (system.settings.data / "cache").symlink_to(run_folder / "reader")
    return system.settings.data


@contextmanager
def started(*arguments: str, data: Path) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own; killed if it outlives the test."""
    environment = {**os.environ, "MINSHENG_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    project = str(Path(__file__).parents[2])
    environment["PYTHONPATH"] = project
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int) -> str:
    """What /health says, once it says something."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
                return str(response.read().decode())
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.mark.parametrize(("command", "ending"), [("run", signal.SIGINT), ("serve", signal.SIGTERM)])
def test_it_serves_says_where_and_ends_cleanly(
    data: Path, command: str, ending: signal.Signals
) -> None:
    port = free_port()
    with started(command, "--port", str(port), data=data) as process:
        assert answer(port) == "ok"
        process.send_signal(ending)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in out
    assert "已停止" in err
    assert "Traceback" not in err


def test_a_worker_ends_cleanly(data: Path) -> None:
    with started("worker", data=data) as process:
        assert process.stderr is not None
        while "已启动" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "已停止" in err


def test_a_port_in_use_is_said_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("run", "--port", port, "--demo-if-empty", "--data", tmp_path / "new")
    assert result.status == 2
    assert "端口已被占用" in result.error
    assert not (tmp_path / "new").exists()


def test_an_address_that_is_not_ours_is_said(run: Run, tmp_path: Path) -> None:
    result = run("serve", "--host", "192.0.2.1", "--data", tmp_path / "new")
    assert result.status == 2
    assert "本机没有这个地址" in result.error
