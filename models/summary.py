"""Says a text in one line a dispatcher can take in at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.privacy import mask
from models.text import sentences

MAX_SUMMARY = 60

_GREETING = re.compile(
    r"^(?:(?:尊敬的|敬爱的|亲爱的)?[^，,。！!：:\n]{0,12}(?:领导|书记|市长|县长|区长|厅长|局长|省长|部长|主任|同志|政府|热线|客服)(?:们)?(?:[:：，,！!。]|你好|您好)+|(?:你们?|您|大家)好[呀啊]?[，,！!。:： ]*|喂[，, ]*)+"
)
_OPENING = re.compile(
    r"^(?:市民|来电人|诉求人|业主|居民|村民|群众|网友|先生|女士)?(?:来电|致电|打来电话)?(?:反映|表示|称|咨询|说)[，,：: ]*"
)


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
    return _OPENING.sub("", _GREETING.sub("", sentence.strip())).strip(" ，,。；;：:")


def _line(text: str) -> str:
    flat = re.sub(r"\s+", " ", mask(text).text)
    if len(flat) <= MAX_SUMMARY:
        return flat
    cut = flat[: MAX_SUMMARY - 1]
    stop = max(cut.rfind(mark) for mark in "，,。；;、！!？?")
    return (cut[:stop] if stop >= MAX_SUMMARY // 2 else cut) + "…"
