"""The claim about hot topics, which needs the reader and the analysis together."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from service.cli.output import Notices

if TYPE_CHECKING:
    from analytics.trials.outcome import Outcome
    from models.reader import Reader

FILE = "complaints_one_year.csv"
_TEXT, _TIME = "留言详情", "留言时间"
_COLUMNS = "留言主题,留言详情"


def measure(folder: Path, reader: "Reader") -> "tuple[Outcome, ...]":
    """How far the hot topics of a year agree with events found by reading."""
    from analytics.hot_topics import HotSettings, hot_topics
    from analytics.trials import hot_events
    from service.cli.frames import clock, tickets_of
    from service.cli.texts import open_texts

    file = folder / FILE
    events = hot_events.marked([row[_TEXT] for row in _rows(file)])
    table = open_texts(file, _COLUMNS, Notices())
    found = hot_topics(tickets_of(table, reader, _TIME, "", clock()), HotSettings(exclusive=True))
    return hot_events.measure(events, found.members)


def _rows(file: Path) -> list[Mapping[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
