"""The jobs are tested on both databases."""

import shutil
from pathlib import Path

import pytest

from service.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, template: Path, database: str) -> Settings:
    shutil.copytree(template, tmp_path / "data")
    return Settings(data=tmp_path / "data", database_url=database, _env_file=None)  # type: ignore[call-arg]
