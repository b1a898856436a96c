"""Says what a file is by looking into it; neither its name nor the sender's word counts."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from service.files.office import Unfit, office_kind, old_office_kind

_HEAD = 4096
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is accepted; ``endings``: the first one is given to files without."""

    name: str
    word: str
    media_type: str
    endings: tuple[str, ...]
    is_picture: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, FileType] = {
    kind.name: kind
    for kind in (
        FileType("jpeg", "图片", "image/jpeg", ("jpg", "jpeg"), is_picture=True),
        FileType("png", "图片", "image/png", ("png",), is_picture=True),
        FileType("gif", "图片", "image/gif", ("gif",), is_picture=True),
        FileType("webp", "图片", "image/webp", ("webp",), is_picture=True),
        FileType("heic", "图片", "image/heic", ("heic", "heif")),
        FileType("pdf", "PDF", "application/pdf", ("pdf",)),
        FileType("docx", "Word 文档", f"{_OFFICE}wordprocessingml.document", ("docx",)),
        FileType("xlsx", "Excel 表格", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
        FileType("pptx", "演示文稿", f"{_OFFICE}presentationml.presentation", ("pptx",)),
        FileType("doc", "Word 文档", "application/msword", ("doc", "wps")),
        FileType("xls", "Excel 表格", "application/vnd.ms-excel", ("xls", "et")),
        FileType("ppt", "演示文稿", "application/vnd.ms-powerpoint", ("ppt", "dps")),
        FileType("text", "文本", "text/plain", ("txt", "csv", "md", "log")),
        FileType("mp3", "录音", "audio/mpeg", ("mp3",)),
        FileType("wav", "录音", "audio/wav", ("wav",)),
        FileType("amr", "录音", "audio/amr", ("amr", "awb")),
    )
}
ACCEPTED = "图片、PDF、Word、Excel、演示文稿、文本、录音（mp3、wav、amr）"


def sniff(file: BinaryIO) -> FileType:
    """The kind of a file that can be sought in. Raises ``Unfit`` with a Chinese reason."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise Unfit("是空的，没有内容")
    name = next((name for name, is_it in _SIGNS if is_it(head)), "")
    if name == "zip":
        name = office_kind(file)
    elif name == "ole":
        name = old_office_kind(file)
    elif not name and _is_text(file):
        name = "text"
    if not name:
        raise Unfit(f"不是能收的文件。能收：{ACCEPTED}")
    return TYPES[name]


def _boxed(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _is_mp3(head: bytes) -> bool:
    """A tag, or the first frame of layer III with a bit rate and a sampling rate that exist."""
    if head.startswith(b"ID3"):
        return True
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    is_version, is_rate = head[1] & 0x18 != 0x08, head[2] >> 4 not in (0, 15)
    return is_version and is_rate and head[2] & 0x0C != 0x0C


_SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("jpeg", _starts(b"\xff\xd8\xff")),
    ("png", _starts(b"\x89PNG\r\n\x1a\n")),
    ("gif", _starts(b"GIF87a", b"GIF89a")),
    ("webp", _riff(b"WEBP")),
    ("heic", _boxed(b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")),
    ("pdf", lambda head: head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-")),
    ("zip", _starts(b"PK\x03\x04", b"PK\x05\x06")),
    ("ole", _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("wav", _riff(b"WAVE")),
    ("amr", _starts(b"#!AMR\n", b"#!AMR-WB\n")),
    ("mp3", _is_mp3),
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"


def _is_text(file: BinaryIO) -> bool:
    """Whether every byte belongs to a text in an encoding that Chinese offices use."""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _reads_as(file, "utf-16", controls=b"")
    return any(_reads_as(file, encoding, controls=_CONTROLS) for encoding in ("utf-8", "gb18030"))


def _reads_as(file: BinaryIO, encoding: str, *, controls: bytes) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            if chunk.translate(None, controls) != chunk or "\x00" in text:
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
