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
from scipy import sparse

from models.classify import TextClassifier, View
from models.features import Block, BlockSpec, FeatureSpace

FORMAT = 5
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


def save_classifier(
    folder: Path,
    model: TextClassifier,
    manifest: Manifest,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write the model and its manifest as a new folder, whole or not at all.

    `notes` are further text files by name. An older model in the same folder is replaced; any
    other folder with files in it is refused with ArtefactMismatch.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
        raise ArtefactMismatch(f"文件夹 {folder.name} 里有别的文件，请另选一个空文件夹存放模型")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, text in (notes or {}).items():
            (draft / name).write_text(text, encoding="utf-8")
        _write(draft, model, manifest)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load_classifier(
    folder: Path, *, kind: str | None = None, data_hash: str | None = None
) -> tuple[TextClassifier, Manifest]:
    """Return the stored model and its manifest.

    Raises ArtefactMismatch when files are missing or changed, the format is another one, shapes
    and labels disagree, or the model is not of the kind or data asked for.
    """
    manifest = _manifest(folder)
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
        model = _read(folder)
    except (KeyError, TypeError, ValueError, OSError, zipfile.BadZipFile) as problem:
        raise ArtefactMismatch("模型文件内容不完整，请重新训练") from problem
    _compare("标签", model.labels, manifest.labels)
    return model, manifest


def running_versions() -> dict[str, str]:
    """Return the versions of Python and the libraries that made a model."""
    names = ("numpy", "scipy", "scikit-learn", "rjieba", "jieba")
    return {"python": sys.version.split()[0]} | {name: version(name) for name in names}


def _write(draft: Path, model: TextClassifier, manifest: Manifest) -> None:
    spaces = {view.space.digest: view.space for view in model.views}
    numbers = {digest: i for i, digest in enumerate(spaces)}
    arrays: dict[str, Any] = {"bias": model.bias}
    for i, space in enumerate(spaces.values()):
        for j, block in enumerate(space.blocks):
            arrays[f"space{i}.keys{j}"], arrays[f"space{i}.idf{j}"] = block.keys, block.idf
    for i, view in enumerate(model.views):
        arrays |= {f"view{i}.{name}": array for name, array in _arrays(view).items()}
    np.savez(draft / ARRAYS, **arrays)
    plain = {
        "labels": model.labels,
        "spaces": [
            {"blocks": [asdict(b.spec) for b in space.blocks], "emphasis": space.emphasis}
            for space in spaces.values()
        ],
        "views": [numbers[view.space.digest] for view in model.views],
        "sharpness": model.sharpness,
        "threshold": model.threshold,
        "odds": model.odds,
    }
    _dump(draft / MODEL, plain)
    files = {name: _sha256(draft / name) for name in (ARRAYS, MODEL)}
    versions = dict(manifest.versions) or running_versions()
    _dump(draft / MANIFEST, asdict(manifest) | {"files": files, "versions": versions})


def _arrays(view: View) -> dict[str, Any]:
    found: dict[str, Any] = {"slope": view.slope}
    if sparse.issparse(view.weights):
        csr = view.weights.tocsr()
        found |= {"data": csr.data, "indices": csr.indices, "indptr": csr.indptr}
    else:
        found["dense"] = view.weights
    if view.spread is not None:
        found["spread"] = view.spread
    return found


def _read(folder: Path) -> TextClassifier:
    plain = json.loads((folder / MODEL).read_text(encoding="utf-8"))
    labels = tuple(plain["labels"])
    with np.load(folder / ARRAYS, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    if len(arrays["bias"]) != len(labels):
        raise ValueError("bias and labels disagree")
    spaces = [_space(each, arrays, f"space{i}.") for i, each in enumerate(plain["spaces"])]
    views = tuple(
        _view(spaces[number], arrays, f"view{i}.", len(labels))
        for i, number in enumerate(plain["views"])
    )
    sharpness, threshold, (slope, shift) = (plain[n] for n in ("sharpness", "threshold", "odds"))
    return TextClassifier(labels, views, arrays["bias"], sharpness, threshold, (slope, shift))


def _space(plain: dict[str, Any], arrays: dict[str, Any], own: str) -> FeatureSpace:
    blocks = tuple(
        Block(BlockSpec(**spec), arrays[f"{own}keys{j}"], arrays[f"{own}idf{j}"])
        for j, spec in enumerate(plain["blocks"])
    )
    return FeatureSpace(blocks, tuple((part, weight) for part, weight in plain["emphasis"]))


def _view(space: FeatureSpace, arrays: dict[str, Any], own: str, labels: int) -> View:
    spread = arrays.get(f"{own}spread")
    shape = (space.width, labels if spread is None else len(spread))
    weights: Any
    if f"{own}dense" in arrays:
        weights = arrays[f"{own}dense"].reshape(shape)
    else:
        parts = tuple(arrays[own + name] for name in ("data", "indices", "indptr"))
        weights = sparse.csr_matrix(parts, shape=shape)
    return View(space, weights, arrays[f"{own}slope"], spread)


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    if not path.is_file():
        raise ArtefactMismatch(f"{folder.name} 不是模型文件夹：缺少 {MANIFEST}")
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**(plain | {"labels": tuple(plain["labels"])}))
    except (json.JSONDecodeError, UnicodeDecodeError, TypeError, KeyError) as problem:
        raise ArtefactMismatch(f"{MANIFEST} 无法识别，请重新训练") from problem


def _compare(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise ArtefactMismatch(f"模型的{what}不符：存的是 {found}，需要 {wanted}，请重新训练")


def _dump(path: Path, plain: Mapping[str, Any]) -> None:
    text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
