"""An agenda item (议题): candidates chosen by reasons, and its life as a table."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.permissions import Actor, Permission


class AgendaStatus(StrEnum):
    """The states of an agenda item."""

    CANDIDATE = "candidate"
    SELECTED = "selected"
    DROPPED = "dropped"
    LAPSED = "lapsed"
    SCHEDULED = "scheduled"
    IN_GOVERNANCE = "in_governance"
    SUPERVISED = "supervised"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WATCH = "watch"


A = AgendaStatus
AGENDA_TABLE: dict[AgendaStatus, tuple[AgendaStatus, ...]] = {
    A.CANDIDATE: (A.SELECTED, A.DROPPED, A.LAPSED),
    A.DROPPED: (A.CANDIDATE,),
    A.LAPSED: (A.CANDIDATE,),
    A.SELECTED: (A.SCHEDULED, A.CANDIDATE),
    A.SCHEDULED: (A.IN_GOVERNANCE, A.SELECTED),
    A.IN_GOVERNANCE: (A.SUPERVISED, A.ACCEPTED),
    A.SUPERVISED: (A.IN_GOVERNANCE, A.ACCEPTED),
    A.ACCEPTED: (A.CLOSED, A.IN_GOVERNANCE),
    A.CLOSED: (A.WATCH, A.IN_GOVERNANCE),
    A.WATCH: (A.IN_GOVERNANCE, A.CLOSED),
}
# A matter in one of these states is being worked on: it is not laid before the next meeting again.
RUNNING = frozenset(
    {A.SELECTED, A.SCHEDULED, A.IN_GOVERNANCE, A.SUPERVISED, A.ACCEPTED, A.CLOSED, A.WATCH}
)
# Nobody has to do anything about these; all others are open.
SETTLED_FOR_NOW = frozenset({A.DROPPED, A.LAPSED, A.CLOSED})
# What a leader decides; every other change may also be made by whoever edits the agenda.
_DECIDED = frozenset({A.CANDIDATE, A.SELECTED, A.DROPPED, A.CLOSED})
_NOTE_CHARS = 1000
_FEW = 20

# Which of a topic's own tickets a number in a reason counts.
Part = Literal["all", "unsolved", "redone"]


@dataclass(frozen=True, slots=True)
class AgendaRules:
    """How a month's hot topics become candidates; data that a city edits.

    ``at_most``: items laid before one meeting; ``min_size`` and ``min_callers``: what a topic must
    have; ``overlap``: a theme with this share of its requests in one event is that event over
    again, and one with this share in topics chosen before it says nothing new; ``growth``: the
    least increase on last month that is a reason; ``spread``: how many areas or units make a
    matter one that crosses them; ``lapse_after``: for how many months a candidate waits.
    """

    at_most: int = 10
    min_size: int = 5
    min_callers: int = 3
    overlap: float = 0.6
    growth: float = 0.2
    spread: int = 3
    lapse_after: int = 2


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What the choice of candidates knows of a hot topic. ``tickets``: its ticket numbers.

    ``is_theme``: one kind of problem in many places, else one event. ``before``: how many requests
    it had last month (0: none), None when last month is not known. ``months``: for how many months
    it has been hot without a break, this one included. ``answered``: how many of its requests were
    answered at first contact.
    """

    topic_id: str
    title: str
    heat: float
    callers: int
    tickets: frozenset[str]
    is_theme: bool = False
    before: int | None = None
    months: int = 1
    areas: int = 0
    units: int = 0
    unsolved: int = 0
    redone: int = 0
    answered: int = 0

    @property
    def size(self) -> int:
        """How many requests it has."""
        return len(self.tickets)

    @property
    def is_asked(self) -> bool:
        """Whether most of it were questions answered at once: a task for the knowledge base."""
        return 2 * self.answered > self.size


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic proposed for the agenda, its place in the order, and why in Chinese."""

    topic: TopicFacts
    rank: int
    reasons: tuple[str, ...]


def candidates(
    topics: Iterable[TopicFacts], rules: AgendaRules, running: frozenset[str] = frozenset()
) -> list[Candidate]:
    """The topics to lay before the leaders, hottest first, each with its reasons.

    Left out: topics too small, topics that were mostly questions answered at once, topics in
    ``running``, which are being worked on since an earlier month, and themes that repeat what was
    chosen before them, or an event that is running or may be chosen itself. The order of
    ``topics`` plays no part.
    """
    chosen: list[Candidate] = []
    covered: set[str] = set()
    ordered = sorted(topics, key=lambda t: (-t.heat, -t.size, t.topic_id))
    fit = {t.topic_id for t in ordered if not t.is_asked and _is_large(t, rules)}
    again = repeats(ordered, rules)
    for topic in ordered:
        if topic.topic_id in running or topic.topic_id not in fit:
            continue
        if again.get(topic.topic_id) in fit | running:
            continue
        if topic.is_theme and len(topic.tickets & covered) >= rules.overlap * topic.size:
            continue
        chosen.append(Candidate(topic, len(chosen) + 1, reasons(topic, rules)))
        covered |= topic.tickets
        if len(chosen) == rules.at_most:
            break
    return chosen


def is_repeat(shared: int, size: int, rules: AgendaRules) -> bool:
    """Whether a theme of ``size`` requests, ``shared`` of them one event's, is that event again."""
    return shared >= rules.overlap * size


