from __future__ import annotations

from pathlib import Path

from models.reader import Reader
from models.trials.cold_start import measure, told_classes


def test_the_class_told_is_the_one_most_chances_go_to(small_reader: Reader) -> None:
    rows = [("家里停水了，什么时候来水", "停水", "城乡建设"), ("老板拖欠工资不给", "欠薪", "其他")]
    told = list(told_classes(small_reader, rows))
    assert [(given, said) for _, given, said in told] == [
        ("城乡建设", "城乡建设"),
        ("其他", "劳动和社会保障"),
    ]


def test_repeats_of_a_text_count_once(small_reader: Reader, tmp_path: Path) -> None:
    lines = [
        "留言主题,留言详情,一级标签",
        *["停水,家里停水了,城乡建设"] * 3,
        "欠薪,拖欠工资,城乡建设",
    ]
    (tmp_path / "complaints_labelled.csv").write_text("\n".join(lines), encoding="utf-8")
    assert sum(outcome.rows for outcome in measure(tmp_path, small_reader)) == 2
