"""A file is what its content says; what is not on the list is not taken, with a reason."""

import io
import struct

import pytest

from service.files.kinds import TYPES, sniff
from service.files.names import LONGEST, clean_name
from service.files.office import Unfit, office_kind
from tests.files.samples import OLE, SAMPLES, archive_of, office, old_office


@pytest.mark.parametrize("kind", TYPES)
def test_every_kind_is_known_by_its_content(kind: str) -> None:
    assert sniff(io.BytesIO(SAMPLES[kind])).name == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空的"),
        (b"MZ\x90\x00\x03" + bytes(64), "不是能收的文件"),
        (b"\x7fELF" + bytes(64), "不是能收的文件"),
        (bytes(64), "不是能收的文件"),
        (b"\xff\xfb\xf0\x00" + bytes(16), "不是能收的文件"),
        (OLE + bytes(600), "不是能收的文件"),
        (old_office("Installer"), "不是能收的文件"),
        (archive_of("a.txt", b"x"), "是压缩包"),
        (b"PK\x03\x04" + bytes(64), "已经损坏"),
        (SAMPLES["docx"][:-10], "已经损坏"),
        (office(word__vbaProject_dot_bin=b"x"), "含有宏"),
        (office(word__big_dot_xml=bytes(60 * 2**20)), "大得不正常"),
    ],
    ids=[
        "empty",
        "exe",
        "elf",
        "zeros",
        "noise",
        "ole",
        "msi",
        "zip",
        "torn",
        "cut",
        "macro",
        "bomb",
    ],
)
def test_what_is_not_on_the_list_is_refused_with_a_reason(content: bytes, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        sniff(io.BytesIO(content))


def test_a_bomb_is_known_without_being_unpacked() -> None:
    """The list of contents promises a gigabyte; only the list is read."""
    bomb = bytearray(office(word__a_dot_xml=b"0" * 100))
    at = bomb.rfind(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (2**30).to_bytes(4, "little")
    with pytest.raises(Unfit, match="大得不正常"):
        sniff(io.BytesIO(bytes(bomb)))


def test_more_parts_than_a_document_has_are_not_even_listed() -> None:
    swollen = bytearray(SAMPLES["docx"])
    at = swollen.rfind(b"PK\x05\x06")
    swollen[at + 10 : at + 12] = b"\xff\xff"
    with pytest.raises(Unfit, match="内容过多"):
        sniff(io.BytesIO(bytes(swollen)))


def test_text_in_the_encodings_of_offices_is_text_and_binaries_are_not() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert sniff(io.BytesIO("一户一表，停水两天。".encode(encoding))).name == "text"
    with pytest.raises(Unfit):
        sniff(io.BytesIO("一行".encode() + b"\x00\x01\x02"))


def test_markup_and_scripts_are_text_and_are_named_so() -> None:
    kind = sniff(io.BytesIO(b"<html><script>alert(1)</script></html>"))
    assert (kind.name, clean_name("x.html", kind)) == ("text", "x.txt")


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        ("现场.JPG", "jpeg", "现场.JPG"),
        ("../../etc/passwd", "text", "passwd.txt"),
        ("C:\\Users\\王\\现场.png", "jpeg", "现场.jpg"),
        ("说明.exe", "pdf", "说明.pdf"),
        ("a\u202egpj.exe", "jpeg", "agpj.jpg"),
        ("第一行\n第二行\x00.txt", "text", "第一行第二行.txt"),
        ("", "png", "附件.png"),
        (".jpg", "jpeg", "附件.jpg"),
        ("关于3.5号楼的说明", "pdf", "关于3.5号楼的说明.pdf"),
        ('a<b>:"|?*.jpg', "jpeg", "a b.jpg"),
    ],
)
def test_a_name_says_what_the_file_is_and_leads_nowhere(
    given: str, kind: str, expected: str
) -> None:
    assert clean_name(given, TYPES[kind]) == expected


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = clean_name("长" * 300 + ".jpg", TYPES["jpeg"])
    assert len(name) == LONGEST
    assert name.endswith("长.jpg")


def test_an_archive_whose_list_is_longer_than_it_says_is_not_read() -> None:
    end = struct.Struct("<4s4H2IH")
    listed = office()
    said = bytearray(listed)
    struct.pack_into("<I", said, len(said) - end.size + 12, 5 * 2**20)
    with pytest.raises(Unfit, match="内容过多"):
        office_kind(io.BytesIO(said))
    size = 5 * 2**20
    large = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, size, 1)
    ending = end.pack(b"PK\x05\x06", 0, 0, 1, 1, 46, 0, 0)
    with pytest.raises(Unfit, match="内容过多"):
        office_kind(io.BytesIO(bytes(size) + large + locator + ending))


def test_the_parts_that_are_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.files.office._MOST_PARTS", 2)
    said = bytearray(office(word__a_dot_xml=b"a", word__b_dot_xml=b"b"))
    struct.pack_into("<2H", said, len(said) - 14, 1, 1)
    with pytest.raises(Unfit, match="内容过多"):
        office_kind(io.BytesIO(said))
