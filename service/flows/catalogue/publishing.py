"""Ends a draft of the dispatch catalogue: published from a day on, or given up; going back."""

import hashlib
from datetime import date

from service.domain.errors import BadInput, NotFound, Refused
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.rows import Rows
from service.flows.desk import Desk

_NOTE_CHARS = 500


def start_from(desk: Desk, version: str) -> int:
    """Begin a draft with the rows of an older version; how many topics differ from now.

    Topics that came later stay: retiring one needs a successor, which a person names. Raises
    ``NotFound``, ``Refused`` while a draft has changes.
    """
    held = catalogue.held_work(desk)
    if held.changed:
        raise Refused("有一份草稿正在改，请先发布或放弃它。", rule="one_draft")
    if not version:
        raise NotFound("没有这个版本的派单目录。")
    rows = catalogue.rows_of(desk, version)
    fresh = {topic: row for topic, row in rows.items() if held.after.get(topic) != row}
    if not fresh:
        raise Refused("那个版本和现在的没有差别。", rule="differs")
    catalogue.write_rows(desk, held, fresh)
    return len(catalogue.work(desk).changed)


def discard(desk: Desk, stamp: str) -> None:
    """Give the draft up; its changes stay on record. Raises ``Stale``, ``NotFound``."""
    held = catalogue.held_work(desk)
    catalogue.check_stamp(held, stamp)
    if held.draft is None:
        raise NotFound("现在没有草稿。")
    desk.uow.drafts.close(held.draft, desk.by())
    _trace(desk, f"discard:{held.draft.id}")


def publish(desk: Desk, effective_on: date, note: str, stamp: str) -> str:
    """Publish the draft as a version in force from a day on; its name.

    Raises ``BadInput`` naming the field, ``Refused`` when nothing is changed, ``Stale`` when the
    draft is not the one that was seen.
    """
    held = catalogue.held_work(desk)
    catalogue.check_stamp(held, stamp)
    if held.draft is None or not held.changed:
        raise Refused("草稿里没有改动，不用发布。", rule="differs")
    _check_terms(desk, effective_on, note)
    catalogue.check_rows(
        desk, held, {topic: held.after[topic] for topic in held.changed}, by_topic=True
    )
    version = _name(desk, held.after)
    desk.uow.catalogues.add_version(
        version,
        [catalogue_rows.item_of(cells) for cells in held.after.values()],
        effective_on=effective_on,
        note=note.strip(),
        now=desk.now,
        wordings={topic: catalogue_rows.wording_of(row) for topic, row in held.after.items()},
    )
    desk.uow.drafts.close(held.draft, desk.by(), version=version)
    _trace(desk, f"publish:{version}")
    return version


def earliest(desk: Desk) -> date:
    """The first day from which a version published now may be in force."""
    return max(desk.today, desk.uow.catalogues.versions()[0].effective_on)


def _check_terms(desk: Desk, effective_on: date, note: str) -> None:
    wrong: dict[str, str] = {}
    if not note.strip():
        wrong["note"] = "写一句改了什么、为什么改"
    if len(note.strip()) > _NOTE_CHARS:
        wrong["note"] = f"太长了，最多 {_NOTE_CHARS} 字"
    if effective_on < desk.today:
        wrong["effective_on"] = "生效日不能早于今天：过去的工单按当时的目录"
    elif effective_on < earliest(desk):
        newest = desk.uow.catalogues.versions()[0]
        words = f"版本 {newest.version} 定于 {newest.effective_on} 生效，新版本不能比它早"
        wrong["effective_on"] = words
    if wrong:
        raise BadInput("还不能发布。", wrong)


def _name(desk: Desk, rows: Rows) -> str:
    """The next number, and a few signs of the content."""
    numbers = (known.version.partition("-")[0] for known in desk.uow.catalogues.versions())
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    content = repr([sorted(row.items()) for _, row in sorted(rows.items())])
    return f"{highest + 1}-{hashlib.sha256(content.encode()).hexdigest()[:6]}"


def _trace(desk: Desk, what: str) -> None:
    desk.uow.callers.trace(desk.actor, "", f"catalogue:{what}", desk.now)
