from __future__ import annotations

from pathlib import Path

import pytest

from models.trials.request_types import measure, outcomes


def test_figures_of_a_half_name_every_marked_kind() -> None:
    pairs = [("help", "help"), ("help", "complaint"), ("consult", "consult")]
    found = {outcome.name: outcome for outcome in outcomes(pairs, "留出的一半", "held")}
    assert found["诉求类型正确率（留出的一半）"].figure.value == pytest.approx(2 / 3)
    assert found["诉求类型“求助”召回率（留出的一半）"].figure.value == 0.5
    assert found["诉求类型宏平均 F1（留出的一半）"].is_reached is False
    assert not any("投诉" in name for name in found)


def test_files_that_were_not_marked_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "complaints_one_year.csv"
    other.write_text("留言主题,留言详情\n路灯,路灯坏了\n", encoding="utf-8")
    with pytest.raises(ValueError, match="没有一行与手工标注相符"):
        measure(tmp_path)
