"""Keeps an index of similar texts in a folder, so that a restart need not read a million texts."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from pathlib import Path

import numpy as np

from models.similar.index import SimilarIndex
from models.similar.postings import Postings

FORMAT = 1
_MANIFEST = "index.json"
_ARRAYS = ("ids", "keys", "starts", "texts", "term_starts", "terms", "is_dropped")


def save_index(index: SimilarIndex, folder: Path, mark: str) -> None:
    """Write the index, whole or not at all; `mark` says what it had taken up.

    What another process has open stays readable. Raises OSError where it cannot be written.
    """
    index.compact()
    folder.mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    part_folder = folder / name
    part_folder.mkdir()
    for part in index.parts:
        for array in _ARRAYS:
            np.save(part_folder / f"{array}.npy", getattr(part, array))
    fresh = folder / f"{name}.json"
    fresh.write_text(json.dumps({"format": FORMAT, "part": name, "mark": mark, "size": len(index)}))
    os.replace(fresh, folder / _MANIFEST)
    for old in folder.iterdir():
        if old.is_dir() and old.name != name:
            shutil.rmtree(old, ignore_errors=True)


def load_index(folder: Path) -> tuple[SimilarIndex, str]:
    """Return the kept index and its mark; an empty one and "" where none can be read.

    The arrays stay in their files and are read as they are needed.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text())
        if manifest["format"] != FORMAT:
            return SimilarIndex(), ""
        if not manifest["size"]:
            return SimilarIndex(), str(manifest["mark"])
        part = _opened(folder / manifest["part"])
    except (OSError, ValueError, KeyError, TypeError):
        return SimilarIndex(), ""  # the tickets are the truth; the index is built anew from them
    if len(part) != manifest["size"]:
        return SimilarIndex(), ""
    return SimilarIndex([part]), str(manifest["mark"])


def _opened(folder: Path) -> Postings:
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
    dropped = np.array(arrays.pop("is_dropped"))
    return Postings(**arrays, is_dropped=dropped)