def repeats(topics: Iterable[TopicFacts], rules: AgendaRules) -> dict[str, str]:
    """The themes that are one event over again, each with that event, by their ids."""
    every = list(topics)
    event_of = {no: t.topic_id for t in every if not t.is_theme for no in t.tickets}
    found = {}
    for theme in (topic for topic in every if topic.is_theme):
        shared = Counter(event_of[no] for no in theme.tickets if no in event_of)
        event, most = max(shared.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if most and is_repeat(most, theme.size, rules):
            found[theme.topic_id] = event
    return found


def _in_words(count: int, _: Part) -> str:
    return f" {count} 件"


def reasons(
    topic: TopicFacts, rules: AgendaRules, tell: Callable[[int, Part], str] = _in_words
) -> tuple[str, ...]:
    """Why a topic deserves the leaders' time, each reason a short Chinese phrase.

    ``tell`` writes each number that counts tickets of the topic itself.
    """
    said = [f"{topic.callers} 名诉求人反映{tell(topic.size, 'all')}", _growth(topic, rules)]
    if topic.months > 1:
        said.append(f"连续 {topic.months} 个月在榜")
    if topic.callers < topic.size:
        said.append(f"重复反映 {topic.size - topic.callers} 件")
    if topic.unsolved:
        said.append(f"回访未解决{tell(topic.unsolved, 'unsolved')}")
    if topic.redone:
        said.append(f"重办{tell(topic.redone, 'redone')}")
    said.append(_spread(topic, rules))
    return tuple(reason for reason in said if reason)


def _spread(topic: TopicFacts, rules: AgendaRules) -> str:
    many = ((topic.areas, "个县区"), (topic.units, "家承办单位"))
    parts = [f"{count} {what}" for count, what in many if count >= rules.spread]
    asks = "，需要统筹" if topic.units >= rules.spread else ""
    return f"涉及 {'、'.join(parts)}{asks}" if parts else ""


def _is_large(topic: TopicFacts, rules: AgendaRules) -> bool:
    return topic.size >= rules.min_size and topic.callers >= rules.min_callers


def _growth(topic: TopicFacts, rules: AgendaRules) -> str:
    if topic.before is None:
        return ""
    if topic.before == 0:
        return "本月新出现"
    growth = topic.size / topic.before - 1
    if growth < rules.growth:
        return ""
    if topic.before < _FEW:  # a percentage of so few says nothing
        return f"比上月的 {topic.before} 件多 {topic.size - topic.before} 件"
    return f"比上月的 {topic.before} 件增加 {growth:.0%}"


def change(status: AgendaStatus, target: AgendaStatus) -> AgendaStatus:
    """The new state; raises ``IllegalStep`` when the table has no such change."""
    if target not in AGENDA_TABLE[status]:
        raise IllegalStep("议题现在的状态不能这样变更，请刷新页面看最新状态。")
    return target


def open_changes(status: AgendaStatus, actor: Actor) -> Sequence[AgendaStatus]:
    """The states to which this person may bring an item, in the order of the table."""
    return [target for target in AGENDA_TABLE[status] if _may(actor, status, target)]


def decide(status: AgendaStatus, target: AgendaStatus, actor: Actor, note: str) -> AgendaStatus:
    """The new state of an item that a person changes.

    Raises ``IllegalStep``, ``NotAllowed``, or ``BadInput`` when a step back or out has no reason.
    """
    change(status, target)
    if not _may(actor, status, target):
        raise NotAllowed("您的角色不能这样变更议题，请联系调度领导或督办员。")
    if needs_note(status, target) and not note.strip():
        raise BadInput("请写明理由。", {"note": "请写明理由"})
    if len(note) > _NOTE_CHARS:
        raise BadInput(f"理由最多 {_NOTE_CHARS} 字。", {"note": f"最多 {_NOTE_CHARS} 字"})
    return target


def needs_note(status: AgendaStatus, target: AgendaStatus) -> bool:
    """Whether the change wants a written reason: leaving an item out, or going back."""
    return target is A.DROPPED or _ORDER.index(target) < _ORDER.index(status)


_ORDER = tuple(AGENDA_TABLE)


def _may(actor: Actor, status: AgendaStatus, target: AgendaStatus) -> bool:
    if target is A.LAPSED:  # by the passing of months alone
        return False
    if actor.may(Permission.AGENDA_DECIDE):
        return True
    is_decided = target in _DECIDED and status not in (A.WATCH, A.SCHEDULED)
    return actor.may(Permission.AGENDA_EDIT) and not is_decided
