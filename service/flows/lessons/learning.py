"""Learning from work: a challenger and changes of the catalogue are proposed; a person decides."""

import csv
import io
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from models.shelf import registry
from models.shelf.artefact import ArtefactMismatch
from models.shelf.registry import CannotRegister
from models.training.compare import WORSE, marks
from models.training.learning import Learned, TooFewVerdicts, learn
from service.domain.by import By
from service.domain.errors import BadInput, NotAllowed, NotFound, Refused
from service.domain.permissions import SYSTEM, Actor, Permission
from service.domain.proposals import Finding, Proposal, ProposalKind, ProposalState
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue import rows as catalogue_rows
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.lessons import evidence, readers
from service.flows.lessons.evidence import Ground
from service.flows.lessons.merged_pairs import Found, found_again
from service.flows.lessons.readers import Shelf
from service.flows.lessons.verdicts import Gathered, gather
from service.flows.queries.catalogue.verdicts import roles_of_people, tickets_since
from service.store.uow import UnitOfWork

_SPAN = timedelta(days=365)
VERDICTS = "verdicts.csv"
_NOTE_CHARS = 500
_EXAMPLES = 30
_LEAD_COLUMNS = {level.value: column for column, level in catalogue_rows.LEADS.items()}


@dataclass(frozen=True)
class Lessons:
    """What a run has to learn from: the verdicts, those since the last training, the findings.

    ``merged``: how often looking for similar tickets would have found what people merged.
    """

    gathered: Gathered
    fresh: int
    findings: tuple[Finding, ...]
    merged: Found = field(default_factory=Found)


@dataclass(frozen=True)
class Taught:
    """A challenger in a folder of its own, or why there is none."""

    learned: Learned | None = None
    why_not: str = ""


def look(uow: UnitOfWork, hotline: Hotline, now: datetime) -> Lessons:
    """Everything that a year of work teaches, up to now."""
    held = hotline.catalogue(uow, now)
    gathered = gather(tickets_since(uow, now - _SPAN, now), held, roles_of_people(uow))
    last = uow.proposals.newest(ProposalKind.READER)
    known = datetime.fromisoformat(last.finding.figures["until"]) if last else None
    fresh = sum(known is None or v.at > known for v in gathered.verdicts.values())
    ground = Ground(gathered, held, hotline.reader, uow.proposals.settled())
    return Lessons(gathered, fresh, tuple(evidence.findings(ground)), found_again(gathered))


def train(hotline: Hotline, shelf: Shelf, lessons: Lessons, least: int) -> Taught:
    """A challenger tried beside the reader in use; none while there are too few new verdicts."""
    if lessons.fresh < least:
        words = f"上次学习以来新的人工结论有 {lessons.fresh} 件，满 {least} 件才训练。"
        return Taught(why_not=words)
    against = shelf.fixed or registry.load_registry(shelf.folder).champion
    champion = _champion(shelf)
    seen = marks(champion) if champion else frozenset[str]()
    try:
        rows = lessons.gathered.lessons()
        return Taught(learn(hotline.reader, rows, against=Path(against).name, seen=seen))
    except TooFewVerdicts as problem:
        return Taught(why_not=str(problem))


def keep(
    uow: UnitOfWork, shelf: Shelf, lessons: Lessons, taught: Taught, now: datetime
) -> dict[str, int]:
    """Register the challenger, propose what was found, withdraw what no longer holds.

    Returns counts for the record of the run. Running it twice proposes nothing twice.
    """
    found = list(lessons.findings)
    if taught.learned is not None and _register(shelf, taught.learned, lessons, now):
        _withdraw(uow, now, [ProposalKind.READER], set())
        found.insert(0, _reader_finding(taught.learned, lessons))
    for finding in found:
        uow.proposals.put(finding, now)
    by_people = (ProposalKind.READER, ProposalKind.PRECEDENT)
    kinds = [kind for kind in ProposalKind if kind not in by_people]
    _withdraw(uow, now, kinds, {(f.kind, f.key) for f in found})
    return {
        "verdicts": len(lessons.gathered.verdicts),
        "fresh_verdicts": lessons.fresh,
        "learned": taught.learned.trial.learned if taught.learned else 0,
        "judged": taught.learned.trial.comparison.rows if taught.learned else 0,
        "merged_pairs": lessons.merged.pairs,
        "found_again": lessons.merged.found,
        "proposals": len(found),
    }


def accept(desk: Desk, shelf: Shelf, proposal_id: int, note: str, *, anyway: bool = False) -> str:
    """Do what is proposed: put the reader in use, or write the change into the catalogue's draft.

    Returns the page to go on at. Nothing of the catalogue is in force before a person publishes
    the draft. Raises ``NotFound``, ``Stale``, ``Refused``, ``BadInput``.
    """
    found = _waiting(desk, proposal_id, note)
    desk.uow.proposals.decide(found.id, ProposalState.ACCEPTED, desk.by(note.strip()))
    _trace(desk, "accept", found.id)
    if found.finding.kind is ProposalKind.READER:
        readers.promote(desk, shelf, found.finding.key, anyway=anyway)
        return "/readers"
    return _draft(desk, found.finding)


