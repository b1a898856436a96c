from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.shelf import registry
from models.shelf.artefact import MODEL, ArtefactMismatch
from models.shelf.registry import ARCHIVED, BUILTIN, CHALLENGER, CHAMPION, CannotRegister
from tests.trained import tiny_reader

NOW = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "readers"


@pytest.fixture
def one(shelf: Path, tmp_path: Path) -> str:
    tiny_reader(tmp_path / "one", "1")
    return registry.add(shelf, tmp_path / "one", NOW).name


@pytest.fixture
def two(shelf: Path, tmp_path: Path) -> str:
    tiny_reader(tmp_path / "two", "2")
    return registry.add(shelf, tmp_path / "two", NOW).name


def states(shelf: Path) -> dict[str, str]:
    return {each.name: each.state for each in registry.load_registry(shelf).readers}


def test_an_empty_folder_reads_with_what_ships(shelf: Path) -> None:
    assert registry.load_registry(shelf).champion == BUILTIN
    assert registry.champion_folder(shelf) is None


def test_one_is_put_in_use_and_taken_back(shelf: Path, one: str, two: str) -> None:
    assert states(shelf) == {one: CHALLENGER, two: CHALLENGER}
    registry.promote(shelf, one)
    registry.promote(shelf, two)
    assert states(shelf) == {one: ARCHIVED, two: CHAMPION}
    assert registry.champion_folder(shelf) == shelf / two
    assert registry.roll_back(shelf).champion == one
    assert states(shelf) == {one: CHAMPION, two: ARCHIVED}
    assert registry.roll_back(shelf).champion == BUILTIN
    with pytest.raises(CannotRegister, match="没有更早"):
        registry.roll_back(shelf)


def test_every_change_changes_the_stamp(shelf: Path, one: str) -> None:
    seen = {registry.stamp(shelf)}
    registry.promote(shelf, one)
    seen.add(registry.stamp(shelf))
    registry.roll_back(shelf)
    seen.add(registry.stamp(shelf))
    assert len(seen) == 3


def test_what_cannot_be_used_is_not_put_in_use(shelf: Path, one: str, tmp_path: Path) -> None:
    (shelf / one / MODEL).write_text("{}")
    with pytest.raises(ArtefactMismatch, match="被改动"):
        registry.promote(shelf, one)
    assert registry.load_registry(shelf).champion == BUILTIN
    with pytest.raises(CannotRegister, match="没有登记过"):
        registry.promote(shelf, "trained-nobody")
    with pytest.raises(CannotRegister, match="已经登记过"):
        registry.add(shelf, tmp_path / "one", NOW)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArtefactMismatch):
        registry.add(shelf, tmp_path / "empty", NOW)


def test_a_broken_registry_is_said_and_not_begun_anew(shelf: Path, one: str) -> None:
    (shelf / "registry.json").write_text("{")
    with pytest.raises(ArtefactMismatch, match="从备份恢复"):
        registry.load_registry(shelf)
