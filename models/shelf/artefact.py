"""Stores a classifier as plain arrays and JSON with a manifest, and refuses what does not match."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from models.shelf.packing import packed, unpacked
from models.topics.classify import TextClassifier
from models.topics.levels import LabelClassifier
from models.topics.vectors import PACKAGE, is_available

FORMAT = 6
MANIFEST, ARRAYS, MODEL = "manifest.json", "arrays.npz", "model.json"


class ArtefactMismatch(ValueError):
    """The stored model cannot be used here; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a stored model is: kind, the hash of what it learned from, its labels and figures."""

    kind: str
    data_hash: str
    labels: tuple[str, ...]
    metrics: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def name(self) -> str:
        """A short name for readings: the kind and the first signs of the hash."""
        return f"{self.kind}-{self.data_hash[:8]}"


@dataclass(frozen=True)
class Stored:
    """What a folder holds: the classifier of words and, for some, one that adds vectors."""

    words: LabelClassifier
    fused: LabelClassifier | None
    manifest: Manifest


def save_classifier(
    folder: Path,
    model: LabelClassifier,
    manifest: Manifest,
    notes: Mapping[str, str] | None = None,
    *,
    fused: LabelClassifier | None = None,
) -> None:
    """Write the model and its manifest as a new folder, whole or not at all.

    `notes` are further text files by name; `fused` is the classifier that adds sentence vectors.
    An older model in the same folder is replaced; any other folder with files in it is refused
    with ArtefactMismatch.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
        raise ArtefactMismatch(f"文件夹 {folder.name} 里有别的文件，请另选一个空文件夹存放模型")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, text in (notes or {}).items():
            (draft / name).write_text(text, encoding="utf-8", newline="")
        _write(draft, model, fused, manifest)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load_stored(folder: Path, *, kind: str | None = None, data_hash: str | None = None) -> Stored:
    """Return the stored classifiers and their manifest.

    Raises ArtefactMismatch when files are missing or changed, the format is another one, shapes
    and labels disagree, or the model is not of the kind or data asked for.
    """
    manifest = load_manifest(folder)
    _compare("格式", manifest.format, FORMAT)
    if kind is not None:
        _compare("类型", manifest.kind, kind)
    if data_hash is not None:
        _compare("数据", manifest.data_hash, data_hash)
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != digest:
            raise ArtefactMismatch(f"模型文件 {name} 缺失或被改动，请重新训练或从备份恢复")
    try:
        words, fused = _read(folder)
    except (KeyError, TypeError, ValueError, OSError, zipfile.BadZipFile) as problem:
        raise ArtefactMismatch("模型文件内容不完整，请重新训练") from problem
    _compare("标签", words.labels, manifest.labels)
    return Stored(words, fused, manifest)


def load_classifier(
    folder: Path, *, kind: str | None = None, data_hash: str | None = None
) -> tuple[TextClassifier, Manifest]:
    """Return a stored classifier of one level and its manifest; raises as `load_stored`."""
    stored = load_stored(folder, kind=kind, data_hash=data_hash)
    if not isinstance(stored.words, TextClassifier):
        raise ArtefactMismatch("这个模型有多级标签，不能当单级的用")
    return stored.words, stored.manifest


def running_versions() -> dict[str, str]:
    """Return the versions of Python and the libraries that made a model."""
    names = ["numpy", "scipy", "scikit-learn", "rjieba", "jieba"]
    names += [PACKAGE] if is_available() else []
    return {"python": sys.version.split()[0]} | {name: version(name) for name in names}


def load_manifest(folder: Path) -> Manifest:
    """Return what a folder says of its model. Raises ArtefactMismatch when it says nothing."""
    path = folder / MANIFEST
    if not path.is_file():
        raise ArtefactMismatch(f"{folder.name} 不是模型文件夹：缺少 {MANIFEST}")
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**(plain | {"labels": tuple(plain["labels"])}))
    except (json.JSONDecodeError, UnicodeDecodeError, TypeError, KeyError) as problem:
        raise ArtefactMismatch(f"{MANIFEST} 无法识别，请重新训练") from problem


def _write(
    draft: Path, words: LabelClassifier, fused: LabelClassifier | None, manifest: Manifest
) -> None:
    arrays, plain = packed(words, fused)
    np.savez(draft / ARRAYS, **arrays)
    _dump(draft / MODEL, plain)
    files = {name: _sha256(draft / name) for name in (ARRAYS, MODEL)}
    versions = dict(manifest.versions) or running_versions()
    _dump(draft / MANIFEST, asdict(manifest) | {"files": files, "versions": versions})


def _read(folder: Path) -> tuple[LabelClassifier, LabelClassifier | None]:
    plain = json.loads((folder / MODEL).read_text(encoding="utf-8"))
    with np.load(folder / ARRAYS, allow_pickle=False) as stored:
        return unpacked({name: stored[name] for name in stored.files}, plain)


def _compare(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise ArtefactMismatch(f"模型的{what}不符：存的是 {found}，需要 {wanted}，请重新训练")


def _dump(path: Path, plain: Mapping[str, Any]) -> None:
    text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
