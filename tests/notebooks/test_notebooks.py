"""Every notebook runs from top to bottom on a small simulated city, and is kept without outputs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.demo.build import build_demo
from service.settings import Settings

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    until = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
    build_demo(Settings(data=folder), months=3, tickets_per_month=120, until=until)
    return folder


def cells(notebook: Path) -> list[dict[str, Any]]:
    return [c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(notebook: Path) -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(notebook))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(notebook: Path, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_DATA", str(city))
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells(notebook)):
        code = compile("".join(cell["source"]), f"{notebook.name}[{number}]", "exec")
        exec(code, names)  # noqa: S102  (running the notebook is the test)
    assert names["counts"].sum() > 100
