"""``hot``, ``forecast`` and ``effect`` from files to files."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Table, rows_of

MATTERS = (
    ("翠湖花园", "小区门口的搅拌站半夜施工，噪音和粉尘让人睡不着，请环保部门查处"),
    ("青云学校", "学校强迫学生实习，不去就不给毕业证，家长很着急，请教育局查一查"),
)
OTHERS = (
    "想问一下办理老年优待证要带什么材料",
    "医保卡丢了在哪里补办",
    "村里的路下雨以后都是泥，什么时候能修",
    "驾驶证换证需要体检吗",
)


def talk() -> Iterator[tuple[str, str, str]]:
    """Two matters with many callers each, among what nobody else asks."""
    for i in range(8):
        for place, matter in MATTERS:
            yield (
                f"{place}{matter[:8]}",
                f"我是{place}的居民{i}，{place}{matter}。",
                f"2025-03-{i + 1:02d}",
            )
    for i, text in enumerate(OTHERS):
        yield text[:6], text, f"2025-03-{i + 10:02d}"


def history() -> Iterator[tuple[str, str]]:
    """Three years of four series; one of them falls by a third from 2025-07 on."""
    for year in (2023, 2024, 2025):
        for month in range(1, 13):
            for name, size in (("甲", 40), ("乙", 60), ("丙", 50), ("丁", 45)):
                winter = 15 if month in (11, 12, 1) else 0
                fell = 20 if name == "甲" and (year, month) >= (2025, 7) else 0
                for i in range(size + winter - fell):
                    yield f"{year}-{month:02d}-{1 + i % 28:02d} 09:00:00", name


@pytest.mark.usefixtures("quick_reader")
def test_hot_finds_the_matters_that_many_speak_of(run: Run, table: Table, tmp_path: Path) -> None:
    path = table("in.csv", ("主题", "详情", "时间"), talk())
    asked = ("hot", path, "--text", "主题,详情", "--time", "时间")
    asked = (*asked, "--topics", "topics.csv", "--members", "members.csv")
    result = run(*asked, "--cores", "2")
    assert result.status == 0
    topics, members = rows_of(tmp_path / "topics.csv"), rows_of(tmp_path / "members.csv")
    assert [int(topic["rank"]) for topic in topics] == list(range(1, len(topics) + 1))
    of = {int(member["row"]): member["topic_id"] for member in members}
    assert len(of) == len(members)
    assert len({of[row] for row in range(0, 16, 2)}) == 1
    assert len({of[row] for row in range(1, 16, 2)}) == 1
    assert of[0] != of[1]
    top = topics[0]
    assert top["first_at"].startswith("2025-03-01T00:00:00+08:00")
    assert int(top["typical_row"]) in of
    before = (tmp_path / "topics.csv").read_bytes()
    run(*asked, "--topics", "topics.csv", "--members", "members.csv")
    assert (tmp_path / "topics.csv").read_bytes() == before


@pytest.mark.usefixtures("quick_reader")
def test_hot_goes_on_without_the_times_it_cannot_read(
    run: Run, table: Table, tmp_path: Path
) -> None:
    rows = [(title, text, "某天" if i % 2 else at) for i, (title, text, at) in enumerate(talk())]
    path = table("in.csv", ("主题", "详情", "时间"), rows)
    result = run(
        *("hot", path, "--text", "主题,详情", "--time", "时间"),
        *("--topics", "topics.csv", "--members", "members.csv"),
    )
    assert result.status == 0
    assert f"{len(rows) // 2} 行的时间读不懂" in result.err


def test_forecast_gives_every_series_its_coming_months(
    run: Run, table: Table, tmp_path: Path
) -> None:
    path = table("in.csv", ("时间", "类别"), history())
    result = run(
        *("forecast", path, "--time", "时间", "--series", "类别", "--horizon", 2),
        *("--out", "out.csv", "--backtest"),
    )
    assert result.status == 0
    rows = rows_of(tmp_path / "out.csv")
    assert [(row["series"], row["month"]) for row in rows] == [
        (name, month) for name in sorted("甲乙丙丁") for month in ("2026-01", "2026-02")
    ]
    for row in rows:
        assert float(row["low"]) <= float(row["expected"]) <= float(row["high"])
    january, february = (float(row["expected"]) for row in rows if row["series"] == "乙")
    assert january > february + 10
    assert "scaled_error" in rows[0]
    assert "全部序列" in result.out
    past = rows_of(tmp_path / "out.backtest.csv")
    assert {row["origin"] < row["month"] for row in past} == {True}
    assert {row["baseline"] for row in past} == {"去年同月"}


def test_months_alone_are_times_enough(run: Run, table: Table, tmp_path: Path) -> None:
    rows = [(at[:7], name) for at, name in history()]
    path = table("in.csv", ("月份", "类别"), rows)
    asked = ("forecast", path, "--time", "月份", "--series", "类别", "--out", "out.csv")
    assert run(*asked).status == 0
    assert rows_of(tmp_path / "out.csv")[0]["month"] == "2026-01"


def test_effect_tells_a_fall_and_what_it_was_compared_with(
    run: Run, table: Table, tmp_path: Path
) -> None:
    path = table("in.csv", ("时间", "类别"), history())
    result = run(
        *("effect", path, "--time", "时间", "--series", "类别"),
        *("--treated", "甲", "--start", "2025-07", "--out", "out.json"),
    )
    assert result.status == 0
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert found["verdict"] == "fell"
    assert found["low"] < found["effect_pct"] < found["high"] < 0
    assert set(found["controls"]) <= {"乙", "丙", "丁"}
    assert "下降" in result.out
    assert "只比前后月均" in result.out


def test_the_comparison_is_chosen_before_and_held_to_after(
    run: Run, table: Table, tmp_path: Path
) -> None:
    early = table("early.csv", ("时间", "类别"), [r for r in history() if r[0] < "2025-07"])
    asked = ("--time", "时间", "--series", "类别", "--treated", "甲", "--start", "2025-07")
    assert "到时候与这些比：" in run("effect", early, *asked, "--out", "plan.json").out
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert sorted(plan["controls"]) == sorted("乙丙丁")
    plan["controls"].remove("丁")
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    path = table("in.csv", ("时间", "类别"), history())
    assert run("effect", path, *asked, "--out", "out.json", "--plan", "plan.json").status == 0
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert sorted(found["controls"]) == ["丙", "乙"]
    (tmp_path / "plan.json").write_text('{"controls": ["戊"]}', encoding="utf-8")
    again = run("effect", path, *asked, "--out", "out.json", "--plan", "plan.json")
    assert "定下的对照“戊”不在表里" in again.error
    wrong = run("effect", path, *asked, "--out", "out.json", "--plan", path)
    assert "不是 minsheng effect 写下的结果" in wrong.error


def test_too_short_a_history_is_not_estimable(run: Run, table: Table, tmp_path: Path) -> None:
    rows = [(at, name) for at, name in history() if at < "2023-04"]
    run(
        *("effect", table("in.csv", ("时间", "类别"), rows), "--time", "时间"),
        *("--series", "类别", "--treated", "甲", "--start", "2023-03", "--out", "out.json"),
    )
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (found["verdict"], found["effect_pct"]) == ("not_estimable", None)


@pytest.mark.parametrize(
    ("treated", "start", "words"),
    [("戊", "2025-07", "没有“戊”"), ("甲", "2025-7", "2025-07 的样子"), ("甲", "x", "的样子")],
)
def test_an_unknown_series_or_month_is_said(
    run: Run, table: Table, tmp_path: Path, treated: str, start: str, words: str
) -> None:
    result = run(
        *("effect", table("in.csv", ("时间", "类别"), history()), "--time", "时间"),
        *("--series", "类别", "--treated", treated, "--start", start, "--out", "out.json"),
    )
    assert result.status == 2
    assert words in result.error
    assert not (tmp_path / "out.json").exists()


def test_a_column_without_a_single_time_is_refused(run: Run, table: Table, tmp_path: Path) -> None:
    path = table("in.csv", ("时间", "类别"), [("某天", "甲"), ("哪天", "乙")])
    result = run("forecast", path, "--time", "时间", "--series", "类别", "--out", "out.csv")
    assert result.status == 2
    assert "没有一个能读懂的时间" in result.error
    assert not (tmp_path / "out.csv").exists()
