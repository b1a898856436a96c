"""What one request says, as far as naming its group asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speech:
    """What one request says: title, useful words, small places; its area and topic path."""

    title: str
    words: Sequence[str]
    places: Sequence[str]
    area: str = ""
    path: str = ""
