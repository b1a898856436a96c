"""A classifier is built once and kept; old ones make room."""

import os
from pathlib import Path

import pytest

from models import load
from models.load import load_reader
from models.reader import Reader
from models.topics.catalogue import TopicCatalogue


def test_the_newest_classifiers_stay_in_the_cache(
    tmp_path: Path,
    small_catalogue: TopicCatalogue,
    small_reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(load, "build_builtin", lambda *_: small_reader.topics)
    for age in range(6):
        (tmp_path / f"builtin-{age}").mkdir()
        os.utime(tmp_path / f"builtin-{age}", (1_000 - age, 1_000 - age))
    (tmp_path / "similar").mkdir()
    first = load_reader(tmp_path, catalogue=small_catalogue)
    held = {folder.name for folder in tmp_path.iterdir()}
    assert len(held) == 5
    assert {"similar", "builtin-0", "builtin-1", "builtin-2"} < held
    again = load_reader(tmp_path, catalogue=small_catalogue)
    assert again.version == first.version
    assert {folder.name for folder in tmp_path.iterdir()} == held
