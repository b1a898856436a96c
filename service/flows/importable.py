"""What a table of past tickets would bring, found out before anything is written."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from service.flows.importing import (
    LONG_AGO,
    Counts,
    Import,
    Report,
    batches,
    interpreter_of,
    reject,
    unknown_of,
)
from service.flows.source_rows import Draft
from service.sheets import ColumnMap

_MOST_NAMES = 5000


@dataclass(slots=True)
class Foreseen:
    """What an import of the table would do. ``counts.accepted``: rows that would be registered.

    Of those: ``first_at`` and ``last_at`` as the table says, ``undated`` without a time, ``recent``
    of the last thirty days, ``placed`` in a district that the city's list knows, ``sorted_already``
    with a topic of the catalogue; ``unplaced``: the districts that the list does not know, each
    with its number of rows.
    """

    counts: Counts
    first_at: datetime | None = None
    last_at: datetime | None = None
    undated: int = 0
    recent: int = 0
    placed: int = 0
    sorted_already: int = 0
    unplaced: Counter[str] = field(default_factory=Counter)
    seen: dict[str, bytes] = field(default_factory=dict, repr=False)


def foresee(task: Import, report: Report | None = None) -> Foreseen:
    """Look through a whole table as ``importing.run`` would, and write nothing.

    ``task.refuse`` gets every row that would not be taken. ``report`` is called after every batch.
    """
    found = Foreseen(task.counts)
    with task.store.read() as uow:
        interpreter = interpreter_of(task, uow, task.clock())
    for drafts in batches(task, interpreter):
        with task.store.read() as uow:
            unknown = unknown_of(task, uow, drafts)
        _look(task, found, unknown)
        if report:
            report(task.counts)
    return found


def _look(task: Import, found: Foreseen, drafts: Sequence[Draft]) -> None:
    recent = task.clock() - LONG_AGO
    for draft in drafts:
        if _is_new(task, found, draft):
            _note(found, draft, recent)
            _place(found, draft, task.columns)


def _is_new(task: Import, found: Foreseen, draft: Draft) -> bool:
    """Whether no row of an earlier batch is this one; told as the import itself would tell it."""
    request = draft.request
    key, text = request.dedupe_key or "", _digest(request.text)
    first = found.seen.setdefault(key, text)
    if first is text:
        return True
    if first == text or not draft.has_number:
        task.counts.repeated += 1
    else:
        number = request.source["external_no"]
        reject(task, draft.row, f"编号“{number}”在表里有几行，内容不同；若是另一件事请改编号")
    return False


def _note(found: Foreseen, draft: Draft, recent: datetime) -> None:
    request, at = draft.request, draft.request.registered_at
    found.counts.accepted += 1
    found.sorted_already += bool(request.topic)
    if at is None:
        found.undated += 1
        return
    found.recent += at >= recent
    found.first_at = min(found.first_at or at, at)
    found.last_at = max(found.last_at or at, at)


def _place(found: Foreseen, draft: Draft, columns: ColumnMap) -> None:
    if draft.request.area:
        found.placed += 1
        return
    values = draft.row.values
    name = columns.value(values, "township").strip() or columns.value(values, "area").strip()
    if name and (name in found.unplaced or len(found.unplaced) < _MOST_NAMES):
        found.unplaced[name] += 1


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.strip().encode("utf-8", "replace"), digest_size=12).digest()
