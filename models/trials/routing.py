"""Measures the route: does the built-in reader name the unit that then answered?"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.reader import Reader
from models.topics.catalogue import TopicCatalogue
from models.topics.leads import Leads, families_of, leads_of, names_county
from models.trials.answerers import TOWNSHIP, Answer, who_answered
from models.trials.outcome import Outcome, share

FIRST_GOAL, THREE_GOAL = 0.70, 0.88
PARTS = {"develop": "看过的一半", "held": "留出的一半"}
RULE_READ, RULE_RIGHT = 108, 104
"""Replies read by hand of those in which the rule named a department or company; hits among."""
_FILE = "complaints_with_replies.csv"
_BATCH = 2_000
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Message:
    """A message and the reply that it got."""

    text: str
    title: str
    reply: str

    @property
    def part(self) -> str:
        """The half it belongs to: one to develop on, one only to measure."""
        return tuple(PARTS)[int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a message whose reply names who answered: three families, best first.

    `may_be_town` says whether the likeliest topic is one that a town or street may lead.
    """

    part: str
    answer: Answer
    families: tuple[str, ...]
    may_be_town: bool
    is_certain: bool

    @property
    def is_first(self) -> bool:
        """Say whether the first family is the one that answered."""
        return self.families[0] in self.answer.families

    @property
    def is_among(self) -> bool:
        """Say whether one of the three families is the one that answered."""
        return not self.answer.families.isdisjoint(self.families)


def measure(folder: Path, reader: Reader) -> tuple[Outcome, ...]:
    """Return how often the first and the first three families hold the one that answered.

    The folder holds the file of messages with replies. Raises ValueError when no reply in it
    names who answered.
    """
    with (folder / _FILE).open(encoding="utf-8-sig", newline="") as lines:
        messages = [
            Message(row["留言详情"], row["留言主题"], row["答复意见"])
            for row in csv.DictReader(lines)
        ]
    said = judged(reader, messages)
    if not said:
        raise ValueError(f"{_FILE}：没有一件答复写明由谁答复，没法检验")
    return tuple(
        outcome
        for part, name in PARTS.items()
        for outcome in outcomes([each for each in said if each.part == part], name, part)
    )


def outcomes(said: Sequence[Said], name: str, part: str) -> Iterator[Outcome]:
    """Yield the figures of one half; goals stand on the half held out.

    Towns and streets are counted apart, because a department's duties may not be pushed down to
    them: the catalogue never sends there first.
    """
    towns = [each.may_be_town for each in said if each.answer.families == {TOWNSHIP}]
    units = [each for each in said if each.answer.families != {TOWNSHIP}]
    if not units:
        return
    is_held = part == "held"
    rule = f"认答复单位的规则：抽读 {RULE_READ} 件，对 {RULE_RIGHT} 件"
    note = rule if is_held else f"{rule}；答复单位→首选：{_confusions(units)}"
    first, among = [each.is_first for each in units], [each.is_among for each in units]
    goals = (FIRST_GOAL, THREE_GOAL) if is_held else (None, None)
    yield Outcome(f"首选单位即答复单位（{name}）", share(first), len(units), goals[0], note=note)
    yield Outcome(f"前三单位含答复单位（{name}）", share(among), len(units), goals[1])
    wrong = [not each.is_first for each in units if each.is_certain]
    note = f"自动派出 {len(wrong)}/{len(units)} 件"
    figure = share(wrong)
    yield Outcome(f"自动派单不合答复单位（{name}）", figure, len(wrong), None, True, note)
    title = f"乡镇街道答复的件所判主题可由其承办（{name}）"
    yield Outcome(title, share(towns), len(towns), note="这些件不计入上面各项")


def judged(reader: Reader, messages: Sequence[Message]) -> list[Said]:
    """Return what the reader says of the messages whose reply names who answered, in order."""
    answered = [(each, who_answered(each.reply)) for each in messages]
    kept = [(message, answer) for message, answer in answered if answer.is_known]
    parts = (kept[at : at + _BATCH] for at in range(0, len(kept), _BATCH))
    return [said for part in parts for said in _judged(reader, part)]


def _judged(reader: Reader, rows: Sequence[tuple[Message, Answer]]) -> Iterator[Said]:
    readings, chances = reader.read_with_chances(
        [message.text for message, _ in rows], [message.title for message, _ in rows]
    )
    for (message, answer), reading, topics in zip(rows, readings, chances.topics, strict=True):
        ranked = _leads(reader.catalogue, names_county(reading.places)).ranked(topics)
        leaf = reader.catalogue.leaves[int(topics.argmax())]
        yield Said(
            part=message.part,
            answer=answer,
            families=tuple(family for family, _ in ranked),
            may_be_town=leaf.lead_township == TOWNSHIP,
            is_certain=reading.certain,
        )


def _confusions(said: Sequence[Said]) -> str:
    wrong = Counter(
        f"{'或'.join(sorted(each.answer.families))}→{each.families[0]}"
        for each in said
        if not each.is_first
    )
    return "，".join(f"{pair} {count}" for pair, count in wrong.most_common(_LISTED))


@cache
def _leads(catalogue: TopicCatalogue, in_county: bool) -> Leads:
    return leads_of([families_of(leaf, in_county=in_county) for leaf in catalogue.leaves])
