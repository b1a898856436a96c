"""Which trained reader reads: registering, comparing, putting in use, taking back.

Every change leaves a trace beside the looks at personal data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.load import usable
from models.shelf import registry
from models.shelf.artefact import ArtefactMismatch, Stored, load_stored
from models.shelf.corrections import KIND as CORRECTED
from models.shelf.registry import BUILTIN, CHAMPION, CannotRegister, Entry
from models.training.compare import LEAST, WORSE, Comparison, compare, marks, said_by, unseen_rows
from service.domain.errors import BadInput, NotFound, Refused
from service.flows.desk import Desk

_FIXED = "设置 MINSHENG_READER 指定了读件模型，这里的选择不起作用。请先去掉那个设置再重启。"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of the readers; ``fixed`` is a reader that the settings name instead."""

    folder: Path
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One reader as a list shows it; ``problem``: why its files cannot be used."""

    name: str
    state: str
    added_at: str
    metrics: dict[str, Any]
    labels: int
    compared: dict[str, Any]
    problem: str = ""


def listed(shelf: Shelf) -> list[ReaderLine]:
    """The readers of the shelf, the one in use first, then the newest; the built-in one last."""
    held = registry.load_registry(shelf.folder)
    lines = [_line(shelf, entry) for entry in reversed(held.readers)]
    state = CHAMPION if held.champion == BUILTIN else registry.CHALLENGER
    lines.append(ReaderLine(BUILTIN, state, "", {}, 0, {}))
    return sorted(lines, key=lambda line: line.state != CHAMPION)


def before(shelf: Shelf) -> str:
    """The name of the reader that would read after a step back; empty for none."""
    held = registry.load_registry(shelf.folder)
    return held.before[-1] if held.before else ""


def register(desk: Desk, shelf: Shelf, source: Path) -> str:
    """Register a trained reader as a challenger; its name. Raises ``BadInput``."""
    try:
        entry = registry.add(shelf.folder, source, desk.now)
    except (ArtefactMismatch, CannotRegister) as problem:
        raise BadInput(str(problem)) from problem
    _trace(desk, "add", entry.name)
    return entry.name


def promote(desk: Desk, shelf: Shelf, name: str, *, anyway: bool = False) -> None:
    """Put a reader in use. A running server takes it at its next reading.

    Raises ``Refused`` for one that was found worse, unless ``anyway``, and for one that cannot be
    used; ``NotFound`` for an unknown name.
    """
    _check_free(shelf)
    _check_known(shelf, name)
    compared = _compared(shelf, name)
    now_in_use = registry.load_registry(shelf.folder).champion
    is_worse = compared.get("verdict") == WORSE and compared.get("against") == now_in_use
    if is_worse and not anyway:
        raise Refused(f"{name} 比现用的差，没有启用。仍要启用请另行确认。", rule="not_worse")
    try:
        registry.promote(shelf.folder, name)
    except (ArtefactMismatch, CannotRegister) as problem:
        raise Refused(str(problem), rule="usable") from problem
    _trace(desk, "promote", name)


def roll_back(desk: Desk, shelf: Shelf) -> str:
    """Give the reading back to the reader before; its name. Raises ``Refused``."""
    _check_free(shelf)
    try:
        name = registry.roll_back(shelf.folder).champion
    except (ArtefactMismatch, CannotRegister) as problem:
        raise Refused(str(problem), rule="usable") from problem
    _trace(desk, "rollback", name)
    return name


def compare_with_champion(
    desk: Desk,
    shelf: Shelf,
    name: str,
    texts: Sequence[str],
    titles: Sequence[str],
    labels: Sequence[str],
) -> Comparison:
    """Compare a reader with the one in use on labelled rows neither has learned from; keep it.

    Raises ``BadInput`` when too few such rows are given, ``NotFound`` for an unknown name,
    ``Refused`` when there is nothing to compare with.
    """
    _check_known(shelf, name)
    champion = registry.load_registry(shelf.folder).champion
    if BUILTIN in (champion, name):
        raise Refused("内置模型没有本市的标签，没法和它比较；可以直接启用。", rule="has_labels")
    if champion == name:
        raise Refused(f"{name} 就是现用的读件模型，请比较另一个。", rule="two_readers")
    if any(_is_corrected(shelf, each) for each in (champion, name)):
        words = "从工作中学来的模型在学习时已经和当时现用的比过，结果见“从工作中学习”页。"
        raise Refused(words, rule="has_labels")
    known = marks(shelf.folder / champion) | marks(shelf.folder / name)
    labelled = [row for row, label in enumerate(labels) if label.strip()]
    rows = [row for row in unseen_rows(texts, titles, known) if labels[row].strip()]
    if len(rows) < LEAST:
        raise BadInput(
            f"两个模型训练时都没见过的只有 {len(rows)} 行，至少要 {LEAST} 行。"
            "请换训练之后的新工单。"
        )
    bodies, heads = [texts[row] for row in rows], [titles[row] for row in rows]
    cut = desk.hotline.reader.segmenter
    said = [said_by(usable(_stored(shelf, each)), cut, bodies, heads) for each in (champion, name)]
    truth = [labels[row] for row in rows]
    found = compare(truth, *said, against=champion, seen=len(labelled) - len(rows))
    registry.note_comparison(shelf.folder, name, found.to_json())
    return found


def _line(shelf: Shelf, entry: Entry) -> ReaderLine:
    found = registry.manifest_of(shelf.folder, entry.name)
    return ReaderLine(
        name=entry.name,
        state=entry.state,
        added_at=entry.added_at,
        metrics=dict(found.metrics) if found else {},
        labels=len(found.labels) if found else 0,
        compared=dict(entry.compared),
        problem="" if found else "文件缺失或损坏，请从备份恢复",
    )


def _is_corrected(shelf: Shelf, name: str) -> bool:
    found = registry.manifest_of(shelf.folder, name)
    return found is not None and found.kind == CORRECTED


def _stored(shelf: Shelf, name: str) -> Stored:
    try:
        return load_stored(shelf.folder / name, kind="trained")
    except ArtefactMismatch as problem:
        raise Refused(f"{name} 不能用：{problem}", rule="usable") from problem


def _compared(shelf: Shelf, name: str) -> dict[str, Any]:
    held = registry.load_registry(shelf.folder)
    return dict(held.entry(name).compared) if name != BUILTIN else {}


def _check_known(shelf: Shelf, name: str) -> None:
    if name == BUILTIN:
        return
    try:
        registry.load_registry(shelf.folder).entry(name)
    except CannotRegister as problem:
        raise NotFound(str(problem)) from problem


def _check_free(shelf: Shelf) -> None:
    if shelf.fixed:
        raise Refused(_FIXED, rule="not_fixed")


def _trace(desk: Desk, what: str, name: str) -> None:
    desk.uow.callers.trace(desk.actor, "", f"reader:{what}:{name}", desk.now)
