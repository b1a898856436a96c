"""Says a text in one line a dispatcher can take in at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.lexicon import pattern
from models.privacy import mask
from models.text import sentences

MAX_SUMMARY = 60
_EDGES = " ，,。；;：:、"
_PERSON = re.compile(
    r"(?:^|(?<=[，,]))[^，,]{0,8}\[(?:姓名|电话|身份证号|邮箱)\][^，,]{0,4}(?:[，,]|$)"
)
_ITEM = re.compile(
    r"^(?:[(（]?[0-9一二三四五六七八九][)）、.．]|第?[一二三四五六七八九][、，,])\s*"
)


def summary(text: str, title: str, evidence: Sequence[str], places: Sequence[str]) -> str:
    """Return one line of at most 60 characters without personal data, "" for an empty text.

    Takes the title when it says enough, otherwise the sentence that holds most of the words
    and places that decided the topic; the earlier sentence wins a tie.
    """
    heading = _bare(title)
    if len(heading) >= 8:
        return _line(heading)
    candidates = [bare for s in sentences(mask(text).text) if len(bare := _bare(s)) >= 4]
    if not candidates:
        return _line(heading or text)
    marks = (*evidence, *places)
    best = max(
        candidates[:12], key=lambda s: sum(mark in s for mark in marks) + min(len(s), 20) / 40
    )
    return _line(best)


def _bare(sentence: str) -> str:
    body = pattern("greeting").sub("", _PERSON.sub("", sentence.strip()))
    return _ITEM.sub("", pattern("operator_opening").sub("", body)).strip(_EDGES)


def _line(text: str) -> str:
    flat = re.sub(r"\s+", " ", mask(text).text)
    if len(flat) <= MAX_SUMMARY:
        return flat
    cut = flat[: MAX_SUMMARY - 1]
    stop = max(cut.rfind(mark) for mark in "，,。；;、！!？?")
    return (cut[:stop] if stop >= MAX_SUMMARY // 2 else cut) + "…"
