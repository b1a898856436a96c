"""How many emergencies the reader notices, and how often it cries wolf."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from models.signals.urgency import Urgency, urgency
from models.trials.outcome import Outcome, share
from models.words.text import normalise

GOAL = 0.98
PARTS = {"develop": "看过的一半", "held": "留出的一半"}
_SEEN = "看过的一半也用来学习字词，只作参考"


@dataclass(frozen=True, slots=True)
class Call:
    """An invented call: the numbers that are right, how urgent it is, and what the reader said."""

    part: str
    diverts: frozenset[str]
    level: str
    found: Urgency


def measure(real: Mapping[str, Sequence[str]]) -> tuple[Outcome, ...]:
    """Return recall and false alarms on the invented calls, and false alarms on real files.

    `real` holds the texts of each file by its name, title and body on two lines; the reader's
    topic, which may make a text urgent too, is left out here.
    """
    calls = tuple(_calls())
    invented = (
        outcome
        for part, said in PARTS.items()
        for outcome in outcomes([call for call in calls if call.part == part], said, part)
    )
    return (*invented, *(alarms(name, texts) for name, texts in real.items()))


def outcomes(calls: Sequence[Call], said: str, part: str) -> Iterator[Outcome]:
    """Yield the figures of one half of the invented calls; the recall of emergencies is a goal."""
    note = _SEEN if part == "develop" else ""
    danger = [call for call in calls if call.level == "emergency"]
    calm = [call for call in calls if call.level == "normal"]
    yield _share(f"险情召回率（{said}）", [_is_alarm(c.found) for c in danger], GOAL, note)
    right = [call.found.divert in call.diverts for call in danger]
    yield _share(f"险情转对号码（{said}）", right, None, note)
    cried = [_is_alarm(call.found) for call in calm]
    yield _share(f"易混平常话误报为险情（{said}）", cried, None, note)
    said_urgent = [call for call in calls if call.found.level == "urgent"]
    urgent = [call.found.level == "urgent" for call in calls if call.level == "urgent"]
    yield _share(f"加急召回率（{said}）", urgent, None, note)
    true = [call.level == "urgent" for call in said_urgent]
    yield _share(f"加急准确率（{said}）", true, None, note)


def alarms(name: str, texts: Sequence[str]) -> Outcome:
    """Return the share of real messages called an emergency; written messages hold hardly any."""
    cried = [_is_alarm(urgency(normalise(text))) for text in texts]
    note = "书面留言里几乎没有正在发生的险情，报出的基本都是误报"
    return _share(f"{name}：报为险情的比例", cried, None, note)


def _is_alarm(found: Urgency) -> bool:
    return found.level == "emergency"


def _share(name: str, hits: Sequence[bool], goal: float | None, note: str) -> Outcome:
    return Outcome(name, share(hits), len(hits), goal, note=note)


def _calls() -> Iterator[Call]:
    place = files("models").joinpath("resources", "marks", "emergencies.csv")
    for row in csv.DictReader(place.read_text(encoding="utf-8").splitlines()):
        found = urgency(normalise(row["text"]))
        diverts = frozenset(row["divert"].split("|"))
        yield Call(row["part"], diverts, row["urgency"], found)
