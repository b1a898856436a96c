"""Builds the list of a ticket's files, and what the timeline says of them."""

from collections.abc import Mapping

from service.domain.attachments import Attachment
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.files.kinds import TYPES
from service.flows.queries.tickets.ticket import TicketView
from service.labels import step_label
from service.web.contexts.attachments import FileRow
from service.web.render import moment
from service.web.uploads import size_words


def file_rows(view: TicketView, *, may_open_removed: bool) -> list[FileRow]:
    """The files, oldest first."""
    entries = {entry.seq: entry for entry in view.entries}
    reasons = {
        str(entry.data.get("attachment")): entry
        for entry in view.entries
        if entry.step is Step.REMOVE_ATTACHMENT
    }
    first: dict[str, Attachment] = {}
    for file in view.files.shown:
        first.setdefault(file.sha256, file)
    return [
        _row(file, view, entries, reasons.get(str(file.id)), first[file.sha256], may_open_removed)
        for file in view.files.shown
    ]


def _row(
    file: Attachment,
    view: TicketView,
    entries: Mapping[int, Entry],
    removal: Entry | None,
    earliest: Attachment,
    may_open_removed: bool,
) -> FileRow:
    unit = view.unit_names.get(file.actor_unit, "")
    who = f"{unit} · {file.actor_name}" if unit else file.actor_name
    opens = file.wiped_at is None and (file.is_there or may_open_removed)
    url = f"/tickets/{file.no}/files/{file.id}"
    same = ""
    if earliest is not file:
        same = f"和{_step(entries, earliest.seq)}时的“{earliest.name}”是同一个文件"
    return FileRow(
        id=file.id,
        name=file.name,
        about=f"{TYPES[file.kind].word}，{size_words(file.size)}",
        came=f"{_step(entries, file.seq)} · {who} · {moment(file.at)}",
        url=url if opens else "",
        preview=f"{url}/preview" if file.has_preview and opens else "",
        same=same,
        gone=_gone(file, removal),
        may_remove=file.id in view.files.removable,
        may_wipe=file.id in view.files.wipeable,
    )


def _step(entries: Mapping[int, Entry], seq: int) -> str:
    entry = entries.get(seq)
    return step_label(entry.step, entry.target) if entry else "登记"


def _gone(file: Attachment, removal: Entry | None) -> str:
    if file.removed_at is None:
        return ""
    what = "已撤下，内容已删除" if file.wiped_at else "已撤下"
    if removal is None:
        return what
    return f"{what}：{removal.data.get('reason', '')}（{removal.actor_name} {moment(removal.at)}）"


def names_by_step(view: TicketView) -> dict[int, list[str]]:
    """The names of the files that came with each step."""
    names: dict[int, list[str]] = {}
    for file in view.files.shown:
        names.setdefault(file.seq, []).append(
            file.name if file.is_there else f"{file.name}（已撤下）"
        )
    return names
