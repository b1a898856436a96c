"""Says what the next month may bring, and who should do what about this one."""

from collections.abc import Sequence

import pandas as pd

from analytics.forecast import forecast
from analytics.months import shift
from analytics.trends import monthly_counts
from analytics.wording import month_words, pieces
from service.domain.agenda import Candidate
from service.domain.catalogue import Catalogue, route
from service.flows.month.data import MonthData

_LEAST_HISTORY = 6
_RISE = 1.3
_LEAST = 5
_SAID = 5


def outlook(data: MonthData) -> tuple[str, ...]:
    """The requests expected next month, and what rose at this time last year."""
    return (*_expected(data), *_seasonal(data.year, data.month))


def advice(
    data: MonthData, candidates: Sequence[Candidate], catalogue: Catalogue, spread: int
) -> tuple[str, ...]:
    """A proposal for each of the foremost candidates: who leads, what, by when.

    The unit that has most of its tickets leads; what reaches over ``spread`` areas or more is
    beyond any one of them, and the city's unit for its topic leads.
    """
    by = month_words(shift(data.month, 1))
    said = []
    for candidate in candidates[:_SAID]:
        members = data.tickets["no"].isin(candidate.topic.tickets)
        tickets = data.tickets[members]
        is_wide = candidate.topic.areas >= spread
        lead = _of_the_city(tickets, catalogue) if is_wide else _most_frequent(tickets["unit_name"])
        who = f"由{lead}牵头" if lead else "由热线中心会同有关单位商定牵头单位"
        said.append(
            f"“{candidate.topic.title}”：{'，'.join(candidate.reasons)}。建议{who}查明成因，"
            f"{by}底前提出治理措施并报月调度会。"
        )
    return tuple(said)


def _expected(data: MonthData) -> tuple[str, ...]:
    if not data.is_whole or len(data.totals) < _LEAST_HISTORY:
        return ()
    row = forecast(data.totals.to_frame().T, 1).iloc[0]
    return (
        f"预计{month_words(str(row['month']))}受理约{row['expected']:.0f}件，"
        f"九成把握在{row['low']:.0f}至{row['high']:.0f}件之间。",
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
