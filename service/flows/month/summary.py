"""The month in one paragraph, for whoever reads no further."""

from collections.abc import Sequence

from analytics.marking import marked_pieces
from analytics.reports.report import MonthlyFigures, RateLine
from analytics.reports.report_moves import told_rate_moves
from analytics.reports.report_sets import ALL
from analytics.wording import compared, month_words, percent
from service.flows.month.foresight import Foresight
from service.flows.month.sets import topic_set
from service.flows.month.topics import Topic

_RATES = ("on_time", "solved", "satisfied")
_WATCHED = (*_RATES, "first_contact", "return", "redo")


def summary(
    figures: MonthlyFigures, topics: Sequence[Topic], foresight: Foresight, proposed: int
) -> tuple[str, ...]:
    """How many, what they were about, how they were handled, and what comes; with marks.

    ``topics``: those told of; ``proposed``: how many proposals stand at the end of the report.
    """
    if not figures.headline.total:
        return ()
    parts = (_volume(figures), _matters(topics), _handled(figures), _ahead(foresight, proposed))
    return ("".join(part for part in parts if part),)


def _volume(figures: MonthlyFigures) -> str:
    head = figures.headline
    changes = compared(head.change.mom_pct, head.change.yoy_pct)
    return f"{month_words(figures.month)}受理{marked_pieces(head.total, ALL)}{changes}。"


def _matters(topics: Sequence[Topic]) -> str:
    hot = sorted((t for t in topics if not t.facts.is_asked), key=lambda t: (-t.facts.heat, t.rank))
    events = [t for t in hot if t.level == "event"][:2]
    themes = [t for t in hot if t.level != "event"][:1]
    said = [
        f"{words}{'、'.join(_told(t) for t in found)}"
        for words, found in (("集中反映的是", events), ("多地普遍的是", themes))
        if found
    ]
    return f"{'，'.join(said)}。" if said else ""


def _told(topic: Topic) -> str:
    counted = marked_pieces(topic.facts.size, topic_set(topic.facts.topic_id))
    return f"“{topic.facts.title}”（{counted}）"


def _handled(figures: MonthlyFigures) -> str:
    lines = [figures.rates[key] for key in _RATES if key in figures.rates]
    said = [f"{x.now.name}{percent(x.now.value)}" for x in lines if x.now.enough]
    return f"{'，'.join(said)}。{_moved(figures)}" if said else ""


def _moved(figures: MonthlyFigures) -> str:
    lines: list[RateLine] = [figures.rates[key] for key in _WATCHED if key in figures.rates]
    return told_rate_moves(lines)


def _ahead(foresight: Foresight, proposed: int) -> str:
    row = next((row for row in foresight.of_city() if not row["topic"]), None)
    expected = f"预计{month_words(row['month'])}受理约{row['expected']:.0f}件" if row else ""
    advised = f"建议把{proposed}件事提交月调度会（见“对策建议”）" if proposed else ""
    said = "；".join(part for part in (expected, advised) if part)
    return f"{said}。" if said else ""
