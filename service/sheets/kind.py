"""Tells a workbook from delimited text by content, and refuses what is neither."""

import zipfile
from enum import StrEnum
from pathlib import Path

from service.domain.errors import BadInput

_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_FILES = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x1f\x8b", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"Rar!", "压缩包"),
    (b"SQLite format 3", "数据库文件"),
)
_INSIDE_ZIP = (
    ("xl/workbook.bin", f"是二进制工作簿（.xlsb）。{_SAVE_AS}"),
    ("word/document.xml", "是 Word 文档，不是表格。请提供 .csv 或 .xlsx 文件。"),
    ("content.xml", f"是 OpenDocument 文件。{_SAVE_AS}"),
)
_MARKUP = (b"<html", b"<table", b"<!doctype", b"<?xml", b"<meta", b"<style", b"<div")
_LARGEST_PART = 1 << 31


class Kind(StrEnum):
    """The two kinds of file that can be read."""

    TEXT = "text"
    WORKBOOK = "workbook"


def kind_of(path: Path) -> Kind:
    """Return what ``path`` holds, judged by its content and never by its name.

    Raises BadInput with what to do next for anything that is not a readable table.
    """
    head = _first_bytes(path)
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        raise BadInput(f"“{path.name}”是空文件，没有可读的内容。请检查导出是否成功。")
    if head.startswith(_OLE):
        raise BadInput(_about_old_container(path))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _check_archive(path)
        return Kind.WORKBOOK
    for magic, what in _OTHER_FILES:
        if head.startswith(magic):
            raise BadInput(f"“{path.name}”是{what}，不是表格。请提供 .csv 或 .xlsx 文件。")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise BadInput(f"“{path.name}”其实是网页格式（有的系统导出的 .xls 是这样）。{_SAVE_AS}")
    return Kind.TEXT


def _first_bytes(path: Path) -> bytes:
    if not path.exists():
        raise BadInput(f"找不到文件“{path}”。请检查路径和文件名。")
    if path.is_dir():
        raise BadInput(f"“{path}”是文件夹，不是文件。请指定里面的 .csv 或 .xlsx 文件。")
    if not path.is_file():
        raise BadInput(f"“{path}”不是普通文件。请先保存为 .csv 或 .xlsx 文件。")
    try:
        with path.open("rb") as stream:
            return stream.read(4096)
    except OSError as problem:
        raise BadInput(
            f"“{path}”打不开（{problem.strerror}）。请检查权限，或先关闭正在使用它的程序。"
        ) from problem


def _about_old_container(path: Path) -> str:
    """Tell a password-protected workbook from an .xls of before 2007."""
    if _contains(path, _ENCRYPTED):
        return f"“{path.name}”设有密码，读不了。请在 Excel 或 WPS 中取消密码、重新保存后再试。"
    return f"“{path.name}”是旧版 .xls 格式，读不了。{_SAVE_AS}"


def _contains(path: Path, wanted: bytes) -> bool:
    tail = b""
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            if wanted in tail + block:
                return True
            tail = block[-len(wanted) :]
    return False


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError) as problem:
        raise BadInput(
            f"“{path.name}”已损坏，打不开。请重新下载或导出；能用 Excel 打开的，另存一份再试。"
        ) from problem
    for part, about in _INSIDE_ZIP:
        if part in sizes:
            raise BadInput(f"“{path.name}”{about}")
    if "[Content_Types].xml" not in sizes:
        raise BadInput(f"“{path.name}”是压缩包，不是表格。请先解压，再指定里面的文件。")
    if max(sizes.values()) > _LARGEST_PART:
        raise BadInput(f"“{path.name}”展开后太大。请另存为 CSV UTF-8 后再试。")
