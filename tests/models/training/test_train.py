from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from models.load import load_reader
from models.places.gazetteer import Gazetteer
from models.reader import Reader
from models.shelf.artefact import load_classifier
from models.topics.catalogue import TopicCatalogue
from models.training.history import MIN_PER_LABEL, CannotTrain
from models.training.train import TrainedReader, train

WHO = ("我们小区", "城南一带", "西关村", "东街", "老厂家属院", "新城片区")
WHEN = ("昨天晚上", "这个月", "从上周开始", "最近", "连续三天")
WHAT = {
    "供水": ("停水了没人管", "自来水发黄有异味", "水压太低洗不了澡"),
    "工资": ("老板拖欠工资不给", "干完活要不到工钱", "公司欠薪两个月"),
    "教育": ("学校乱收补课费", "孩子入学划片不公平", "幼儿园学费涨价"),
}


def history() -> tuple[list[str], list[str]]:
    found = [
        (f"{when}{who}{what}", label)
        for label, whats in WHAT.items()
        for who, when, what in product(WHO, WHEN, whats)
    ]
    return [text for text, _ in found], [label for _, label in found]


@pytest.fixture(scope="module")
def trained(small_reader: Reader) -> TrainedReader:
    texts, labels = history()
    return train(texts, None, labels, reader=small_reader, vectors=False)


def test_figures_are_good_on_an_easy_history(trained: TrainedReader) -> None:
    report = trained.report
    assert report.macro_f1.value > 0.9
    assert report.macro_f1.low <= report.macro_f1.value <= report.macro_f1.high
    assert report.promise.is_kept
    assert report.promise.coverage > 0.5
    assert [promise.target_error for promise in report.promises] == [0.05, 0.02]
    assert [figures.label for figures in report.per_label] == ["供水", "工资", "教育"]


def test_training_twice_gives_the_same(trained: TrainedReader, small_reader: Reader) -> None:
    texts, labels = history()
    assert train(texts, None, labels, reader=small_reader, vectors=False).report == trained.report


def test_it_is_stored_and_gives_the_citys_label(
    trained: TrainedReader, tmp_path: Path, small_catalogue: TopicCatalogue, town: Gazetteer
) -> None:
    trained.save(tmp_path / "reader")
    reader = load_reader(tmp_path / "kept", town, tmp_path / "reader", small_catalogue)
    found = reader.read("东街这个月一直停水，自来水公司没人管")
    assert found.label is not None
    assert found.label.code == "供水"
    assert found.model_version.startswith("trained-")
    stored = json.loads((tmp_path / "reader" / "report.json").read_text(encoding="utf-8"))
    assert stored["used"] == len(history()[0])
    _, manifest = load_classifier(tmp_path / "reader", kind="trained")
    assert manifest.metrics["macro_f1"] == round(trained.report.macro_f1.value, 4)


def test_a_reading_of_one_text_does_not_depend_on_its_neighbours(
    trained: TrainedReader, small_reader: Reader
) -> None:
    texts = ["东街停水", "老板欠薪", "学校收补课费"]
    reader = replace(small_reader, labels=trained.classifier)
    assert reader.read_many(texts) == [reader.read(text) for text in texts]


def test_the_report_reads_in_plain_chinese(trained: TrainedReader) -> None:
    text = "\n".join(trained.report.lines())
    assert "宏平均 F1" in text
    assert "校准误差" in text
    assert "供水" in text


def test_a_wrong_label_is_doubted_and_a_conflict_is_named(small_reader: Reader) -> None:
    texts, labels = history()
    wrong = labels.index("供水")
    labels[wrong] = "工资"
    report = train(
        [*texts, texts[-1]], None, [*labels, "供水"], reader=small_reader, vectors=False
    ).report
    doubts = {doubt.row: doubt.likelier for doubt in report.doubts}
    assert doubts.get(wrong) == "供水"
    assert any(conflict.labels == ("供水", "教育") for conflict in report.conflicts)


def test_empty_rows_and_rare_labels_are_left_out_and_said(small_reader: Reader) -> None:
    texts, labels = history()
    report = train(
        [*texts, "", "门口有人吵架"],
        None,
        [*labels, "供水", "治安"],
        reader=small_reader,
        vectors=False,
    ).report
    assert report.left_out == {"": 1, "治安": 1}
    assert (report.rows, report.used) == (len(texts) + 2, len(texts))
    assert any("治安 1 行" in line for line in report.lines())


@pytest.mark.parametrize(
    ("texts", "labels", "said"),
    [
        (["停水了"] * 50, ["供水"] * 50, "只有 1 个标签"),
        (["停水了", "欠薪"] * MIN_PER_LABEL, ["供水", "工资"] * MIN_PER_LABEL, "只有 10 行"),
        ([], [], "只有 0 个标签"),
    ],
)
def test_too_little_to_learn_from_is_refused(
    texts: list[str], labels: list[str], said: str, small_reader: Reader
) -> None:
    with pytest.raises(CannotTrain, match=said):
        train(texts, None, labels, reader=small_reader, vectors=False)


def test_repeats_do_not_flatter_the_figures(small_reader: Reader) -> None:
    """Each text stands there ten times with a label that means nothing."""
    texts = [f"{when}{who}{what}" for what in WHAT["供水"] for who in WHO for when in WHEN] * 5
    labels = ["甲" if hash_of(text) else "乙" for text in texts]
    assert (
        train(texts, None, labels, reader=small_reader, vectors=False).report.accuracy.value < 0.75
    )


def hash_of(text: str) -> bool:
    return sum(map(ord, text)) % 7 < 4
