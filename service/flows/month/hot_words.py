"""Says which matters drew the month's requests, and lays the hottest out as a table."""

from collections.abc import Sequence

from analytics.marking import marked_pieces
from analytics.reports.report_sets import Sets, burst_set
from service.domain.localtime import LOCAL
from service.flows.month.sets import EVENTS, before_set, topic_set
from service.flows.month.topics import Topic
from service.reporting.paper import Line, Table

_TOP, _NAMED, _MOSTLY = 10, 3, 0.3
_BURST = burst_set("")
_HEAT = (
    "热度以一名诉求人为一分，重复、支持、集中、未解决、重办另加分，一类问题减半；"
    "地点写几处的是一类问题；一件诉求可同属一件事和一类问题，各行不能相加。"
)


def hot_words(topics: Sequence[Topic]) -> tuple[str, ...]:
    """What gathered in one place, what came from many, and what was asked and answered at once."""
    if not topics:
        return ("本月没有集中反映的诉求。",)
    hot = [t for t in topics if not t.facts.is_asked]
    parts = (
        ("集中在一处的事", _of_events([t for t in hot if t.level == "event"])),
        ("多地普遍的问题", _of_themes([t for t in hot if t.level != "event"])),
        ("问得多、当场答复的", _of_asked(topics)),
    )
    said = [(name, words) for name, words in parts if words]
    numerals = "一二三"
    return tuple(f"（{numerals[n]}）{name}。{words}" for n, (name, words) in enumerate(said))


def _of_events(events: Sequence[Topic]) -> str:
    if not events:
        return ""
    gathered = marked_pieces(sum(t.facts.size for t in events), EVENTS)
    named = "；".join(_named(t, _days(t)) for t in _first(events))
    return f"共{len(events)}起，合计诉求{gathered}。{_lead(events)}{named}。"


def _of_themes(themes: Sequence[Topic]) -> str:
    if not themes:
        return ""
    areas = "；".join(_named(t, f"涉及{t.facts.areas}个县区") for t in _first(themes))
    return f"共{len(themes)}类。{_lead(themes)}{areas}。"


def _named(topic: Topic, about: str) -> str:
    return f"“{topic.facts.title}”{_size(topic)}（{about}{_before(topic)}）"


def _of_asked(topics: Sequence[Topic]) -> str:
    """Only kinds of questions: an event of questions is one of them over again."""
    asked = [t for t in topics if t.facts.is_asked]
    kinds = [t for t in asked if t.level != "event"] or asked
    if not kinds:
        return ""
    largest = sorted(kinds, key=lambda t: (-t.facts.size, t.facts.topic_id))[:_NAMED]
    named = "、".join(f"“{t.facts.title}”{_size(t)}" for t in largest)
    return f"共{len(kinds)}类，{_lead(kinds)}{named}，不列入下表；宜充实知识库、主动告知。"


def _lead(topics: Sequence[Topic]) -> str:
    return "较突出的是" if len(topics) > _NAMED else "即"


def _first(topics: Sequence[Topic]) -> Sequence[Topic]:
    return sorted(topics, key=_hotter)[:_NAMED]


def _days(topic: Topic) -> str:
    first, last = (at.astimezone(LOCAL) for at in (topic.first_at, topic.last_at))
    begun = f"{first.month}月{first.day}日"
    if first.date() == last.date():
        return begun
    return f"{begun}至{f'{last.month}月' if last.month != first.month else ''}{last.day}日"


def _before(topic: Topic) -> str:
    before, name = topic.facts.before, before_set(topic.facts.topic_id)
    if before is None:
        return ""
    return f"，上月{marked_pieces(before, name)}" if before else "，本月新出现"


def _size(topic: Topic) -> str:
    return marked_pieces(topic.facts.size, topic_set(topic.facts.topic_id))


def behind_bursts(sets: Sets, topics: Sequence[Topic]) -> tuple[str, ...]:
    """The one matter that a topic's burst mostly was, where there is one; with marks.

    ``sets``: the report's; ``topics``: those told of.
    """
    events = [t for t in topics if t.level == "event"]
    said = []
    for name, numbers in sorted(sets.items()):
        if not name.startswith(_BURST):
            continue
        shared = [(len(t.facts.tickets & set(numbers)), -t.rank, t) for t in events]
        most, _, event = max(shared, key=lambda found: found[:2], default=(0, 0, None))
        if event and most >= _MOSTLY * len(numbers) and most == event.facts.size:
            key = name.removeprefix(_BURST).split("/")[-1]
            said.append(f"“{key}”里{_size(event)}是“{event.facts.title}”这一件事。")
    return tuple(said)


def hot_table(topics: Sequence[Topic]) -> Table:
    """The hottest matters of both kinds, without what was answered at once."""
    hottest = sorted((t for t in topics if not t.facts.is_asked), key=_hotter)[:_TOP]
    has_before = any(topic.facts.before is not None for topic in hottest)
    lines = tuple(
        Line(
            (
                rank,
                topic.facts.title,
                topic.place or "地点不一",
                topic.facts.size,
                topic.facts.callers,
                *((topic.facts.before or 0,) if has_before else ()),
                f"{topic.facts.heat:.1f}",
                topic.typical_no or "—",
            ),
            sets=_hot_sets(topic, has_before=has_before),
        )
        for rank, topic in enumerate(hottest, 1)
    )
    before = ("上月（件）",) if has_before else ()
    columns = ("名次", "事项", "地点", "数量（件）", "诉求人", *before, "热度", "典型工单")
    return Table("最热事项前十", columns, lines, note=_HEAT)


def _hot_sets(topic: Topic, *, has_before: bool) -> tuple[str, ...]:
    name = topic.facts.topic_id
    before = (before_set(name) if topic.facts.before else "",) if has_before else ()
    return "", "", "", topic_set(name), "", *before


def _hotter(topic: Topic) -> tuple[float, str]:
    return -topic.facts.heat, topic.facts.topic_id
