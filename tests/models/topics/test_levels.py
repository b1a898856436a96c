from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from models.load import load_reader
from models.places.gazetteer import Gazetteer
from models.reader import Reader
from models.topics.catalogue import TopicCatalogue
from models.topics.classify import TextClassifier
from models.topics.levels import PathClassifier, split_labels
from models.training.train import TrainedReader, train

WHO = ("我们小区", "城南一带", "西关村", "东街", "老厂家属院", "新城片区")
WHEN = ("昨天晚上", "这个月", "从上周开始", "最近", "连续三天", "今天早上")
WHAT = {
    "城乡建设/供水": "停水了自来水公司没人管",
    "城乡建设/物业": "物业公司乱收物业费",
    "教育文体/收费": "学校乱收补课费",
    "教育文体/入学": "孩子小学入学划片不公平",
    "劳动": "老板拖欠工资不给",
}


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        (["建设/供水", "建设/物业", "教育 / 入学"], ("教育", "入学")),
        (["建设>供水", "建设>物业", "教育>入学>小学"], ("教育", "入学", "小学")),
        (["建设、供水", "建设、物业", "教育、入学"], ("教育", "入学")),
        (["供水、供电", "物业", "教育"], ("教育",)),
        (["供水/供电", "道路/桥梁", "教育/体育"], ("教育/体育",)),
        (["建设", "", " 教育 "], ("教育",)),
    ],
)
def test_a_column_of_paths_is_told_from_names_that_hold_a_sign(
    labels: list[str], wanted: tuple[str, ...]
) -> None:
    assert split_labels(labels)[-1] == wanted
    assert len(split_labels(labels)) == len(labels)


def fixed(*labels: str) -> TextClassifier:
    return TextClassifier(labels, (), np.zeros(len(labels), np.float32))


def test_a_lower_label_stays_within_the_upper_one_however_its_chances_are_split() -> None:
    tree = PathClassifier(fixed("甲", "乙"), {"甲": fixed("一", "二", "三")})
    assert tree.labels == ("甲/一", "甲/二", "甲/三", "乙")
    upper, lower = np.array([[0.6, 0.4], [0.3, 0.7]]), np.array([[0.3, 0.4, 0.3], [1.0, 0, 0]])
    chances = tree.joined(upper, {"甲": lower})
    assert np.allclose(chances.sum(axis=1), 1)
    assert [tree.labels[i] for i in tree.best(chances)] == ["甲/二", "乙"]


@pytest.fixture(scope="module")
def trained(small_reader: Reader) -> TrainedReader:
    found = [
        (f"{when}{who}{what}", label)
        for label, what in WHAT.items()
        for who, when in product(WHO, WHEN)
    ]
    texts, labels = zip(*found, strict=True)
    return train(texts, None, labels, reader=small_reader, vectors=False)


def test_each_level_has_its_figures(trained: TrainedReader) -> None:
    upper, lower = trained.report.levels
    assert (upper.rows, upper.labels) == (180, 3)
    assert (lower.rows, lower.labels) == (144, 4)
    assert lower.macro_f1.value > 0.9
    assert upper.accuracy.value >= lower.accuracy.value
    assert any(line.startswith("第 2 级") for line in trained.report.lines())


def test_paths_are_stored_and_read_again(
    trained: TrainedReader, tmp_path: Path, small_catalogue: TopicCatalogue, town: Gazetteer
) -> None:
    trained.save(tmp_path / "reader")
    reader = load_reader(tmp_path / "kept", town, tmp_path / "reader", small_catalogue)
    found = reader.read("东街昨天停水了，自来水公司没人管")
    assert found.label is not None
    assert found.label.path == ("城乡建设", "供水")
    assert found.label.code == "城乡建设/供水"
    assert reader.read("老板拖欠工资").label.path == ("劳动",)  # type: ignore[union-attr]
    assert reader.labels is not None
    assert reader.labels.labels == trained.classifier.labels
