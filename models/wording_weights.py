"""Learns the weights of `models.wordings` from invented sentences; run, it writes them anew."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from models.lexicon import table
from models.text import normalise
from models.wordings import KINDS, SCALE, Weights, grams

_MIN_SENTENCES = 3
_PENALTY = 0.1


def learn(kinds: Sequence[str], texts: Sequence[str]) -> Weights:
    """Return the weights of a penalised logistic regression over letters; deterministic.

    Letters that occur in fewer than three sentences are left out; "" holds the intercepts.
    Raises ValueError when one of KINDS has no sentence.
    """
    if missing := set(KINDS) - set(kinds):
        raise ValueError(f"没有例句的诉求类型：{'、'.join(sorted(missing))}")
    cut = [grams(normalise(text)) for text in texts]
    counts = Counter(gram for said in cut for gram in said)
    known = sorted(gram for gram, count in counts.items() if count >= _MIN_SENTENCES)
    place = {gram: i for i, gram in enumerate(known)}
    rows = np.zeros((len(cut), len(known)))
    for row, said in zip(rows, cut, strict=True):
        row[[place[gram] for gram in said if gram in place]] = 1.0
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1.0)
    model = LogisticRegression(C=1 / _PENALTY, max_iter=1_000, class_weight="balanced")
    model.fit(rows, [KINDS.index(kind) for kind in kinds])
    learned: Weights = {"": tuple(float(w) for w in model.intercept_)}
    learned |= {gram: tuple(map(float, model.coef_[:, i])) for gram, i in place.items()}
    return learned


def shipped_sentences() -> tuple[list[str], list[str]]:
    """Return the kinds and texts of the invented sentences that the weights were learned from."""
    rows = table("request_sentences")
    return [row["type"] for row in rows], [row["text"] for row in rows]


def digest_of(kinds: Sequence[str], texts: Sequence[str]) -> str:
    """Return a short hash of the sentences, which the shipped weights name in their first line."""
    lines = (f"{kind}\t{text}" for kind, text in zip(kinds, texts, strict=True))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:10]


def as_text(weights: Weights, digest: str) -> str:
    """Return the weights as the text of resources/request_grams.tsv, in hundredths."""
    head = f"# 由 python -m models.wording_weights 学得，不手改；百倍分量；例句指纹 {digest}\n"
    names = "\t".join(("gram", *KINDS))
    lines = (
        "\t".join((gram, *(str(round(w * SCALE)) for w in row)))
        for gram, row in sorted(weights.items())
    )
    return head + "\n".join((names, *lines)) + "\n"


def _write() -> None:
    kinds, texts = shipped_sentences()
    place = Path(str(files("models"))) / "resources" / "request_grams.tsv"
    place.write_text(as_text(learn(kinds, texts), digest_of(kinds, texts)), encoding="utf-8")


if __name__ == "__main__":
    _write()
