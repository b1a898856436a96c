"""An index that is kept says the same after a restart, and a damaged one says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.similar.files import load_index, save_index
from models.similar.index import SimilarIndex


def an_index(size: int = 600) -> SimilarIndex:
    index = SimilarIndex()
    index.add_new((f"n{i:04d}", ["停水", f"词{i % 40}"], [f"小区{i % 30}"]) for i in range(size))
    return index


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    index = an_index()
    index.remove("n0007")
    index.compact()
    wanted = index.search(["停水", "词7"], ["小区7"])
    save_index(index, tmp_path, "20260310")
    again, mark = load_index(tmp_path)
    assert mark == "20260310"
    assert len(again) == 599
    assert again.search(["停水", "词7"], ["小区7"]) == wanted


def test_a_loaded_index_goes_on_growing_and_shrinking(tmp_path: Path) -> None:
    save_index(an_index(), tmp_path, "a")
    index, _ = load_index(tmp_path)
    index.add("new", ["停水", "词新"], ["小区新"])
    index.remove("n0001")
    assert index.search(["词新"], [])[0].id == "new"
    assert "n0001" not in index
    save_index(index, tmp_path, "b")
    again, mark = load_index(tmp_path)
    assert (len(again), mark) == (600, "b")
    assert [each.name for each in tmp_path.iterdir() if each.is_dir()] != []
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("harm", ["gone", "cut", "words", "other"])
def test_a_damaged_index_is_as_if_there_were_none(tmp_path: Path, harm: str) -> None:
    save_index(an_index(), tmp_path, "a")
    manifest = tmp_path / "index.json"
    part = next(each for each in tmp_path.iterdir() if each.is_dir())
    if harm == "gone":
        (part / "terms.npy").unlink()
    elif harm == "cut":
        whole = (part / "texts.npy").read_bytes()
        (part / "texts.npy").write_bytes(whole[: len(whole) // 2])
    elif harm == "words":
        manifest.write_text("not json")
    else:
        manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 0'))
    index, mark = load_index(tmp_path)
    assert (len(index), mark) == (0, "")


def test_an_empty_index_is_kept_with_its_mark(tmp_path: Path) -> None:
    save_index(SimilarIndex(), tmp_path, "a")
    index, mark = load_index(tmp_path)
    assert (len(index), mark) == (0, "a")
