from __future__ import annotations

from itertools import product

from models.reader import Reader
from models.trials.labels import measure_labels

WHO, WHEN = ("我们小区", "西关村", "东街"), ("昨天", "最近", "这个月", "一直")
WHAT = {"供水": ("停水了", "水压低", "水发黄"), "工资": ("拖欠工资", "要不到工钱", "公司欠薪")}


def test_every_claim_has_its_figure_and_goal(small_reader: Reader) -> None:
    rows = [
        (f"{when}{who}{what}", label)
        for label, whats in WHAT.items()
        for who, when, what in product(WHO, WHEN, whats)
    ]
    texts, labels = zip(*rows, strict=True)
    found = {
        each.name: each
        for each in measure_labels(texts, None, labels, reader=small_reader, vectors=False)
    }
    assert found["宏平均 F1"].goal == 0.93
    assert found["宏平均 F1"].rows == len(rows)
    assert found["校准误差"].lower_is_better
    for target in ("5%", "2%"):
        covered, error = (
            found[f"错误率 {target} 时的自动判定率"],
            found[f"承诺 {target} 时的实际错误率"],
        )
        assert covered.figure.low <= covered.figure.value <= covered.figure.high
        assert error.rows == round(covered.figure.value * len(rows))
