"""Every notebook runs from top to bottom on a small simulated city, and is kept without outputs."""

import csv
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analytics.trials.months import TREATED, MonthWorld, draw_months
from models.topics.catalogue import load_catalogue
from service.demo.build import build_demo
from service.settings import Settings

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
TOUR, READING, AGENDA, FORECAST = NOTEBOOKS
WORLD = MonthWorld(before=20, topics=3, districts=3, mean=60, change=-0.6)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    until = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
    build_demo(Settings(data=folder), months=3, tickets_per_month=120, until=until)
    return folder


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Phrasings of the catalogue with their classes, each fifth with another one's."""
    path = tmp_path_factory.mktemp("labelled") / "labelled.csv"
    leaves = load_catalogue().leaves[::4]
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(["留言主题", "留言详情", "一级标签"])
        for number, leaf in enumerate(leaves):
            owner = leaves[number - 40] if number % 5 == 0 else leaf
            table.writerow(["", f"我家{leaf.phrasings[0]}，请处理", owner.reference_class])
    return path


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of requests whose months are drawn: a measure takes six in ten away."""
    path = tmp_path_factory.mktemp("months") / "months.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(["登记时间", "主题", "区县"])
        for name, row in draw_months(11, WORLD).iterrows():
            for month, count in row.items():
                hours = range(0, 28 * 24, max(1, 28 * 24 // max(count, 1)))
                table.writerows(
                    [f"{month}-{1 + hour // 24:02d} {hour % 24:02d}:00", *str(name).split("·")]
                    for hour in list(hours)[:count]
                )
    return path


def cells(notebook: Path) -> list[dict[str, Any]]:
    return [c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]


def run(sources: Iterable[str], name: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for number, source in enumerate(sources):
        exec(compile(source, f"{name}[{number}]", "exec"), names)  # noqa: S102  (this is the test)
    return names


def sources_of(notebook: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(notebook)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(notebook: Path) -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(notebook))


def test_the_tour_tells_what_is_there_and_what_lacks(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINSHENG_DATA", str(city))
    names = run(sources_of(TOUR), TOUR.name)
    assert names["counts"].sum() == len(names["every"]) > 100
    assert names["month"] == "2026-02"  # March is not whole
    assert names["listed"]["件数"].sum() <= len(names["tickets"])
    done = [done / known for _, done, known in names["steps"]]
    assert 0 < done[-1] <= 1
    assert all(part <= whole for _, part, whole in names["steps"])
    said = capsys.readouterr().out
    assert "不满的月份：2026年3月" in said
    assert "样本不足的" in said


def test_the_reading_runs_on_tickets_that_units_answered(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINSHENG_DATA", str(city))
    names = run(sources_of(READING), READING.name)
    assert names["judged"] > 50
    assert 0.6 < names["right"].mean() < 1
    assert names["same_unit"].mean() < names["right"].mean()
    assert names["verdicts"]["件数"].sum() == len(names["concluded"]) > 20
    assert sum(each.rows for each in names["bins"]) == names["judged"]
    said = capsys.readouterr().out
    assert "模型说的承办条线与人定的一致" in said
    assert "现用门槛" in names["draw_risk"](names["points"], names["marked"], "").svg


def test_the_reading_runs_on_a_labelled_file(
    city: Path, labelled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINSHENG_DATA", str(city))
    sources = [
        source.replace('FILE = ""', f"FILE = {str(labelled)!r}") for source in sources_of(READING)
    ]
    names = run(sources, READING.name)
    assert names["what"] == "参考分类"
    assert 0.6 < names["right"].mean() < 0.9
    assert names["confused"]["件数"].sum() > 0
    assert "模型说的参考分类与人定的一致" in capsys.readouterr().out


def test_the_agenda_runs_and_comes_to_the_candidates_of_the_monthly_job(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINSHENG_DATA", str(city))
    names = run(sources_of(AGENDA), AGENDA.name)
    assert names["agrees"]
    assert names["is_same"]  # worked out twice to the letter
    assert names["same"]  # other weights order the topics anew, they do not make others
    assert sum(names["ends"].values()) == len(names["topics"]) > 0
    assert sum(names["split"].values()) == names["hot"].rows
    assert all(row["各行相加"] + row["差额行"] == row["受理总数"] for row in names["sums"])
    assert len(names["sums"]) > 3
    assert "候选与月度任务一致" in capsys.readouterr().out


def test_the_forecast_is_shown_on_a_simulated_city_where_the_history_is_short(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINSHENG_DATA", str(city))
    names = run(quick(sources_of(FORECAST)), FORECAST.name)
    assert names["is_drawn"]
    assert names["idle"].verdict == "no_evidence"
    assert names["naive"] < names["found"].low < names["found"].high < 0
    assert names["early"].verdict == "not_estimable"
    said = capsys.readouterr().out
    assert "历史太短，下面的预测、季节用模拟城市演示" in said
    assert "措施实施后只有1个月数据" in said


def test_the_forecast_and_the_effect_run_on_a_table(
    months: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = [
        source.replace('FILE = ""', f"FILE = {str(months)!r}").replace(
            'TREATED, START = "", ""', f"TREATED, START = {TREATED!r}, {WORLD.start!r}"
        )
        for source in quick(sources_of(FORECAST))
    ]
    names = run(sources, FORECAST.name)
    assert not names["is_drawn"]
    assert len(names["whole"]) == 26
    assert (names["coming"]["low"] <= names["coming"]["expected"]).all()
    assert names["found"].verdict == "fell"
    assert names["same"]  # what is compared with was chosen before the measure
    assert names["treated"] not in names["pretended"]
    assert "误判成升或降的" in capsys.readouterr().out


def quick(sources: Iterable[str]) -> list[str]:
    """Draw fewer cities than the notebook does for people."""
    return [source.replace("CITIES, DRAWS = 3, 8", "CITIES, DRAWS = 1, 1") for source in sources]
