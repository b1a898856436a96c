from __future__ import annotations

from importlib.resources import files

import pytest

from models.requests import request_type
from models.wording_weights import as_text, digest_of, learn, shipped_sentences
from models.wordings import KINDS, wording_scores

_FEW = [
    (kind, text)
    for kind, texts in {
        "consult": "怎么办证|证怎么办|办证怎么办",
        "help": "请派人修灯|请修修灯|修灯请派人",
        "complaint": "他们乱收费|又乱收费|乱收费没人管",
        "report": "有人赌博|他赌博|赌博的人",
        "suggest": "最好加个站|加个站最好|加站最好",
        "praise": "谢谢你们|谢谢师傅|真谢谢",
        "other": "喂喂|喂喂喂|喂",
    }.items()
    for text in texts.split("|")
]


def test_a_kind_is_known_by_its_letters() -> None:
    scores = wording_scores("小区门口要是能加几盏灯就更好了")
    assert KINDS[scores.index(max(scores))] == "suggest"


def test_unknown_letters_say_nothing() -> None:
    assert wording_scores("齉龘") == pytest.approx(wording_scores(""), abs=1.5)


def test_what_is_learned_is_the_same_every_time_and_leaves_rare_letters_out() -> None:
    kinds, texts = zip(*_FEW, strict=True)
    learned = learn(kinds, texts)
    assert as_text(learned, "") == as_text(learn(kinds, texts), "")
    assert "谢" in learned
    assert "师" not in learned


def test_a_kind_without_sentences_is_said() -> None:
    with pytest.raises(ValueError, match="praise"):
        learn(["consult"], ["怎么办"])


def test_each_kind_has_sentences_enough_and_none_twice() -> None:
    kinds, texts = shipped_sentences()
    assert len(set(texts)) == len(texts)
    assert min(kinds.count(kind) for kind in KINDS if kind != "other") >= 60


def test_most_shipped_sentences_are_told_right() -> None:
    kinds, texts = shipped_sentences()
    right = [
        request_type(text)[0] == kind for kind, text in zip(kinds[::7], texts[::7], strict=True)
    ]
    assert sum(right) / len(right) > 0.9


def test_shipped_weights_were_learned_from_the_shipped_sentences() -> None:
    weights = files("models").joinpath("resources", "request_grams.tsv").read_text("utf-8")
    assert digest_of(*shipped_sentences()) in weights.splitlines()[0]
