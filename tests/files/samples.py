"""Small files of every kind, as a camera, an office or a thief would make them."""

import io
import zipfile
from typing import Any

from PIL import Image

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GPS = 0x8825


def picture(form: str = "JPEG", size: tuple[int, int] = (80, 60), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form, **more)
    return out.getvalue()


def photo_with_place(size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A photo lying on its side that tells where it was taken and by what."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretCamera"
    exif.get_ifd(GPS)[2] = (36.0, 6.0, 0.0)
    return picture(size=size, exif=exif)


def office(root: str = "word/document.xml", **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(root, "<x/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def archive_of(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def old_office(stream: str) -> bytes:
    return OLE + bytes(600) + stream.encode("utf-16-le") + bytes(64)


SAMPLES: dict[str, bytes] = {
    "jpeg": picture(),
    "png": picture("PNG"),
    "gif": picture("GIF"),
    "webp": picture("WEBP"),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(32),
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "docx": office(),
    "xlsx": office("xl/workbook.xml"),
    "pptx": office("ppt/presentation.xml"),
    "doc": old_office("WordDocument"),
    "xls": old_office("Workbook"),
    "ppt": old_office("PowerPoint Document"),
    "text": "路灯不亮，\r\n请修。".encode("gb18030"),
    "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(32),
    "wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(32),
    "amr": b"#!AMR\n" + bytes(32),
}
