"""Trained readers so small that they are written down instead of trained."""

from pathlib import Path

import numpy as np

from models.shelf.artefact import Manifest, save_classifier
from models.topics.classify import TextClassifier
from models.topics.features import BlockSpec, fit_features
from models.topics.views import View
from models.training.compare import SEEN, mark
from models.words.documents import Document

WATER, PAY = ("停水", "水压", "水管"), ("工资", "欠薪", "劳动")
LABELS = ("供水", "劳动")


def tiny_reader(
    folder: Path, name: str, *, is_right: bool = True, seen: tuple[str, ...] = ()
) -> str:
    """Store a reader that knows six words, or mistakes them; return the name it goes by."""
    documents = [Document((), (word,), word) for word in (*WATER, *PAY)]
    space = fit_features(documents, (BlockSpec("words", 1, 1, min_texts=1),))
    truth = np.repeat([0, 1] if is_right else [1, 0], 3)
    weights = space.transform(documents).T @ np.eye(2, dtype=np.float32)[truth]
    view = View(space, np.asarray(weights, np.float32), np.zeros(2, np.float32))
    model = TextClassifier(LABELS, (view,), np.zeros(2, np.float32), 3.0, 0.5)
    metrics = {"macro_f1": 0.9, "coverage": 0.8, "target_error": 0.05}
    manifest = Manifest("trained", name * 8, LABELS, metrics)
    save_classifier(folder, model, manifest, {SEEN: "\n".join(map(mark, seen))})
    return manifest.name


def labelled(count: int = 40) -> tuple[list[str], list[str]]:
    """Different texts with the labels that a right reader gives them."""
    pairs = [
        (f"{word}第{n}次", LABELS[word in PAY]) for n in range(count) for word in (*WATER, *PAY)
    ]
    return [text for text, _ in pairs][:count], [label for _, label in pairs][:count]
