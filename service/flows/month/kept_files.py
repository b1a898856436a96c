"""The files of an edition: the very bytes that were signed, or one made again that says so."""

import hashlib
from dataclasses import dataclass, replace

from service.domain.editions import EditionStep
from service.domain.errors import NotFound
from service.domain.localtime import LOCAL
from service.flows.desk import Desk
from service.flows.month.editions import MAKERS, content_hash, paper_of_edition
from service.reporting.paper import Paper
from service.store.tables.reports import EditionRow
from service.store.uow import Store

REMADE = "重制"
_SHOWN = 16


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file; ``is_remade``: it was signed, but what was kept is gone and this was made again."""

    content: bytes
    is_remade: bool = False


def file_of(desk: Desk, store: Store, row: EditionRow, kind: str) -> KeptFile:
    """An edition as a file: once signed the very bytes that were signed.

    Where those are gone or are not what they were, the file is made again from what was signed,
    and its title and first remark say that, and whether it comes out the same. Raises
    ``NotFound``.
    """
    if kind not in MAKERS:
        raise NotFound("月报只有网页、Word 和 Excel 三种文件。")
    paper = paper_of_edition(row)
    if kind not in row.files:
        return KeptFile(MAKERS[kind](paper))
    signed = row.files[kind]
    fault = store.editions.fault(signed)
    if not fault:
        return KeptFile(b"".join(store.editions.chunks(signed)))
    again = hashlib.sha256(MAKERS[kind](paper)).hexdigest()
    said = _said(desk, fault, signed, again, is_data_same=_is_data_same(desk, row))
    return KeptFile(MAKERS[kind](_marked(paper, said)), is_remade=True)


def _is_data_same(desk: Desk, row: EditionRow) -> bool:
    steps = desk.uow.editions.steps(row.id)
    hashes = [s.data["content_hash"] for s in steps if s.step == EditionStep.SIGN.value]
    return hashes[-1:] == [content_hash(row)]


def _said(desk: Desk, fault: str, signed: str, again: str, *, is_data_same: bool) -> str:
    """What the file says of itself; the checksums are compared without this remark."""
    at = desk.now.astimezone(LOCAL)
    head = (
        f"【{REMADE}】本文件不是签发时的原件：存下的{fault}，"
        f"由系统在{at.year}年{at.month}月{at.day}日按存下的数字和文字重做。"
    )
    if not is_data_same:
        return f"{head}这些数字和文字也和签发时不一致，不能当作签发的内容用，请从备份里找原件。"
    if again == signed:
        return f"{head}除去这段说明，和签发的文件完全一样（校验和 {signed[:_SHOWN]}）。"
    return (
        f"{head}数字和文字与签发时一致，文件本身不一样（签发时的校验和 {signed[:_SHOWN]}，"
        f"重做的 {again[:_SHOWN]}），可能是程序换过版本；请从备份里找原件核对。"
    )


def _marked(paper: Paper, said: str) -> Paper:
    return replace(paper, title=f"{paper.title}（{REMADE}件）", remarks=(said, *paper.remarks))
