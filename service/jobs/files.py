"""Writes a month's files: the report as HTML, Word and Excel; topics and agenda as tables.

Each file appears whole or not at all, and holds the same bytes for the same data.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from service.domain.errors import BadInput
from service.domain.localtime import LOCAL
from service.flows.month.agenda import MonthProduct
from service.reporting.document import document
from service.reporting.page import page
from service.reporting.paper import Paper
from service.reporting.workbook import workbook
from service.sheets import atomic_csv, atomic_file

_TOPIC = (
    *("topic_id", "level", "rank", "heat", "size", "callers", "before", "since"),
    *("title", "keywords", "place", "first_at", "last_at", "typical_no"),
)
_AGENDA = ("rank", "topic_id", "title", "tickets", "reasons", "tickets_hash")


def write_files(product: MonthProduct, folder: Path) -> list[Path]:
    """Write everything about a month into a folder, made if need be; return the paths.

    Raises ``BadInput`` when nothing can be written there.
    """
    return [*write_report(product.paper, folder), *_write_tables(product, folder)]


def write_report(paper: Paper, folder: Path) -> list[Path]:
    """Write a report as HTML, Word and Excel into a folder, made if need be; return the paths.

    Raises ``BadInput`` when nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadInput(f"文件夹 {folder} 不能建立：{problem.strerror}。请换一个。") from problem
    written = []
    for ending, make in (("html", page), ("docx", document), ("xlsx", workbook)):
        path = folder / f"report-{paper.month}.{ending}"
        with atomic_file(path) as neighbour:
            neighbour.write_bytes(make(paper))
        written.append(path)
    return written


def _write_tables(product: MonthProduct, folder: Path) -> list[Path]:
    month = product.outcome.month
    agenda = [
        {
            "rank": draft.rank,
            "topic_id": draft.topic_id,
            "title": draft.title,
            "tickets": len(draft.tickets),
            "reasons": "；".join(draft.reasons),
            "tickets_hash": draft.tickets_hash,
        }
        for draft in product.drafts
    ]
    return [
        _write(folder / f"topics-{month}.csv", _TOPIC, map(_local, product.topics)),
        _write(folder / f"members-{month}.csv", ("no", "topic_id"), product.members),
        _write(folder / f"agenda-{month}.csv", _AGENDA, agenda),
    ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Path:
    with atomic_csv(path, columns, for_excel=True) as table:
        for row in rows:
            table.write({key: "" if value is None else value for key, value in row.items()})
    return path


def _local(topic: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: topic[name].astimezone(LOCAL).isoformat() for name in ("first_at", "last_at")}
    return {**topic, **times}
