from __future__ import annotations

import subprocess
import sys

import numpy as np

from models.topics.features import BlockSpec, fit_features, word_keys
from models.words.documents import Document
from models.words.hashes import Lookup, unit_hashes

WORDS = BlockSpec("words", 1, 2, min_texts=1)
LETTERS = BlockSpec("letters", 2, 2, min_texts=1)


def document(*words: str, title: tuple[str, ...] = ()) -> Document:
    return Document(title, words, "".join(title) + "\n" + "".join(words))


def test_rows_have_the_length_of_the_blocks_weight() -> None:
    texts = [document("停水", "三天"), document("停电", "停水", "停电")]
    matrix = fit_features(texts, (BlockSpec("words", 1, 2, 1, weight=2.0),)).transform(texts)
    assert np.allclose(np.sqrt(matrix.multiply(matrix).sum(axis=1)), 2.0)


def test_runs_do_not_cross_from_one_text_to_the_next() -> None:
    space = fit_features([document("甲", "乙"), document("丙")], (WORDS,))
    assert len(space.blocks[0].keys) == 4


def test_letters_do_not_run_across_marks_and_digits_are_alike() -> None:
    space = fit_features([document("停水，3号")], (LETTERS,))
    assert len(space.blocks[0].keys) == 2
    same = space.transform([document("停水，7号")])
    assert same.nnz == 2


def test_rare_runs_are_left_out_and_unknown_ones_ignored() -> None:
    texts = [document("停水"), document("停水"), document("停电")]
    space = fit_features(texts, (BlockSpec("words", 1, 1, min_texts=2),))
    assert space.width == 1
    assert space.transform([document("停电", "路灯")]).nnz == 0


def test_no_text_and_empty_texts_are_legal() -> None:
    space = fit_features([document("停水")], (WORDS, LETTERS))
    assert space.transform([]).shape == (0, space.width)
    assert space.transform([Document((), (), "")]).nnz == 0


def test_hashes_are_the_same_in_every_process() -> None:
    program = "from models.words.hashes import unit_hashes; print(unit_hashes(['停水'])[0])"
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert int(other.stdout) == int(unit_hashes(["停水"])[0])


def test_word_keys_are_those_of_the_block() -> None:
    block = fit_features([document("停水", "三天")], (WORDS,)).blocks[0]
    assert set(word_keys(WORDS, ["停水", "三天"])) <= set(block.keys)


def test_lookup_finds_every_key_and_nothing_else() -> None:
    chance = np.random.default_rng(0)
    keys = np.unique(chance.integers(0, 2**63, 5000, dtype=np.uint64) << np.uint64(1))
    at, known = Lookup(keys).find(keys)
    assert known.all()
    assert np.array_equal(at, np.arange(len(keys)))
    others = np.concatenate([keys + np.uint64(1), np.array([0, 2**64 - 1], np.uint64)])
    assert not Lookup(keys).find(others)[1].any()
    assert not Lookup(keys[:0]).find(keys)[1].any()


def test_title_and_head_are_parts_of_the_text() -> None:
    texts = [document(*["乙"] * 100, "尾", title=("头",)), document("尾")]
    for source, width in (("title", 1), ("head", 3), ("words", 3)):
        assert fit_features(texts, (BlockSpec(source, 1, 1, min_texts=1),)).width == width
    head = fit_features(texts[:1], (BlockSpec("head", 1, 1, min_texts=1),))
    assert head.transform([document("尾")]).nnz == 0
