"""How well the kind of a request is told, on complaints marked by hand and on invented calls."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from models.signals.requests import request_type
from models.signals.wordings import REQUESTS as KINDS
from models.training.evaluate import accuracy, confusion, macro_f1, per_label, with_interval
from models.trials.outcome import Outcome, share
from models.words.text import normalise

GOAL = 0.85
PARTS = {"develop": "看过的一半", "held": "留出的一半"}
_NAMES = dict(zip(KINDS, ("咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"), strict=True))

Pair = tuple[str, str]
"""The kind marked by hand and the kind told."""


def measure(folder: Path) -> tuple[Outcome, ...]:
    """Return macro-F1, accuracy and each kind's recall and precision, for both halves of the marks.

    The folder holds the files that were marked; marks of missing or other files are left out.
    Only kinds that were marked count. Raises ValueError when no mark fits.
    """
    told = tuple(_told(folder))
    if not told:
        raise ValueError(f"{folder.name}：没有一行与手工标注相符，请换用标注时的那几份文件")
    return tuple(
        outcome
        for part, said in PARTS.items()
        for outcome in outcomes([pair for of, pair in told if of == part], said, part)
    )


def outcomes(pairs: Sequence[Pair], said: str, part: str) -> Iterator[Outcome]:
    """Yield the figures of one half; the goal stands on the macro-F1 of the half held out."""
    if not pairs:
        return
    truth = np.array([KINDS.index(marked) for marked, _ in pairs])
    chosen = np.array([KINDS.index(kind) for _, kind in pairs])
    for name, figure, goal in (
        ("宏平均 F1", macro_f1, GOAL if part == "held" else None),
        ("正确率", accuracy, None),
    ):
        value = with_interval(figure, truth, chosen, len(KINDS))
        yield Outcome(f"诉求类型{name}（{said}）", value, len(pairs), goal)
    for label in per_label(confusion(truth, chosen, len(KINDS)), KINDS):
        if label.rows:
            right = [kind == label.label for marked, kind in pairs if marked == label.label]
            note = f"准确率 {label.precision:.2f}，F1 {label.f1:.2f}"
            name = f"诉求类型“{_NAMES[label.label]}”召回率（{said}）"
            yield Outcome(name, share(right), label.rows, note=note)


def _told(folder: Path) -> Iterator[tuple[str, Pair]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for mark in _marks():
        if mark["file"] not in rows:
            rows[mark["file"]] = _read(folder / f"{mark['file']}.csv")
        at, of = int(mark["row"]), rows[mark["file"]]
        if at < len(of) and _digest(of[at]) == mark["digest"]:
            text, title = (normalise(of[at][name]) for name in ("留言详情", "留言主题"))
            yield mark["part"], (mark["request_type"], request_type(text, title)[0])


def _read(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _marks() -> Iterator[dict[str, str]]:
    place = files("models").joinpath("resources", "marks", "request_types.csv")
    return csv.DictReader(place.read_text(encoding="utf-8").splitlines())


def _digest(row: dict[str, str]) -> str:
    return hashlib.sha256(row["留言详情"].encode()).hexdigest()[:10]
