"""Tells in which encoding a text file is written, from its first telling megabyte."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from service.domain.errors import BadInput

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec with the way its errors are marked; ``name`` is for people."""

    codec: str
    name: str

    @property
    def is_wide(self) -> bool:
        """Whether a character takes two or four whole units."""
        return self.codec.startswith(("utf-16", "utf-32"))

    @property
    def errors(self) -> str:
        """The error handler to open the file with, so that damage stays visible."""
        return "replace" if self.is_wide else "surrogateescape"

    @property
    def damage_mark(self) -> str:
        """The character that stands for damage, where lone surrogates do not."""
        return "\ufffd" if self.is_wide else ""


def recognise_encoding(stream: BinaryIO, name: str) -> Encoding:
    """Return the encoding of ``stream``, read from its start; ``name`` is used in messages.

    Raises BadInput for binary content and for encodings that are not supported.
    """
    block = stream.read(_BLOCK)
    for mark, codec, title in _MARKS:
        if block.startswith(mark):
            return Encoding(codec, title)
    wide = _wide_without_mark(block)
    if wide:
        return wide
    _refuse_binary(block, name)
    while block.isascii():
        following = stream.read(_BLOCK)
        if not following:
            return Encoding("utf-8", "UTF-8")
        block = following
    return _eight_bit(block, name)


def _wide_without_mark(block: bytes) -> Encoding | None:
    """Recognise UTF-16 without a mark: every zero byte stands on the same side."""
    zeros = (block[0::2].count(0), block[1::2].count(0))
    if sum(zeros) < 4 or min(zeros) > max(zeros) // 20:
        return None
    codec = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    text = block[: len(block) // 2 * 2].decode(codec, "replace")
    odd = text.count("\ufffd") + sum(text.count(chr(byte)) for byte in _CONTROL)
    return Encoding(codec, "UTF-16") if odd * 100 <= len(text) else None


def _refuse_binary(block: bytes, name: str) -> None:
    controls = len(block) - len(block.translate(None, _CONTROL))
    if controls > max(4, len(block) // 100):
        raise BadInput(f"“{name}”不是表格文件（内容是二进制）。请提供 .csv 或 .xlsx 文件。")


def _eight_bit(block: bytes, name: str) -> Encoding:
    good, bad = _tally(block, "utf-8")
    if bad * 3 <= good:
        return Encoding("utf-8", "UTF-8")
    good, bad = _tally(block, "gb18030")
    if bad * 20 <= good and _reads_like_chinese(block):
        return Encoding("gb18030", "GB 18030")
    raise BadInput(
        f"“{name}”的文字编码不能识别（既不是 UTF-8，也不是 GB 18030）。"
        "请用 Excel 或 WPS 打开，另存为“CSV UTF-8”或 .xlsx 后再试。"
    )


def _decode(block: bytes, codec: str) -> str:
    return codecs.getincrementaldecoder(codec)("replace").decode(block, final=False)


def _tally(block: bytes, codec: str) -> tuple[int, int]:
    """Return how many characters beyond ASCII can be read, and how many places cannot."""
    text = _decode(block, codec)
    bad = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return beyond - bad, bad


def _reads_like_chinese(block: bytes) -> bool:
    """Whether most characters are everyday ones, which a wrong guess hardly gives."""
    beyond = [ch for ch in _decode(block[: 1 << 16], "gb18030") if not ch.isascii()]
    everyday = "".join(beyond).encode("gb2312", "ignore")
    return not beyond or len(everyday) // 2 >= 0.7 * len(beyond)