def dismiss(desk: Desk, proposal_id: int, note: str) -> None:
    """Turn a proposal down, with the reason; it is not made again on the same evidence.

    Raises ``NotFound``, ``Stale``, ``BadInput`` without a reason.
    """
    found = _waiting(desk, proposal_id, note)
    if not note.strip():
        raise BadInput("请写明为什么不采纳。", {"note": "写一句为什么不采纳"})
    desk.uow.proposals.decide(found.id, ProposalState.DISMISSED, desk.by(note.strip()))
    _trace(desk, "dismiss", found.id)


def is_worse(finding: Finding) -> bool:
    """Whether a proposed reader did worse than the one in use."""
    return bool(finding.figures.get("comparison", {}).get("verdict") == WORSE)


def may_decide(actor: Actor, kind: ProposalKind) -> bool:
    """Whether this person decides such proposals."""
    needed = Permission.CATALOGUE_EDIT
    return actor.may(Permission.READER_MANAGE if kind is ProposalKind.READER else needed)


def _waiting(desk: Desk, proposal_id: int, note: str) -> Proposal:
    if len(note.strip()) > _NOTE_CHARS:
        raise BadInput("说明太长了。", {"note": f"最多 {_NOTE_CHARS} 字"})
    found = desk.uow.proposals.get(proposal_id)
    if not may_decide(desk.actor, found.finding.kind):
        raise NotAllowed("您的角色不能处理这条建议。")
    return found


def _draft(desk: Desk, finding: Finding) -> str:
    """Write the change of one topic into the shared draft; where its form is."""
    figures = finding.figures
    topic = str(figures.get("other") or figures.get("topic") or "")
    held = catalogue.work(desk)
    if topic not in held.after:
        return "/catalogue"
    cells = _changed(dict(held.after[topic]), finding)
    if cells != held.after[topic]:
        catalogue.change(desk, topic, cells, held.seen(topic))
    return f"/catalogue/draft/topics/{topic}"


def _changed(cells: dict[str, str], finding: Finding) -> dict[str, str]:
    figures = finding.figures
    if finding.kind in (ProposalKind.LEAD, ProposalKind.PRECEDENT):
        return cells | {_LEAD_COLUMNS[figures["level"]]: figures["family"]}
    words = catalogue_rows.parts("words", cells["words"])
    return catalogue_rows.tidy(cells | {"words": "、".join([*words, *figures["words"]])})


def _champion(shelf: Shelf) -> Path | None:
    return Path(shelf.fixed) if shelf.fixed else registry.champion_folder(shelf.folder)


def _register(shelf: Shelf, learned: Learned, lessons: Lessons, now: datetime) -> bool:
    """Whether the challenger is a new one; the same verdicts make the same one again."""
    folder = Path(tempfile.mkdtemp(prefix="minsheng-learned-"))
    try:
        learned.save(folder, _champion(shelf), {VERDICTS: _table(lessons.gathered)})
        entry = registry.add(shelf.folder, folder, now)
    except CannotRegister:
        return False
    except ArtefactMismatch as problem:
        raise Refused(str(problem), rule="usable") from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    registry.note_comparison(shelf.folder, entry.name, learned.trial.comparison.to_json())
    return True


def _table(gathered: Gathered) -> str:
    """Where each verdict comes from, as CSV that a spreadsheet opens in Chinese; no text."""
    out = io.StringIO()
    rows = gathered.rows()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def verdicts_file(desk: Desk, shelf: Shelf, proposal_id: int) -> Path:
    """Where the verdicts lie that a proposed reader learned from or was tried on.

    Raises ``NotFound`` for another proposal, or when the file is gone.
    """
    found = desk.uow.proposals.get(proposal_id).finding
    path = shelf.folder / found.key / VERDICTS
    if found.kind is not ProposalKind.READER or not path.is_file():
        raise NotFound("没有这份清单。")
    return path


def _reader_finding(learned: Learned, lessons: Lessons) -> Finding:
    trial = learned.trial.to_json()
    figures: dict[str, Any] = {
        **trial,
        "gained": [list(row) for row in trial["gained"][:_EXAMPLES]],
        "lost": [list(row) for row in trial["lost"][:_EXAMPLES]],
        "until": max(v.at for v in lessons.gathered.verdicts.values()).isoformat(),
    }
    judged = sorted({row[0] for row in (*learned.trial.gained, *learned.trial.lost)})
    return Finding(ProposalKind.READER, learned.manifest.name, figures, tuple(judged))


def _withdraw(
    uow: UnitOfWork,
    now: datetime,
    kinds: Sequence[ProposalKind],
    held: set[tuple[ProposalKind, str]],
) -> None:
    """End what waits and was not found again."""
    for proposal in uow.proposals.open():
        about = proposal.finding.kind, proposal.finding.key
        if proposal.finding.kind in kinds and about not in held:
            uow.proposals.decide(proposal.id, ProposalState.WITHDRAWN, By(SYSTEM, now))


def _trace(desk: Desk, what: str, proposal_id: int) -> None:
    desk.uow.callers.trace(desk.actor, "", f"proposal:{what}:{proposal_id}", desk.now)
