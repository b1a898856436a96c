"""Looks at who asks again and where one kind of request gathers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.figures.trends import named
from analytics.schema import check


@dataclass(frozen=True, slots=True)
class Repeats:
    """Requests that a caller made again; requests without a caller key are left out (`unknown`)."""

    requests: int
    repeats: int
    callers: int
    repeating_callers: int
    unknown: int

    @property
    def share(self) -> float | None:
        """Repeats per request of a known caller, 0…1; None when no caller is known."""
        return self.repeats / self.requests if self.requests else None


def is_repeat(tickets: pd.DataFrame, days: int = 30, same: str = "topic") -> pd.Series:
    """Return for each row whether the same caller asked about the same matter in the days before.

    Uses caller, registered_at and the column `same`. Missing (pd.NA) where the caller is unknown.
    """
    check(tickets, ["caller", "registered_at", same])
    known = tickets[tickets["caller"] != ""].sort_values("registered_at", kind="stable")
    gap = known.groupby(["caller", same])["registered_at"].diff()
    again = (gap <= pd.Timedelta(days=days)).astype("boolean")
    return again.reindex(tickets.index)


def repeats(tickets: pd.DataFrame, days: int = 30, same: str = "topic") -> Repeats:
    """Return how many requests repeat an earlier one. Uses caller, registered_at, `same`."""
    again = is_repeat(tickets, days, same)
    known = tickets["caller"] != ""
    who = tickets.loc[known, "caller"]
    return Repeats(
        requests=int(known.sum()),
        repeats=int(again.sum()),
        callers=int(who.nunique()),
        repeating_callers=int(who[again[known].fillna(value=False)].nunique()),
        unknown=int((~known).sum()),
    )


def concentration(
    tickets: pd.DataFrame, of: str = "topic", over: str = "area_name"
) -> pd.DataFrame:
    """Return for each value of `of` how far its requests gather in few values of `over`.

    Columns: the value, count, spread (how many values of `over`), top, top_count, top_share,
    index (0 = even over all values of `over` in the frame, 1 = all in one), largest count first.
    Uses the two columns; empty values count as 未标注.
    """
    check(tickets, [of, over])
    table = pd.crosstab(named(tickets[of]), named(tickets[over]))
    values = table.to_numpy(dtype=float)
    total = values.sum(axis=1)
    shares = values / total[:, None] if len(total) else values
    even = 1 / max(values.shape[1], 1)
    index = (np.square(shares).sum(axis=1) - even) / (1 - even) if even < 1 else np.ones(len(total))
    frame = pd.DataFrame(
        {
            of: table.index,
            "count": total.astype(int),
            "spread": (values > 0).sum(axis=1),
            "top": table.columns.to_numpy()[values.argmax(axis=1)] if len(total) else [],
            "top_count": values.max(axis=1, initial=0).astype(int),
            "top_share": shares.max(axis=1, initial=0),
            "index": index,
        }
    )
    return frame.sort_values(["count", of], ascending=[False, True], ignore_index=True)
