"""Counts the tickets of a report by name beside those of the days before, and keeps which."""

from dataclasses import dataclass

import pandas as pd

from analytics.marking import marked_pieces
from analytics.moves import ENOUGH
from analytics.reports.report_labels import NOT_SENT
from analytics.reports.report_sets import ALL, Sets, line_set
from analytics.wording import FEW, count_change, percent, pieces
from service.reporting.paper import Line, Table

_UNNAMED, _OTHERS = "未标注", "其他"
_RISE, _LEAST, _RISING = 1.5, 5, 3
GATHERED = (_UNNAMED, _OTHERS, NOT_SENT)


@dataclass(frozen=True)
class Counting:
    """What a table counts: numbers of tickets, what each is counted as, and those of before.

    ``most``: how many names have a line of their own; the rest is one line, so that all adds up.
    """

    name: str
    title: str
    head: str
    numbers: pd.Series
    here: pd.Series
    earlier: pd.Series
    most: int = 10


def counts(counting: Counting) -> list[tuple[str, int, int]]:
    """Each name with its tickets and those of before, most frequent first.

    After the names come the rest, and what has no name.
    """
    now, then = (_known(s).value_counts() for s in (counting.here, counting.earlier))
    pairs = sorted(((str(name), int(n)) for name, n in now.items()), key=lambda p: (-p[1], p[0]))
    named = [(name, n) for name, n in pairs if name not in GATHERED][: counting.most]
    unnamed = [(name, n) for name, n in pairs if name in GATHERED]
    lines = [(name, n, int(then.get(name, 0))) for name, n in (*named, *unnamed)]
    rest = len(counting.here) - sum(n for _, n, _ in lines)
    if rest:
        before = len(counting.earlier) - sum(b for *_, b in lines)
        lines.insert(len(named), (_OTHERS, rest, before))
    return lines


def table(counting: Counting) -> Table:
    """The counts as a table that adds up to all tickets."""
    totals = (len(counting.here), len(counting.earlier))
    lines = tuple(
        _line((name, n, before), totals, line_set(counting.name, name))
        for name, n, before in counts(counting)
    )
    whole = _line(("合计", *totals), totals, ALL)
    columns = (counting.head, "数量（件）", "占比", "上期（件）", "环比")
    few = totals[1] and any(before < ENOUGH for *_, before in counts(counting))
    return Table(counting.title, columns, lines, whole, note=FEW if few else "")


def rising(counting: Counting) -> tuple[str, ...]:
    """What came far more often than before, with enough tickets to say so; with marks.

    Nothing where there were no tickets at all before: the data may begin here.
    """
    if counting.earlier.empty:
        return ()
    rose = [
        (count - before, name, count, before)
        for name, count, before in counts(counting)
        if count >= max(_LEAST, _RISE * before) and name not in GATHERED
    ]
    return tuple(
        f"“{name.replace(' / ', '—')}”由{pieces(before)}"
        f"升至{marked_pieces(count, line_set(counting.name, name))}"
        for _, name, count, before in sorted(rose, key=lambda r: (-r[0], r[1]))[:_RISING]
    )


def sets(counting: Counting) -> Sets:
    """The tickets behind each line of the table."""
    kept = {name for name, *_ in counts(counting)}
    values = _known(counting.here)
    values = values.where(values.isin(kept), _OTHERS)
    groups = counting.numbers.groupby(values.to_numpy())
    return {line_set(counting.name, str(name)): sorted(part) for name, part in groups}


def change(count: int, before: int) -> float | None:
    """By how many percent a count has changed, None where there was nothing before."""
    return (count / before - 1) * 100 if before else None


def _known(values: pd.Series) -> pd.Series:
    return values.replace("", _UNNAMED).fillna(_UNNAMED).astype(str)


def _line(row: tuple[str, int, int], totals: tuple[int, int], tickets: str) -> Line:
    name, count, before = row
    total, earlier = totals
    share = percent(count / total if total else None)
    changed = count_change(count, before if earlier else None)
    return Line((name, count, share, before, changed), sets=("", tickets if count else ""))
