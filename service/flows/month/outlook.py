"""Says what the next month may bring, and who should do what about this one."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pandas as pd

from analytics.figures.trends import monthly_counts
from analytics.marking import marked_pieces
from analytics.months import days_of, shift
from analytics.wording import closed_up, month_words, pieces
from service.domain.agenda import AgendaRules, Candidate, Part, TopicFacts, reasons
from service.domain.catalogue import Catalogue, route
from service.domain.outlook import Season
from service.flows.month.data import MonthData
from service.flows.month.foresight import Foresight
from service.flows.month.sets import redone_set, topic_set, unsolved_set
from service.flows.queries.choices import topic_level_name

_SOON = timedelta(days=62)
_BROAD = 4
_RISE = 1.3
_LEAST = 5
_SAID = 5
_NUMERALS = "一二三四五"
_SETS: dict[Part, Callable[[str], str]] = {
    "all": topic_set,
    "unsolved": unsolved_set,
    "redone": redone_set,
}


def outlook(data: MonthData, foresight: Foresight, catalogue: Catalogue) -> tuple[str, ...]:
    """The requests expected next month, the topics that will rise, and the seasons that begin.

    Without seasons of its own history the city is told what rose at this time last year.
    """
    begins = _beginning(data.month, foresight.seasons, catalogue)
    return (
        *_expected(foresight),
        *_rising(foresight, catalogue),
        *(begins or _seasonal(data.year, data.month)),
    )


def advice(
    data: MonthData, candidates: Sequence[Candidate], catalogue: Catalogue, rules: AgendaRules
) -> tuple[str, ...]:
    """A proposal for each of the foremost candidates: who leads, what, by when.

    The unit that has most of its tickets leads; what reaches over as many areas as ``rules`` call
    a spread is beyond any one of them, and the city's unit for its topic leads.
    """
    by = month_words(shift(data.month, 1))
    said = []
    for place, candidate in enumerate(candidates[:_SAID], 1):
        topic = candidate.topic
        members = data.tickets["no"].isin(topic.tickets)
        tickets = data.tickets[members]
        is_wide = topic.areas >= rules.spread
        lead = _of_the_city(tickets, catalogue) if is_wide else _most_frequent(tickets["unit_name"])
        who = f"由{lead}牵头" if lead else "由热线中心会同有关单位商定牵头单位"
        said.append(
            f"（{_NUMERALS[place - 1]}）“{topic.title}”。{_reasons(topic, rules)}。"
            f"建议{who}，{'、'.join(_tasks(topic, is_wide=is_wide))}，"
            f"{by}底前提出治理措施，提交月调度会。"
        )
    return tuple(said)


def _tasks(topic: TopicFacts, *, is_wide: bool) -> tuple[str, ...]:
    """What there is to be done about a matter, by what is the matter with it."""
    looked = "把涉及的单位召集到一起" if topic.units > 1 and not topic.is_theme else ""
    wide = "统一各县区的办理口径" if is_wide else ""
    again = "对重办和回访未解决的逐件复核" if topic.unsolved or topic.redone else ""
    long = "说明为什么连续在榜" if topic.months > 1 else ""
    return tuple(task for task in ("查明成因", looked, wide, again, long) if task)


def _reasons(topic: TopicFacts, rules: AgendaRules) -> str:
    """Why, with marks on the counts that are the topic's own tickets; set as papers are."""

    def tell(count: int, part: Part) -> str:
        return marked_pieces(count, _SETS[part](topic.topic_id))

    return closed_up("，".join(reasons(topic, rules, tell)))


def _expected(foresight: Foresight) -> tuple[str, ...]:
    return tuple(
        f"预计{month_words(row['month'])}受理约{row['expected']:.0f}件，"
        f"八成把握在{row['low']}至{row['high']}件之间。"
        for row in foresight.of_city()
        if not row["topic"]
    )


def _rising(foresight: Foresight, catalogue: Catalogue) -> tuple[str, ...]:
    """The topics of two levels of which even the low end is well above this month."""
    rows = [row for row in foresight.of_city() if len(row["topic"]) == _BROAD]
    latest = foresight.latest
    rise = [row for row in rows if row["low"] >= max(_LEAST, _RISE * latest.get(row["topic"], 0))]
    rise.sort(key=lambda row: (latest.get(row["topic"], 0) - row["expected"], row["topic"]))
    return tuple(
        f"“{topic_level_name(catalogue, row['topic'])}”预计由本月的"
        f"{pieces(latest.get(row['topic'], 0))}升至约{row['expected']:.0f}件"
        f"（八成把握在{row['low']}至{row['high']}件之间）。"
        for row in rise[:_SAID]
    )


def _beginning(month: str, seasons: Sequence[Season], catalogue: Catalogue) -> tuple[str, ...]:
    """The seasons that begin within two months after the month."""
    last = days_of(month)[-1]
    soon = [(s.next_on(last)[0], s) for s in seasons]
    soon = [(on, s) for on, s in soon if last < on <= last + _SOON]
    return tuple(
        f"“{topic_level_name(catalogue, s.topic)}”预计{on.month}月{on.day}日前后进入高发期："
        f"上一季{pieces(s.count)}，{s.years}年里有{s.seen}年如此，请提前准备。"
        for on, s in sorted(soon, key=lambda pair: (pair[0], -pair[1].count))[:_SAID]
    )


def _seasonal(year: pd.DataFrame, month: str) -> tuple[str, ...]:
    """What rose from this month to the next last year, with enough requests to say so."""
    this, following = shift(month, -12), shift(month, -11)
    levels = year["topic_path"].astype(str).str.split("/").str[:2].str.join("—")
    counts = monthly_counts(year.assign(topic_2=levels), "topic_2")
    if this not in counts or following not in counts:
        return ()
    pairs = zip(counts.index.astype(str), counts[this], counts[following], strict=True)
    rose = [(n - b, key, b, n) for key, b, n in pairs if n >= max(_LEAST, _RISE * b)]
    return tuple(
        f"去年{month_words(following)[5:]}“{key}”由上月的{pieces(before)}升至{pieces(after)}，"
        "请提前准备。"
        for _, key, before, after in sorted(rose, key=lambda r: (-r[0], r[1]))[:_SAID]
    )


def _of_the_city(tickets: pd.DataFrame, catalogue: Catalogue) -> str:
    """The unit that leads the most frequent topic where no county is known; "" without one."""
    unit = catalogue.units.get(route(_most_frequent(tickets["topic"]), "", catalogue).unit)
    return unit.name if unit else ""


def _most_frequent(names: pd.Series) -> str:
    known = names[names != ""].value_counts()
    return str(
        min(known.items(), key=lambda item: (-item[1], str(item[0])))[0] if len(known) else ""
    )
