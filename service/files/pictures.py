"""Makes a small picture to look at out of a big one to keep: nothing but its pixels goes over."""

import threading
import warnings
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

EDGE = 1024
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 40_000_000
# Others than JPEG are unpacked whole before they are made smaller.
_MOST_UNPACKED = 25_000_000
_one_at_a_time = threading.Lock()


def preview(file: BinaryIO) -> bytes | None:
    """A JPEG of at most ``EDGE`` pixels a side, upright, without place, camera or comment.

    None when the picture is damaged, of another format, or has too many pixels to be opened safely.
    """
    file.seek(0)
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits are stricter than the library's
            return _made(file)
    except Exception:
        return None


def _made(file: BinaryIO) -> bytes | None:
    with Image.open(file, formats=_FORMATS) as picture:
        most = _MOST_PIXELS if picture.format == "JPEG" else _MOST_UNPACKED
        if picture.width * picture.height > most:
            return None
        picture.draft("RGB", (EDGE, EDGE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((EDGE, EDGE))
        plain = _on_white(upright)
    out = BytesIO()
    plain.save(out, "JPEG", quality=78, optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """The pixels alone, what is transparent on white."""
    seen = picture.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain
