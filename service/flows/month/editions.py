"""What people make of a report: texts, submission, signature, correction."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from models.words.privacy import mask
from service.domain import editions as rules
from service.domain.editions import EditionStatus, EditionStep
from service.domain.errors import BadInput
from service.flows.desk import Desk
from service.flows.month.edition_notices import tell_of
from service.flows.month.machine import Machine, special_machine
from service.reporting.document import document
from service.reporting.edited import ADVICE, edited, parts
from service.reporting.page import page
from service.reporting.paper import Paper, paper_of
from service.reporting.workbook import workbook
from service.store.database.columns import dump_json
from service.store.month.editions import About
from service.store.month.editions import about as about_of
from service.store.tables.reports import EditionRow
from service.store.uow import Store

_MOST = 50 * 2**20
MAKERS = {"html": page, "docx": document, "xlsx": workbook}


def begin(desk: Desk, about: About, reason: str = "") -> EditionRow:
    """A new edition of a report with its figures of now; after the first it is a correction.

    A correction takes over what was written in the edition before. Raises ``NotFound``,
    ``NotAllowed``, ``Refused`` or ``BadInput``.
    """
    machine = _machine(desk, about)
    before = desk.uow.editions.of(about)
    rules.check_new([EditionStatus(row.status) for row in before], desk.actor, reason)
    texts = dict(before[0].texts) if before else {}
    row = EditionRow(
        month=machine.month,
        special_id=about if isinstance(about, int) else 0,
        number=len(before) + 1,
        status=EditionStatus.DRAFT.value,
        version=1,
        figures=machine.figures,
        data_hash=machine.data_hash,
        figures_at=machine.at,
        texts=_known(texts, machine.figures),
        files={},
        reason=reason.strip(),
        created_at=desk.now,
        signed_at=None,
        signed_by="",
    )
    return desk.uow.editions.begin(row, desk.actor)


def write(
    desk: Desk, about: About, number: int, version: int, given: Mapping[str, str]
) -> EditionRow:
    """Keep what was written, by the fields of ``edited.parts``; other fields are left out.

    What equals the machine's words is not kept. Raises ``NotFound``, ``Stale``, ``IllegalStep``,
    ``NotAllowed`` or ``BadInput`` naming the field.
    """
    row = _seen(desk, about, number, version)
    target = rules.take(standing(desk, row), EditionStep.WRITE, desk.actor)
    known = {part.field: part for part in parts(paper_of(row.figures["paper"]))}
    said = {
        name: "\n".join(line.rstrip() for line in text.strip().splitlines())
        for name, text in given.items()
        if name in known
    }
    texts = {name: text for name, text in said.items() if text != known[name].machine}
    masked = {name: mask(text).text for name, text in texts.items()}
    # Masking also tidies spaces and widths; only what it takes out is personal.
    clean = {n: t if not mask(t).kinds else masked[n] for n, t in texts.items()}
    rules.check_texts(texts, clean)
    if texts != row.texts:
        desk.uow.editions.move(
            row,
            EditionStep.WRITE.value,
            target,
            desk.by(),
            values={"texts": texts},
            data={"texts": texts},
        )
    return row


def take(
    desk: Desk,
    store: Store,
    about: About,
    number: int,
    version: int,
    step: EditionStep,
    note: str = "",
) -> EditionRow:
    """Take a step other than writing. On signing the files are made, kept and hashed.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed``, ``Refused`` or ``BadInput``.
    """
    row = _seen(desk, about, number, version)
    target = rules.take(standing(desk, row), step, desk.actor, note)
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    if step is EditionStep.RENEW:
        machine = _machine(desk, about)
        texts = _known(row.texts, machine.figures)
        values = {
            "figures": machine.figures,
            "data_hash": machine.data_hash,
            "figures_at": machine.at,
            "texts": texts,
        }
        data = {"data_hash": machine.data_hash, "texts": texts}
    if step is EditionStep.SIGN:
        files = _keep_files(store, paper_of_edition(row))
        values = {"files": files, "signed_at": desk.now, "signed_by": desk.actor.name}
        data = {"data_hash": row.data_hash, "content_hash": content_hash(row), "files": files}
        _replace_older(desk, row)
    desk.uow.editions.move(
        row,
        step.value,
        target,
        desk.by(note.strip()),
        values=values,
        data=data,
    )
    tell_of(desk, row, step, note)
    return row


def paper_of_edition(row: EditionRow) -> Paper:
    """The report as this edition prints it; a special one's advice only if somebody wrote it."""
    paper = edited(paper_of(row.figures["paper"]), row.texts)
    issue = f"{paper.issue}{rules.suffix(row.number)}"
    why = f"本件为更正件，代替第{row.number - 1}稿。更正理由：{row.reason}" if row.reason else ""
    sections = paper.sections
    if row.special_id:
        sections = tuple(s for s in sections if s.heading != ADVICE or s.sentences)
    return replace(paper, issue=issue, remarks=(why,) if why else (), sections=sections)


