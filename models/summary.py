"""Says a text in one line a dispatcher can take in at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.lexicon import pattern
from models.privacy import mask
from models.text import sentences

MAX_SUMMARY = 60


def summary(text: str, title: str, evidence: Sequence[str], places: Sequence[str]) -> str:
    """Return one line of at most 60 characters without personal data, "" for an empty text.

    Takes the title when it says enough, otherwise the sentence that holds most of the words
    and places that decided the topic; the earlier sentence wins a tie.
    """
    heading = _bare(title)
    if len(heading) >= 8:
        return _line(heading)
    candidates = [bare for s in sentences(text) if len(bare := _bare(s)) >= 4]
    if not candidates:
        return _line(heading or text)
    marks = (*evidence, *places)
    best = max(
        candidates[:12], key=lambda s: sum(mark in s for mark in marks) + min(len(s), 20) / 40
    )
    return _line(best)


def _bare(sentence: str) -> str:
    body = pattern("greeting").sub("", sentence.strip())
    return pattern("operator_opening").sub("", body).strip(" ，,。；;：:")


def _line(text: str) -> str:
    flat = re.sub(r"\s+", " ", mask(text).text)
    if len(flat) <= MAX_SUMMARY:
        return flat
    cut = flat[: MAX_SUMMARY - 1]
    stop = max(cut.rfind(mark) for mark in "，,。；;、！!？?")
    return (cut[:stop] if stop >= MAX_SUMMARY // 2 else cut) + "…"
