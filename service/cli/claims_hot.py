"""The claim about hot topics, which needs the reader and the analysis together."""

import csv
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from service.cli.output import Notices

if TYPE_CHECKING:
    import pandas as pd

    from analytics.trials.outcome import Outcome
    from models.reader import Reader

FILE = "complaints_one_year.csv"
_TEXT, _TIME = "留言详情", "留言时间"
_COLUMNS = "留言主题,留言详情"
_CITIES = ((11, 70), (12, 250))


def measure(folder: Path, reader: "Reader") -> "tuple[Outcome, ...]":
    """How far hot topics agree with a year's events found by reading, and with simulated ones."""
    from analytics.trials import hot_events

    file = folder / FILE
    events = hot_events.marked([row[_TEXT] for row in _rows(file)])
    found = hot_events.measure(events, _members(file, _COLUMNS, _TIME, reader))
    return (*found, *_one_subject(reader))


def _one_subject(reader: "Reader") -> "tuple[Outcome, ...]":
    from analytics.trials import one_subject

    outcomes: list[Outcome] = []
    with TemporaryDirectory() as folder:
        for seed, events in _CITIES:
            said, file = one_subject.city(seed, events), Path(folder) / f"{seed}.csv"
            with file.open("w", encoding="utf-8", newline="") as lines:
                told = csv.writer(lines)
                told.writerow(("标题", "诉求内容", "受理时间"))
                told.writerows((t.title, t.text, t.at.isoformat(sep=" ")) for t in said)
            members = _members(file, "标题,诉求内容", "受理时间", reader)
            outcomes += one_subject.measure(said, members)
    return tuple(outcomes)


def _members(file: Path, columns: str, time: str, reader: "Reader") -> "pd.DataFrame":
    from analytics.hot.hot_topics import HotSettings, hot_topics
    from service.cli.frames import clock, tickets_of
    from service.cli.texts import open_texts

    table = open_texts(file, columns, Notices())
    tickets = tickets_of(table, reader, time, "", clock())
    return hot_topics(tickets, HotSettings(exclusive=True)).members


def _rows(file: Path) -> list[Mapping[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
