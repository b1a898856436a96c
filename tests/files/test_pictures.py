"""A preview has the pixels and nothing else, and is never made of what is too big to open."""

import io
import struct
import zlib

import pytest
from PIL import Image

from service.files.pictures import EDGE, preview
from tests.files.samples import SAMPLES, photo_with_place, picture


def test_a_preview_is_small_upright_and_tells_neither_place_nor_camera() -> None:
    given = photo_with_place()
    assert b"SecretCamera" in given
    made = preview(io.BytesIO(given))
    assert made is not None
    with Image.open(io.BytesIO(made)) as seen:
        assert (seen.format, max(seen.size)) == ("JPEG", EDGE)
        assert seen.height > seen.width
        assert not dict(seen.getexif())
    assert b"SecretCamera" not in made


@pytest.mark.parametrize("kind", ["png", "gif", "webp"])
def test_other_pictures_are_shown_as_jpeg(kind: str) -> None:
    made = preview(io.BytesIO(SAMPLES[kind]))
    assert made is not None
    assert made.startswith(b"\xff\xd8\xff")


def test_what_is_torn_or_of_another_kind_has_no_preview() -> None:
    for content in (b"", b"\xff\xd8\xff", picture()[:200], SAMPLES["pdf"], SAMPLES["heic"]):
        assert preview(io.BytesIO(content)) is None


def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    """Sixty bytes that say they are a hundred thousand pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    assert preview(io.BytesIO(bomb)) is None


def test_a_photo_with_a_damaged_note_of_its_camera_is_still_taken() -> None:
    notes = Image.Exif()
    notes[0x0112], notes[0x010E] = 6, "现场"
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(out, "JPEG", exif=notes)
    whole = out.getvalue()
    for place in range(20, 70):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        made = preview(io.BytesIO(damaged))
        assert made is None or made.startswith(b"\xff\xd8")
