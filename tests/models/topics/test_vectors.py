from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import load
from models.load import load_reader
from models.reader import Reader
from models.topics import vectors
from models.topics.catalogue import TopicCatalogue
from models.topics.vectors import WIDTH, Encoder, encoder, is_available
from models.training.train import train

FOOD = (
    *("米饭", "面条", "馒头", "水饺", "火锅", "烧烤", "豆浆", "油饼"),
    *("牛肉", "青菜", "鸡蛋", "鱼丸", "辣椒", "早点", "奶茶", "厨师"),
)
RIDES = (
    *("公交", "地铁", "轮渡", "出租", "高架", "红绿灯", "斑马线", "堵车"),
    *("驾照", "司机", "巴士", "隧道", "匝道", "网约", "摩托", "航班"),
)

needs_extra = pytest.mark.skipif(not is_available(), reason="the extra “vectors” is not installed")


def fake(seen: list[str]) -> Encoder:
    def encode(texts: list[str]) -> np.ndarray:
        seen.extend(texts)
        return np.array([np.full(WIDTH, len(text)) for text in texts])

    return Encoder(encode)


def test_each_text_is_worked_out_once_in_whatever_order() -> None:
    seen: list[str] = []
    made = fake(seen)
    first = made.vectors(["停水三天", "停水", "停水三天"])
    assert first[:, 0].tolist() == [4, 2, 4]
    assert made.vectors(["停水"])[0, 0] == 2
    assert sorted(seen) == ["停水", "停水三天"]


def test_what_an_encoder_stumbles_over_is_taken_away() -> None:
    seen: list[str] = []
    found = fake(seen).vectors(["停\x00水\ud800", "", " \n", "水" * 9_000])
    assert seen[0] == "停水"
    assert len(seen) == 2
    assert not found[1].any()
    assert not found[2].any()
    assert found[3, 0] < 1_000


@needs_extra
def test_the_same_matter_in_other_words_is_nearer_than_another_matter() -> None:
    own, reworded, other = encoder().vectors(["家里没有自来水用", "小区停水了", "孩子上学难"])
    assert own @ reworded > own @ other
    assert np.allclose(np.linalg.norm([own, other], axis=1), 1, atol=1e-3)


@needs_extra
def test_a_reader_with_vectors_reads_on_with_words_where_they_are_missing(
    small_reader: Reader,
    small_catalogue: TopicCatalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Words and letters that do not come again say nothing: the vectors have to carry it."""
    trained = train(
        [*FOOD, *RIDES], None, ["吃"] * len(FOOD) + ["行"] * len(RIDES), reader=small_reader
    )
    assert trained.manifest.settings["vectors"] is True
    assert trained.report.without_vectors is not None
    assert trained.report.macro_f1.value > trained.report.without_vectors.value
    assert any("句向量" in line for line in trained.report.lines())
    trained.save(tmp_path / "reader")
    whole = load_reader(tmp_path / "kept", None, tmp_path / "reader", small_catalogue)
    assert whole.read("晚餐").label.code == "吃"  # type: ignore[union-attr]
    monkeypatch.setattr(load, "is_available", lambda: False)
    with caplog.at_level(logging.WARNING):
        poorer = load_reader(tmp_path / "kept", None, tmp_path / "reader", small_catalogue)
    assert "先只用词来读" in caplog.text
    assert poorer.labels == replace(whole, labels=poorer.labels).labels
    assert poorer.read("晚餐").label is not None
    assert vectors.PACKAGE in caplog.text
