"""``evaluate`` counts what a reader gets right, by whatever the answers name."""

from pathlib import Path

import pytest

from analytics.trials import claims as series_claims
from analytics.trials.claims import Claim as SeriesClaim
from analytics.trials.outcome import Figure as SeriesFigure
from analytics.trials.outcome import Outcome as SeriesOutcome
from models.training.evaluate import Figure
from models.trials import claims
from models.trials.claims import Claim
from models.trials.outcome import Outcome
from service.bench import foresight
from tests.cli.conftest import Run, Table, rows_of

pytestmark = pytest.mark.usefixtures("quick_reader")

TEXTS = (
    ("我家小区从昨天开始停水，没有通知，老人孩子没水用。", "市自来水公司", "供水供电供气供热"),
    ("工地老板拖欠我们农民工三个月工资，不给发。", "市人力资源和社会保障局", "劳动与就业"),
    ("小区物业费涨价，业主都不同意，物业不公示账目。", "市住房和城乡建设局", "住房与物业"),
    ("晚上工地施工噪音太大，吵得睡不着觉。", "市自来水公司", "供水供电供气供热"),
)


def test_answers_may_be_units(run: Run, table: Table) -> None:
    path = table("in.csv", ("内容", "单位"), [(text, unit) for text, unit, _ in TEXTS])
    result = run("evaluate", path, "--text", "内容", "--label", "单位")
    assert result.status == 0
    assert "共 4 行有答案，按承办单位比较" in result.out
    assert "准确率 0.7500" in result.out


def test_answers_may_be_broad_topics_and_rows_without_one_are_left_out(
    run: Run, table: Table
) -> None:
    rows = [(text, topic) for text, _, topic in TEXTS[:3]] + [("停水了", "")]
    result = run(
        "evaluate", table("in.csv", ("内容", "主题"), rows), "--text", "内容", "--label", "主题"
    )
    assert "共 3 行有答案，按一级主题比较" in result.out
    assert "宏平均 F1 1.0000" in result.out


def test_answers_that_name_nothing_known_are_refused(run: Run, table: Table) -> None:
    path = table("in.csv", ("内容", "颜色"), [(text, "红") for text, _, _ in TEXTS])
    result = run("evaluate", path, "--text", "内容", "--label", "颜色")
    assert result.status == 2
    assert "对不上" in result.error


def test_a_folder_is_held_against_every_claim_it_has_files_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(folder: Path, _: object) -> tuple[Outcome, ...]:
        assert folder == tmp_path
        reached = Outcome("甲", Figure(0.9, 0.8, 0.95), 40, 0.85)
        return reached, Outcome("乙", Figure(0.2, 0.2, 0.2), 9, 0.1, lower_is_better=True)

    one, other = Claim("有文件的", measured, ("a.csv",)), Claim("缺文件的", measured, ("b.csv",))
    monkeypatch.setattr(claims, "CLAIMS", {"one": one, "other": other})
    (tmp_path / "a.csv").touch()
    result = run("evaluate", tmp_path, "--out", tmp_path / "out.csv")
    assert result.status == 0
    assert "甲 0.9000（95% 区间 0.8000–0.9500）：40 件；目标 ≥ 0.85，达到" in result.out
    assert "乙 0.2000：9 件；目标 ≤ 0.1，未达到" in result.out
    assert "缺文件 b.csv，没有检验" in result.out
    assert [row["reached"] for row in rows_of(tmp_path / "out.csv")] == ["true", "false"]


def test_a_folder_without_any_file_and_an_unknown_claim_are_refused(
    run: Run, tmp_path: Path
) -> None:
    assert "没有检验用的文件" in run("evaluate", tmp_path).error
    assert "没有检验项 weather" in run("evaluate", tmp_path, "--claim", "weather").error


def test_claims_about_many_requests_need_no_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SeriesOutcome("甲", SeriesFigure(0.04, 0.01, 0.08), 200, 0.05, lower_is_better=True)
    held = SeriesOutcome("乙", SeriesFigure(0.9, 0.8, 0.95), 30, 0.75, most=0.85, unit="次")
    quick = {"effect": SeriesClaim("效果", lambda: (found,))}
    monkeypatch.setattr(series_claims, "CLAIMS", quick)
    monkeypatch.setattr(foresight, "MORE", {"effect": lambda: (held,)})
    result = run("evaluate", "--claim", "effect", "--out", tmp_path / "out.csv")
    assert result.status == 0
    assert "甲 0.0400（95% 区间 0.0100–0.0800）：200 个；目标 ≤ 0.05，达到" in result.out
    assert "乙 0.9000（95% 区间 0.8000–0.9500）：30 次；目标 ≥ 0.75，未达到" in result.out
    assert [row["reached"] for row in rows_of(tmp_path / "out.csv")] == ["true", "false"]
    assert "甲 0.0400" in run("evaluate", tmp_path, "--claim", "effect").out
    assert "要给放着语料的文件夹" in run("evaluate", "--claim", "labels").error


def test_a_table_needs_its_columns_named(run: Run, table: Table) -> None:
    assert "--text" in run("evaluate", table("in.csv", ("内容",), [("停水",)])).error
