from datetime import date
from pathlib import Path

import pytest

from models.reader import Reader
from service.bench.careless import IMPLIES, Score, draw_habits
from service.cli import patterns as commands
from service.cli.entry import execute
from service.demo.city import load_city
from service.demo.script import write_script


def test_patterns_ask_for_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["patterns"]) == 2
    assert "--reply" in capsys.readouterr().err


def test_a_group_of_rows_that_say_the_same_is_told_once() -> None:
    def line(row: int, others: str) -> dict[str, object]:
        return {"row": row, "pattern": "same_reply", "other_rows": others}

    lines = [line(2, "3、4"), line(3, "2、4"), line(4, "2、3"), line(7, "8")]
    assert [each["row"] for each in commands._once(lines)] == [2, 7]


def test_careless_units_are_drawn_by_the_seed_and_shape_their_own_tickets_only() -> None:
    city = load_city()
    habits = draw_habits(7, city)
    assert habits == draw_habits(7, city) != draw_habits(8, city)
    assert {habit.kind for habit in habits} == set(IMPLIES)
    script = write_script(7, 1, 400, date(2025, 12, 31), habits)
    careless = {habit.unit: habit.kind for habit in habits}
    shaped = [i.fate for i in script.incidents if i.fate.habit]
    assert shaped
    assert all(careless[fate.units[-1]] == fate.habit for fate in shaped)


def test_scores_of_several_cities_add_up() -> None:
    score = Score(2, 1, 3, 3, [(0.9, True)])
    score.add(Score(1, 1, 1, 0, [(0.8, False)]))
    assert (score.raised, score.right, score.known, score.found) == (3, 2, 4, 3)
    assert score.by_confidence == [(0.9, True), (0.8, False)]


def test_the_strongest_are_told_by_row_and_written_without_texts(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    reader: Reader,
) -> None:
    monkeypatch.setattr(commands, "open_reader", lambda _: reader)
    file, out = tmp_path / "told.csv", tmp_path / "out.csv"
    empty = "您好，您的来信已经收到，我们会认真研究并加强有关方面的工作。"
    rows = ["路灯不亮了三天", "孩子上学没有学位", "小区电梯老是停"]
    lines = [
        "内容,答复",
        *(f"{row},{empty}" for row in rows),
        "井盖丢了,已更换井盖1个，5月2日完工。",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = ["patterns", str(file), "--text", "内容", "--reply", "答复", "--out", str(out)]
    assert execute(told) == 0
    said = capsys.readouterr().out
    assert "4 行，有答复的 4 行" in said
    assert "第 1 行 雷同答复" in said
    written = out.read_text(encoding="utf-8-sig")
    assert "same_reply" in written
    assert "井盖" not in written
