"""Tells Office files apart without unpacking them: new ones are archives, old ones are storages."""

import struct
import zipfile
from typing import BinaryIO

_MOST_PARTS = 20_000
_MOST_LIST = 4 * 2**20
_MOST_UNPACKED = 500 * 2**20
_MOST_RATIO = 200
_SMALL = 10 * 2**20
_END, _END_SIZE, _END_REACH = b"PK\x05\x06", 22, 65_557
_ROOTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_STREAMS = {
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}
_CHUNK = 1 << 20
_TOO_MANY = "里面的内容过多，不像正常的文档"


class Unfit(Exception):
    """A file that is not taken; the text says why, to follow the file's name."""


def office_kind(file: BinaryIO) -> str:
    """``docx``, ``xlsx`` or ``pptx``, or empty for another archive.

    Only the list of contents is read. Raises ``Unfit`` for a damaged archive, one that would
    unpack to much more than it is, and one with macros.
    """
    if _parts(file) > _MOST_PARTS:
        raise Unfit(_TOO_MANY)
    try:
        with zipfile.ZipFile(_Sparing(file)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError):
        raise Unfit("已经损坏，打不开，请重新保存后再传") from None
    if len(parts) > _MOST_PARTS:
        raise Unfit(_TOO_MANY)
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    is_swollen = unpacked > _SMALL and unpacked > _MOST_RATIO * max(packed, 1)
    if unpacked > _MOST_UNPACKED or is_swollen:
        raise Unfit("解开后大得不正常，不能收")
    names = {part.filename for part in parts}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unfit("含有宏，请另存为不含宏的文件再传")
    if "[Content_Types].xml" not in names:
        raise Unfit("是压缩包，请解开后把里面的文件分别上传")
    roots = {name.partition("/")[0] + "/" for name in names}
    return next((kind for root, kind in _ROOTS.items() if root in roots), "")


def old_office_kind(file: BinaryIO) -> str:
    """``doc``, ``xls`` or ``ppt`` by the streams that the storage lists, or empty."""
    file.seek(0)
    carried = b""
    marks = {name.encode("utf-16-le") + b"\0\0": kind for name, kind in _STREAMS.items()}
    while chunk := file.read(_CHUNK):
        window = carried + chunk
        found = next((kind for mark, kind in marks.items() if mark in window), "")
        if found:
            return found
        carried = window[-64:]
    return ""


def _parts(file: BinaryIO) -> int:
    """How many entries the archive says it has, before its list is read. Raises ``Unfit``."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_REACH))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise Unfit("已经损坏，打不开，请重新保存后再传")
    count, listed = struct.unpack_from("<HI", tail, at + 10)
    if listed > _MOST_LIST:
        raise Unfit(_TOO_MANY)
    return int(count)


class _Sparing:
    """A file of which no more is read at once than a list may be long, whatever records say."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if size > _MOST_LIST:
            raise Unfit(_TOO_MANY)
        return self._file.read(size)
