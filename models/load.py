"""Puts a Reader together from the catalogue, a city's places and what was trained before."""

from __future__ import annotations

import hashlib
import logging
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from models.places.gazetteer import Gazetteer
from models.reader import Reader
from models.shelf.artefact import (
    ArtefactMismatch,
    Manifest,
    Stored,
    load_classifier,
    load_manifest,
    load_stored,
    save_classifier,
)
from models.shelf.corrections import KIND, corrected
from models.topics.builtin import build_builtin, catalogue_segmenter
from models.topics.catalogue import TopicCatalogue, load_catalogue
from models.topics.classify import TextClassifier
from models.topics.families import families
from models.topics.levels import LabelClassifier, PathClassifier
from models.topics.vectors import PACKAGE, is_available
from models.topics.views import View
from models.words.segment import Segmenter

LABELS = "labels"
"""Inside the folder of corrections: the trained reader whose labels go on being read."""
BUILD = 11
"""Raise this when the way of building changes, so that kept classifiers are built anew."""

_KEPT = 4
"""So many classifiers stay in a cache: what is in use, drafts of it and what was before."""

_log = logging.getLogger("models")


def load_reader(
    cache_dir: Path,
    gazetteer: Gazetteer | None = None,
    trained_dir: Path | None = None,
    catalogue: TopicCatalogue | None = None,
) -> Reader:
    """Return a ready Reader.

    The built-in classifier is built from the catalogue when `cache_dir` does not hold it yet
    (some seconds) and kept there. With `trained_dir` the Reader also gives the city's own labels,
    or heeds the corrections that are stored there.
    Raises ArtefactMismatch when the trained reader cannot be used.
    """
    topics, places = catalogue or load_catalogue(), gazetteer or Gazetteer()
    cut = catalogue_segmenter(topics)
    builtin, manifest = _builtin(cache_dir, topics, cut)
    own = _Own() if trained_dir is None else _own(trained_dir, builtin)
    if places.entries:
        cut = catalogue_segmenter(topics, tuple(places.names))
    return Reader(
        catalogue=topics,
        gazetteer=places,
        segmenter=cut,
        topics=own.topics or builtin,
        version=f"{own.name}{manifest.name}",
        labels=own.labels,
        uncorrected=builtin,
    )


@dataclass(frozen=True)
class _Own:
    """What a city's own reader adds to the built-in one."""

    topics: TextClassifier | None = None
    labels: LabelClassifier | None = None
    name: str = ""


def _own(folder: Path, builtin: TextClassifier) -> _Own:
    """The city's labels, or the corrections of people with the labels that they stand beside."""
    if load_manifest(folder).kind != KIND:
        trained = load_stored(folder, kind="trained")
        return _Own(None, _sharing(usable(trained), builtin), f"{trained.manifest.name}+")
    stored, beside = load_stored(folder, kind=KIND), folder / LABELS
    labels = _own(beside, builtin).labels if beside.is_dir() else None
    if not isinstance(stored.words, TextClassifier):
        raise ArtefactMismatch("更正的内容不完整，请重新学习")
    return _Own(corrected(builtin, stored.words), labels, f"{stored.manifest.name}+")


def usable(trained: Stored) -> LabelClassifier:
    """Return the better classifier, or that of words where the sentence vectors are missing."""
    if trained.fused is None or is_available():
        return trained.fused or trained.words
    _log.warning(
        "读件模型 %s 训练时用了句向量，这里没有安装（pip install %s），先只用词来读",
        trained.manifest.name,
        PACKAGE,
    )
    return trained.words


def _sharing(trained: LabelClassifier, builtin: TextClassifier) -> LabelClassifier:
    """Return the trained classifier with the built-in one's space where it counts the same.

    A batch of texts is then counted once for both.
    """
    if isinstance(trained, PathClassifier):
        below = {name: _sharing(each, builtin) for name, each in trained.below.items()}
        return replace(trained, top=_sharing(trained.top, builtin), below=below)
    if not isinstance(trained, TextClassifier):
        return trained
    spaces = {view.space.digest: view.space for view in builtin.views if isinstance(view, View)}
    views = [
        replace(v, space=spaces.get(v.space.digest, v.space)) if isinstance(v, View) else v
        for v in trained.views
    ]
    return replace(trained, views=tuple(views))


def _builtin(
    cache_dir: Path, topics: TopicCatalogue, cut: Segmenter
) -> tuple[TextClassifier, Manifest]:
    content = repr((BUILD, topics.digest, cut.words, list(families().values())))
    digest = hashlib.sha256(content.encode()).hexdigest()
    folder = cache_dir / f"builtin-{digest[:16]}"
    try:
        return load_classifier(folder, kind="builtin", data_hash=digest)
    except ArtefactMismatch:
        model = build_builtin(topics, cut)
    manifest = Manifest("builtin", digest, model.labels, thresholds={"certain": model.threshold})
    try:
        save_classifier(folder, model, manifest)
    except OSError:
        # Another process may have kept the same model meanwhile, or the folder is read-only;
        # this process has what it needs.
        return model, manifest
    _forget_old(cache_dir)
    return model, manifest


def _forget_old(cache_dir: Path) -> None:
    """Remove all but the newest classifiers; whoever has loaded one needs its files no more."""
    with suppress(OSError):
        folders = sorted(cache_dir.glob("builtin-*"), key=lambda f: f.stat().st_mtime)
        for folder in folders[:-_KEPT]:
            shutil.rmtree(folder, ignore_errors=True)
