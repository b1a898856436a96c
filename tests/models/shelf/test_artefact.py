from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.load import load_reader
from models.reader import Reader
from models.shelf.artefact import (
    ARRAYS,
    MANIFEST,
    MODEL,
    ArtefactMismatch,
    Manifest,
    load_classifier,
    save_classifier,
)
from models.topics.catalogue import TopicCatalogue
from models.topics.classify import TextClassifier
from models.words.documents import Document

SAMPLE = [Document((), ("停水", "三天"), "停水三天"), Document((), ("工资",), "工资")]


@pytest.fixture
def stored(small_reader: Reader, tmp_path: Path) -> Path:
    model = small_reader.topics
    save_classifier(tmp_path / "model", model, Manifest("builtin", "abc", model.labels))
    return tmp_path / "model"


def test_a_stored_model_answers_as_before(stored: Path, small_reader: Reader) -> None:
    model, manifest = load_classifier(stored, kind="builtin", data_hash="abc")
    assert np.array_equal(model.probabilities(SAMPLE), small_reader.topics.probabilities(SAMPLE))
    assert model.threshold == small_reader.topics.threshold
    assert set(manifest.files) == {ARRAYS, MODEL}
    assert "numpy" in manifest.versions


@pytest.mark.parametrize(
    ("wanted", "said"), [({"kind": "trained"}, "类型不符"), ({"data_hash": "x"}, "数据不符")]
)
def test_another_kind_or_other_data_is_refused(
    stored: Path, wanted: dict[str, str], said: str
) -> None:
    with pytest.raises(ArtefactMismatch, match=said):
        load_classifier(stored, **wanted)


@pytest.mark.parametrize("name", [ARRAYS, MODEL])
def test_a_changed_or_missing_file_is_refused(stored: Path, name: str) -> None:
    (stored / name).write_bytes((stored / name).read_bytes() + b" ")
    with pytest.raises(ArtefactMismatch, match="缺失或被改动"):
        load_classifier(stored)
    (stored / name).unlink()
    with pytest.raises(ArtefactMismatch, match="缺失或被改动"):
        load_classifier(stored)


@pytest.mark.parametrize(
    ("change", "said"), [({"format": 99}, "格式不符"), ({"labels": ["甲"]}, "标签不符")]
)
def test_a_manifest_that_does_not_fit_is_refused(
    stored: Path, change: dict[str, object], said: str
) -> None:
    path = stored / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change))
    with pytest.raises(ArtefactMismatch, match=said):
        load_classifier(stored)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"labels": []}'])
def test_a_broken_manifest_is_refused(stored: Path, content: str) -> None:
    (stored / MANIFEST).write_text(content)
    with pytest.raises(ArtefactMismatch):
        load_classifier(stored)


def test_a_folder_with_other_things_is_never_overwritten(
    small_reader: Reader, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("keep me")
    model = small_reader.topics
    with pytest.raises(ArtefactMismatch, match="别的文件"):
        save_classifier(tmp_path, model, Manifest("builtin", "abc", model.labels))
    assert (tmp_path / "notes.txt").exists()
    with pytest.raises(ArtefactMismatch, match="不是模型文件夹"):
        load_classifier(tmp_path)


def test_an_older_model_is_replaced_whole(stored: Path, small_reader: Reader) -> None:
    changed: TextClassifier = replace(small_reader.topics, threshold=0.5)
    save_classifier(stored, changed, Manifest("builtin", "def", changed.labels))
    assert load_classifier(stored, data_hash="def")[0].threshold == 0.5
    assert [path.name for path in stored.parent.iterdir()] == ["model"]


def test_a_damaged_cache_is_built_anew(small_catalogue: TopicCatalogue, tmp_path: Path) -> None:
    first = load_reader(tmp_path, catalogue=small_catalogue)
    (kept,) = tmp_path.iterdir()
    (kept / ARRAYS).write_bytes(b"broken")
    again = load_reader(tmp_path, catalogue=small_catalogue)
    assert again.read("停水了") == first.read("停水了")
    assert load_classifier(kept)[1].kind == "builtin"


def test_a_cache_that_cannot_be_written_does_not_stop_reading(
    small_catalogue: TopicCatalogue, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert load_reader(blocked, catalogue=small_catalogue).read("停水了").topic.code == "030101"
