"""``kill -9`` at every point of sending: nothing is lost, nobody is told twice.

``MINSHENG_KILLS=200`` kills as often as that; the suite is content with each point twice.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from service.bootstrap import System
from service.domain.notices.messages import CODE, NoticeChannel, NoticeKind, NoticeState
from service.settings import Settings
from service.store.staff.notices import Draft
from service.store.tables.notices import NoticeRow
from tests.gateways.receiver import receiving
from tests.jobs.killing import POINTS
from tests.source import ROOT
from tests.stories import Story

KILLS = int(os.environ.get("MINSHENG_KILLS", 2 * len(POINTS)))


@pytest.fixture
def settings(tmp_path: Path, template: Path) -> Settings:
    shutil.copytree(template, tmp_path / "data")
    return Settings(data=tmp_path / "data", _env_file=None)  # type: ignore[call-arg]


def test_killed_at_every_point_nothing_is_lost_and_nobody_is_told_twice(system: System) -> None:
    no = Story(system).registered().no
    with system.store.write() as uow:
        texts = [f"第{n}条，查询码{CODE}" for n in range(KILLS)]
        drafts = [
            Draft(f"{no}+{n}", NoticeKind.CLOSED, NoticeChannel.SMS, f"caller:{no}", text, no=no)
            for n, text in enumerate(texts)
        ]
        uow.notices.add(drafts, system.now())
    with receiving() as receiver:
        command = [sys.executable, "-m", "tests.jobs.killing"]
        given = [str(system.settings.data), receiver.url, str(KILLS)]
        ended = subprocess.run([*command, *given], cwd=ROOT, check=False, capture_output=True)
        assert ended.returncode == 0, ended.stderr.decode()[-2000:]
        ledger, calls = dict(receiver.ledger), receiver.calls
    with system.store.read() as uow:
        rows = list(uow.session.scalars(select(NoticeRow)))
        code = uow.vault.query_code(no)
        assert {row.state for row in rows} == {NoticeState.SENT}
        outbox = {row.key: row.text.replace(CODE, code) for row in rows}
    assert {key: told["text"] for key, told in ledger.items()} == outbox
    assert len(outbox) == KILLS + 1
    # That some came more than once shows that the key was needed.
    assert calls.total() > len(outbox)
