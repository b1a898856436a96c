"""Watches how far a month's requests have moved from what the reader knows."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import numpy as np
from sqlalchemy import func, select

from analytics.months import shift
from models.reader import Reader
from models.shelf.artefact import ArtefactMismatch
from models.training.drift import Drift, confidence_shares, stability_index, unseen_share
from service.flows.hotline import Hotline
from service.flows.lessons.readers import Shelf
from service.flows.month.data import period_of
from service.sheets import atomic_file
from service.store.tables.tickets import ReadingRow, TicketRow
from service.store.uow import UnitOfWork

_FOLDER = "drift"
_MONTHS_BEFORE = 3
_AT_ONCE = 1_000


def watch(uow: UnitOfWork, hotline: Hotline, shelf: Shelf, month: str, now: datetime) -> bool:
    """Measure and keep a month's drift; whether there was a reader to measure it with."""
    try:
        reader = hotline.reader
    except ArtefactMismatch:
        # The month is done; that a reader cannot be used is no reason to call it failed.
        return False
    keep(shelf, measure(uow, reader, month, now))
    return True


def measure(uow: UnitOfWork, reader: Reader, month: str, now: datetime) -> Drift:
    """The month's drift under a reader. Raises ``BadInput`` for a month that has not begun."""
    period = period_of(month, now)
    earliest = period_of(shift(month, -_MONTHS_BEFORE), now).start
    query = (
        select(ReadingRow.tokens, ReadingRow.body, ReadingRow.model_version, TicketRow.topic)
        .join(TicketRow, TicketRow.no == ReadingRow.no)
        .where(TicketRow.registered_at >= period.start, TicketRow.registered_at < period.end)
    )
    words: Counter[str] = Counter()
    readings = 0
    sure: list[float] = []
    corrected: list[bool] = []
    versions: set[str] = set()
    for row in uow.session.execute(query.execution_options(yield_per=_AT_ONCE)):
        words.update(row.tokens.split())
        readings += 1
        versions.add(row.model_version)
        read = row.body.get("topic") or {}
        if read.get("code"):
            sure.append(float(read["confidence"]))
            corrected.append(bool(row.topic) and row.topic != read["code"])
    mix = _mix(uow, period.start, period.end)
    return Drift(
        month=month,
        readings=readings,
        unseen_words=unseen_share(reader, words),
        confidence=confidence_shares(sure),
        mean_confidence=float(np.mean(sure)) if sure else None,
        shift=stability_index(_mix(uow, earliest, period.start), mix),
        corrected=float(np.mean(corrected)) if corrected else None,
        mix=mix,
        versions=tuple(sorted(versions)),
    )


def keep(shelf: Shelf, found: Drift) -> None:
    """Keep a month's drift; what was kept of the month before is replaced."""
    folder = shelf.folder / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found.to_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    with atomic_file(folder / f"{found.month}.json") as draft:
        draft.write_text(text, encoding="utf-8")


def kept(shelf: Shelf, months: int = 12) -> list[Drift]:
    """The newest months that were watched, the newest first; files that cannot be read left out."""
    found = []
    for path in sorted((shelf.folder / _FOLDER).glob("????-??.json"), reverse=True)[:months]:
        try:
            found.append(Drift.from_json(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def _mix(uow: UnitOfWork, start: datetime, end: datetime) -> Mapping[str, int]:
    """How many requests each broad topic had."""
    broad = func.substr(TicketRow.topic, 1, 2)
    query = (
        select(broad, func.count())
        .where(TicketRow.registered_at >= start, TicketRow.registered_at < end)
        .where(TicketRow.topic != "")
        .group_by(broad)
    )
    return {row[0]: int(row[1]) for row in uow.session.execute(query)}
