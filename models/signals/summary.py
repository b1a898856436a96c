"""Says a text in one line a dispatcher can take in at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

from models.signals.cues import may_name_people, scanned
from models.words.lexicon import pattern
from models.words.privacy import mask
from models.words.scan import Scan
from models.words.text import normalise, sentences

MAX_SUMMARY = 60
MAX_HEADLINE = 24
_LOOKED_AT = 2_000
_EDGES = " ，,。；;：:、"
_BRACKETS = _EDGES + "（）()“”"
_PERSON = re.compile(
    r"(?:^|(?<=[，,]))[^，,]{0,8}\[(?:姓名|电话|身份证号|邮箱|银行卡号|证件号|账号)\][^，,]{0,4}(?:[，,]|$)是?"
)
_NUMBER_AHEAD = re.compile(r"^(?:\[(?:电话|身份证号|邮箱|银行卡号|证件号|账号)\][ ，,：:]*)+")
_PARTS = re.compile(r"[，,。；;！!？?、：:…\n]+")
_TRAILING = re.compile(r"[了的啊呀呢吧哦嘛]+$")
_DANGLING = tuple("从到在把被对向往和与或跟让")
_LEAST_MATTER = 2
_MOST_LOOKED_AT, _LEAST_SAID = 12, 4
_BLANKS = re.compile(r"\s+")
_ENOUGH = 8
_BARE = 4
_ASKING = re.compile(r"请(?!问)|要求|希望|恳请|建议")
_QUOTED = re.compile(r"(?:回复|答复|回话|告诉|跟|对)(?:我|他|她|你)?们?说|(?:说|称)(?:已经?|都|是)")
_ASKED = 0.3
"""What is asked for, or what somebody else said, says less of the matter than what happened."""
_DANGER = 4.0
_ITEM = re.compile(
    r"^(?:[(（]?[0-9一二三四五六七八九][)）、.．]|第?[一二三四五六七八九][、，,])\s*"
)


def summary(
    text: str,
    title: str,
    evidence: Sequence[str],
    places: Sequence[str],
    scan: Scan | None = None,
    said: Sequence[str] | None = None,
) -> str:
    """Return one line of at most 60 characters without personal data, "" for an empty text.

    Takes the title when it says enough, otherwise the sentence that holds most of the words
    and places that decided the topic; the earlier sentence wins a tie. `scan` is of the title and
    the text, `said` are the sentences of the text, where they are known already.
    """
    scan = scan or scanned([f"{title}\n{text}" if title else text])[0]
    heading = _bare(title)
    if len(heading) >= _ENOUGH:
        return _line(_covered(heading, scan))
    marks = (*evidence, *places)
    candidates = islice(_telling(sentences(text) if said is None else said), _MOST_LOOKED_AT)
    for sentence in sorted(candidates, key=lambda s: _weight(s, marks), reverse=True):
        line = _bare(_covered(sentence, scan))
        if len(line) >= _LEAST_SAID:
            return _line(line)
    return _line(_covered(heading or text, scan))


def _weight(sentence: str, marks: Sequence[str]) -> float:
    return sum([mark in sentence for mark in marks]) + min(len(sentence), 20) / 40


def _covered(text: str, scan: Scan) -> str:
    return mask(text).text if may_name_people(text, scan) else text


def _telling(said: Sequence[str]) -> Iterator[str]:
    bare = map(_bare, said)
    return (sentence for sentence in bare if len(sentence) >= _LEAST_SAID)


def headline(
    text: str, place: str, evidence: Sequence[str], topic: str, alarms: Sequence[str] = ()
) -> str:
    """Return a title of at most 24 characters: the place and what is the matter there.

    The matter is the clause that holds the words of danger (`alarms`), or else those which decided
    the topic (the likeliest first), without what says when, or the topic's name where no clause is
    short enough. Nothing is cut off within a clause; "" when there is neither clause nor topic.
    """
    where = mask(place).text
    weights = {word: 1 / rank for rank, word in enumerate(evidence, start=1)}
    matter = _best_matter(text, where, weights | dict.fromkeys(alarms, _DANGER))
    titles = (where + matter if matter else "", where + topic if topic else "", matter, topic)
    return next((title for title in titles if 0 < len(title) <= MAX_HEADLINE), "")


def _best_matter(text: str, where: str, weights: Mapping[str, float]) -> str:
    best, most, previous = "", 0.0, ""
    for clause in _PARTS.split(normalise(mask(text).text)[:_LOOKED_AT]):
        last, previous = previous, clause
        if not any(word in clause for word in weights):
            continue
        matter = _matter(clause, where)
        gain = sum(weight for word, weight in weights.items() if word in matter)
        if _ASKING.match(clause) or _QUOTED.search(clause):
            gain *= _ASKED
        if gain > most and _LEAST_MATTER <= len(matter) <= MAX_HEADLINE:
            before = _matter(last, where) if len(matter) <= _BARE and not where else ""
            whole = f"{before}，{matter}" if before else ""
            best, most = whole if 0 < len(whole) <= MAX_HEADLINE else matter, gain
    return best


def _matter(clause: str, where: str) -> str:
    """The clause without its opening, its time and the place; "" when it tells of a person."""
    if "[" in clause or clause.endswith(_DANGLING):
        return ""
    body = clause.rpartition(where)[2] if where else clause
    body = pattern("time_phrase").sub(_unless_until, body)
    body = pattern("filler").sub("", _bare(body))
    return _TRAILING.sub("", body.strip(_BRACKETS).removeprefix("的"))


def _unless_until(time: re.Match[str]) -> str:
    """Nothing instead of a time, but “吵到凌晨两点” stays whole."""
    return time.group() if time.string[: time.start()].endswith(("到", "至")) else ""


@cache
def _openings() -> tuple[re.Pattern[str], ...]:
    return pattern("greeting"), pattern("operator_opening"), _ITEM


def _bare(sentence: str) -> str:
    body = sentence.strip()
    if "[" in body:
        body = _NUMBER_AHEAD.sub("", _PERSON.sub("", body))
    for opening in _openings():
        match = opening.match(body)
        body = body[match.end() :] if match else body
    return body.strip(_EDGES)


def _line(text: str) -> str:
    flat = _BLANKS.sub(" ", text)
    if len(flat) <= MAX_SUMMARY:
        return flat
    cut = flat[: MAX_SUMMARY - 1]
    stop = max(cut.rfind(mark) for mark in "，,。；;、！!？?")
    return (cut[:stop] if stop >= MAX_SUMMARY // 2 else cut) + "…"
