"""Learns the weights of `signals.wordings` from invented sentences; run, it writes them anew."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from models.signals.wordings import KINDS, SCALE, Weights, grams
from models.words.lexicon import table
from models.words.text import normalise

_FEWEST = {"request": 3, "alarm": 2}
_PENALTY = 0.1

Sentences = Sequence[tuple[str, str]]
"""Pairs of a kind and a text."""


def learn(sentences: Sentences, of: str = "request") -> Weights:
    """Return the weights of a penalised logistic regression over letters; deterministic.

    Letters that occur in too few sentences are left out. Raises ValueError when one of KINDS[of]
    has no sentence.
    """
    kinds = KINDS[of]
    if missing := set(kinds) - {kind for kind, _ in sentences}:
        raise ValueError(f"没有例句的种类：{'、'.join(sorted(missing))}")
    cut = [grams(normalise(text)) for _, text in sentences]
    counts = Counter(gram for said in cut for gram in said)
    known = sorted(gram for gram, count in counts.items() if count >= _FEWEST[of])
    place = {gram: i for i, gram in enumerate(known)}
    rows = np.zeros((len(cut), len(known)))
    for row, said in zip(rows, cut, strict=True):
        row[[place[gram] for gram in said if gram in place]] = 1.0
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1.0)
    model = LogisticRegression(C=1 / _PENALTY, max_iter=2_000, class_weight="balanced")
    model.fit(rows, [kinds.index(kind) for kind, _ in sentences])
    learned: Weights = {"": tuple(float(w) for w in model.intercept_)}
    learned |= {gram: tuple(map(float, model.coef_[:, i])) for gram, i in place.items()}
    return learned


def shipped_sentences(of: str) -> list[tuple[str, str]]:
    """Return the invented sentences that the shipped weights were learned from.

    For alarms these are their own, all requests as sentences without alarm, and the developing
    half of the emergencies marked by hand; never the half held out.
    """
    requests = table("request_sentences")
    if of == "request":
        return [(row["type"], row["text"]) for row in requests]
    own = [(row["level"], row["text"]) for row in table("alarm_sentences")]
    return own + _developing() + [("normal", row["text"]) for row in requests]


def digest_of(sentences: Sentences) -> str:
    """Return a short hash of the sentences, which the shipped weights name in their first line."""
    return hashlib.sha256("\n".join(map("\t".join, sentences)).encode()).hexdigest()[:10]


def as_text(weights: Weights, of: str, digest: str) -> str:
    """Return the weights as the text of resources/OF_grams.tsv, in hundredths."""
    head = (
        f"# 由 python -m models.signals.wording_weights 学得，不手改；百倍分量；例句指纹 {digest}\n"
    )
    names = "\t".join(("gram", *KINDS[of]))
    lines = (
        "\t".join((gram, *(str(round(w * SCALE)) for w in row)))
        for gram, row in sorted(weights.items())
    )
    return head + "\n".join((names, *lines)) + "\n"


def _developing() -> list[tuple[str, str]]:
    place = files("models").joinpath("resources", "marks", "emergencies.csv")
    rows = csv.DictReader(place.read_text(encoding="utf-8").splitlines())
    return [
        (row["divert"].split("|")[0] or row["urgency"], row["text"])
        for row in rows
        if row["part"] == "develop"
    ]


def _write() -> None:
    for of in KINDS:
        sentences = shipped_sentences(of)
        place = Path(str(files("models"))) / "resources" / f"{of}_grams.tsv"
        text = as_text(learn(sentences, of), of, digest_of(sentences))
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()