def content_hash(row: EditionRow) -> str:
    """SHA-256 over the figures and the texts of an edition."""
    return hashlib.sha256(dump_json([row.figures, row.texts, row.reason]).encode()).hexdigest()


def faults(desk: Desk, store: Store, row: EditionRow) -> tuple[str, ...]:
    """What no longer is as it was signed, in words; empty for an unsigned or an intact edition."""
    signed = [s for s in desk.uow.editions.steps(row.id) if s.step == EditionStep.SIGN.value]
    if not signed:
        return ()
    found = [
        f"{kind} {why}" for kind, sha in row.files.items() if (why := store.editions.fault(sha))
    ]
    if signed[-1].data["content_hash"] != content_hash(row):
        found.append("数据与签发时不一致")
    return tuple(found)


def standing(desk: Desk, row: EditionRow) -> rules.Standing:
    """What the rules ask about an edition."""
    steps = desk.uow.editions.steps(row.id)
    authored = {EditionStep.WRITE.value, EditionStep.RENEW.value, EditionStep.SUBMIT.value}
    return rules.Standing(
        status=EditionStatus(row.status),
        writers=frozenset(step.actor_id for step in steps if step.step in authored),
        is_whole=bool(row.figures["is_whole"]),
    )


def _replace_older(desk: Desk, row: EditionRow) -> None:
    for older in desk.uow.editions.of(about_of(row)):
        if older.number < row.number and older.status == EditionStatus.SIGNED:
            desk.uow.editions.move(
                older,
                EditionStep.REPLACE.value,
                EditionStatus.REPLACED,
                desk.by(row.reason),
            )


def _keep_files(store: Store, paper: Paper) -> dict[str, str]:
    return {
        kind: store.editions.keep(BytesIO(make(paper)), _MOST).sha256
        for kind, make in MAKERS.items()
    }


def _known(texts: Mapping[str, str], figures: Mapping[str, Any]) -> dict[str, str]:
    fields = {part.field for part in parts(paper_of(figures["paper"]))}
    return {name: text for name, text in texts.items() if name in fields}


def _seen(desk: Desk, about: About, number: int, version: int) -> EditionRow:
    row = desk.uow.editions.get(about, number)
    if row.version != version:
        raise desk.uow.editions.stale(row)
    return row


def _machine(desk: Desk, about: About) -> Machine:
    """What the program made of a report. Raises ``NotFound``."""
    if isinstance(about, int):
        return special_machine(desk.uow.special_reports.get(about))
    report = desk.uow.months.get_report(about)
    return Machine(about, report.figures, report.data_hash, report.created_at)


def step_of(name: str) -> EditionStep:
    """The step that a form names. Raises ``BadInput``."""
    if name not in {s.value for s in EditionStep} - {"write", "replace"}:
        raise BadInput("没有这一步，请刷新后再办。")
    return EditionStep(name)
