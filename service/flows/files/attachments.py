"""Attachments: looked into and kept before the step is taken, recorded with it, swept.

Keeping a content takes longer than a transaction may: it is done first, and a form that was refused
carries signed tickets of what is already there instead of the files.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from service.domain.attachments import FILES, TAKES_FILES, AttachmentRules, why_too_much
from service.domain.errors import BadInput, Refused
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor
from service.files.kinds import sniff
from service.files.names import clean_name
from service.files.office import Unfit
from service.files.pictures import preview
from service.store.installation.secrets import Vault
from service.store.uow import Store, UnitOfWork

FIELD = "files"
_LIFETIME = timedelta(hours=20)
"""How long what was kept for a form waits for it; the sweep leaves it alone for a day."""
_UNTOUCHED = timedelta(days=1)
_NIGHTS = 30
_LEAST_FREE = 200 * 2**20
_SHOWN_NAME = 40


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody sends it: the name is only a name."""

    name: str
    file: BinaryIO


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose content is kept and that waits for its step."""

    name: str
    kind: str
    size: int
    sha256: str
    has_preview: bool


def take_in(store: Store, rules: AttachmentRules, given: Iterable[Given]) -> list[Kept]:
    """Look into each file and keep it; the same content counts once.

    Raises ``BadInput`` naming every file that is not taken, after keeping the others: its field
    is ``FIELD``. To be called outside a transaction.
    """
    kept, wrong = take_what_fits(store, rules, given)
    if wrong:
        raise BadInput("有附件没有收下，请看附件一栏。", {FIELD: "；".join(wrong)})
    return kept


def take_what_fits(
    store: Store, rules: AttachmentRules, given: Iterable[Given]
) -> tuple[list[Kept], list[str]]:
    """The files that were kept, each content once, and a sentence for each that was not."""
    kept: dict[str, Kept] = {}
    wrong: list[str] = []
    for one in given:
        try:
            file = _take_one(store, rules, one)
            kept.setdefault(file.sha256, file)
        except (Unfit, BadInput) as problem:
            wrong.append(f"“{_shown(one.name)}”{problem}")
    return list(kept.values()), wrong


def _take_one(store: Store, rules: AttachmentRules, given: Given) -> Kept:
    if given.file.seek(0, 2) > rules.file_bytes:
        raise Unfit(f"超过 {rules.file_mb} MB，请压缩或分开上传")
    if store.blobs.free_bytes() < _LEAST_FREE:
        raise Unfit("没有收下：系统的磁盘快满了，请联系热线管理员")
    kind = sniff(given.file)
    given.file.seek(0)
    content = store.blobs.keep(given.file, rules.file_bytes)
    small = preview(given.file) if kind.is_picture else None
    if small is not None:
        store.blobs.keep_preview(content.sha256, small)
    name = clean_name(given.name, kind)
    return Kept(name, kind.name, content.size, content.sha256, small is not None)


def _shown(name: str) -> str:
    plain = "".join(ch for ch in name.replace("\\", "/").rpartition("/")[2] if ch.isprintable())
    return plain[:_SHOWN_NAME] or "没有名字的文件"


def to_token(vault: Vault, actor: Actor, file: Kept, now: datetime) -> str:
    """What a form carries instead of a file that is kept already; good for this person today."""
    said = {**asdict(file), "by": actor.id, "at": now.isoformat()}
    return vault.sign(FILES, json.dumps(said))


def from_tokens(vault: Vault, actor: Actor, tokens: Iterable[str], now: datetime) -> list[Kept]:
    """The files that the tokens stand for. Raises ``BadInput`` for one that has lapsed."""
    kept: dict[str, Kept] = {}
    for token in tokens:
        said = json.loads(vault.signed(FILES, token) or "null")
        is_good = said is not None and said.pop("by") == actor.id
        if not is_good or now - datetime.fromisoformat(said.pop("at")) > _LIFETIME:
            raise BadInput("先前上传的附件已失效，请重新选择。", {FIELD: "请重新选择文件"})
        kept.setdefault(said["sha256"], Kept(**said))
    return list(kept.values())


def described(
    uow: UnitOfWork, rules: AttachmentRules, no: str, step: Step, files: Sequence[Kept]
) -> dict[str, Any]:
    """What the step keeps of its files; nothing where none come along.

    Raises ``Refused`` where the step takes none, or the ticket holds enough, and ``BadInput`` for
    a content that was wiped since it was kept.
    """
    if not files:
        return {}
    if step not in TAKES_FILES:
        raise Refused("这个环节不收附件。", rule="takes_files")
    if not all(uow.blobs.has(file.sha256) for file in files):
        raise BadInput("先前上传的附件已失效，请重新选择。", {FIELD: "请重新选择文件"})
    held, total = uow.attachments.sizes(no), uow.attachments.total()
    why_not = why_too_much([file.size for file in files], held, total, rules)
    if why_not:
        raise Refused(why_not, rule="why_too_much")
    return {FILES: [[file.kind, file.size, file.sha256] for file in files]}


def record(uow: UnitOfWork, entry: Entry, files: Sequence[Kept]) -> None:
    """Write down what came with a step, or take down what the step takes down."""
    for file in files:
        uow.attachments.add(
            entry, file.name, file.kind, file.size, file.sha256, has_preview=file.has_preview
        )
    if entry.step is Step.REMOVE_ATTACHMENT:
        wipes = bool(entry.data.get("wipes"))
        uow.attachments.remove(int(entry.data["attachment"]), entry.at, wipes=wipes)


def tidy(store: Store, rules: AttachmentRules, now: datetime) -> dict[str, int]:
    """Let go what nobody needs and look whether the rest is whole; return how many of each.

    ``swept_files``: cut off uploads and contents that no ticket refers to; ``wiped_files``: taken
    down long ago; ``broken_files``: missing or changed.
    """
    with store.write() as uow:
        wiped = uow.attachments.wipe_removed(now - rules.kept, now)
    with store.read() as uow:
        live, gone = uow.attachments.contents(), uow.attachments.wiped()
    swept = store.blobs.sweep(live.keys(), gone, (now - _UNTOUCHED).timestamp())
    turn = now.timetuple().tm_yday % _NIGHTS
    broken = sum(bool(_fault(store, sha256, turn)) for sha256 in live)
    return {"swept_files": swept, "wiped_files": wiped, "broken_files": broken}


def _fault(store: Store, sha256: str, turn: int) -> str:
    is_turn = int(sha256[:4], 16) % _NIGHTS == turn
    return store.blobs.fault(sha256) if is_turn or not store.blobs.has(sha256) else ""


def faults(store: Store) -> Iterator[tuple[str, str]]:
    """Ticket number and what is wrong with one of its files, for every fault."""
    with store.read() as uow:
        live = uow.attachments.contents()
    for sha256, no in sorted(live.items(), key=lambda item: item[1]):
        if why := store.blobs.fault(sha256):
            yield no, why
