from __future__ import annotations

from importlib.resources import files

import pytest

from models.signals.requests import request_type
from models.signals.wording_weights import as_text, digest_of, learn, shipped_sentences
from models.signals.wordings import KINDS, wording_scores, wordings_scored

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


@pytest.mark.parametrize(
    ("text", "of", "kind"),
    [
        ("小区门口要是能加几盏灯就更好了", "request", "suggest"),
        ("谢谢师傅帮忙，真好", "request", "praise"),
        ("屋里全是烟，人出不去", "alarm", "119"),
        ("水管爆了，整条街停水", "alarm", "urgent"),
        ("请问周末上班吗", "alarm", "normal"),
    ],
)
def test_a_kind_is_known_by_its_letters(text: str, of: str, kind: str) -> None:
    scores = wording_scores(text, of)
    assert KINDS[of][scores.index(max(scores))] == kind


@pytest.mark.parametrize("of", KINDS)
def test_many_texts_are_scored_as_each_alone(of: str) -> None:
    texts = ["请问 怎么办理", "", "😀", "楼上着火了，\n快来人", "谢谢"]
    alone = [list(wording_scores(text, of)) for text in texts]
    assert wordings_scored(texts, of).tolist() == alone
    assert wordings_scored(texts * 9, of).tolist() == alone * 9
    assert wordings_scored([], of).tolist() == []


def test_unknown_letters_say_nothing() -> None:
    assert wording_scores("") != wording_scores("谢谢")
    assert wording_scores("齉龘") == pytest.approx(wording_scores(""), abs=1.5)


def test_what_is_learned_is_the_same_every_time_and_leaves_rare_letters_out() -> None:
    learned = learn(_FEW)
    assert as_text(learned, "request", "") == as_text(learn(_FEW), "request", "")
    assert "谢" in learned
    assert "师" not in learned


def test_a_kind_without_sentences_is_said() -> None:
    with pytest.raises(ValueError, match="praise"):
        learn([("consult", "怎么办")])


@pytest.mark.parametrize(("of", "fewest"), [("request", 40), ("alarm", 25)])
def test_each_kind_has_sentences_enough_and_none_twice(of: str, fewest: int) -> None:
    sentences = shipped_sentences(of)
    assert len({text for _, text in sentences}) == len(sentences)
    kinds = [kind for kind, _ in sentences]
    assert min(kinds.count(kind) for kind in KINDS[of]) >= fewest


def test_most_shipped_sentences_are_told_right() -> None:
    some = shipped_sentences("request")[::7]
    right = [request_type(text)[0] == kind for kind, text in some]
    assert sum(right) / len(right) > 0.9


@pytest.mark.parametrize("of", ["request", "alarm"])
def test_shipped_weights_were_learned_from_the_shipped_sentences(of: str) -> None:
    weights = files("models").joinpath("resources", f"{of}_grams.tsv").read_text("utf-8")
    assert digest_of(shipped_sentences(of)) in weights.splitlines()[0]
