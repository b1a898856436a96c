"""Delimited text of every sort: encodings, delimiters, quotes, and what is broken in them."""

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import BadInput
from service.sheets import open_sheet
from service.sheets.delimited import find_delimiter
from service.sheets.records import split_records

TABLE = "工单编号,诉求内容\n1,小区停水三天\n2,路灯不亮\n"


def write(folder: Path, content: bytes | str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def contents(path: Path) -> list[tuple[int, list[str], bool]]:
    rows = open_sheet(path).rows()
    return [(row.number, list(row.values.values()), bool(row.problem)) for row in rows]


@pytest.mark.parametrize(
    ("codec", "mark", "told"),
    [
        ("utf-8", b"", ""),
        ("utf-8-sig", b"", ""),
        ("gb18030", b"", "GB 18030"),
        ("utf-16", b"", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
    ],
)
def test_every_usual_encoding_reads_the_same(tmp_path, codec, mark, told):
    path = write(tmp_path, mark + TABLE.encode(codec))
    notices: list[str] = []
    sheet = open_sheet(path, on_notice=notices.append)
    assert sheet.headers == ("工单编号", "诉求内容")
    assert [row.values["诉求内容"] for row in sheet.rows()] == ["小区停水三天", "路灯不亮"]
    assert told in "".join(notices)
    assert bool(notices) == bool(told)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters_are_recognised(tmp_path, delimiter):
    path = write(tmp_path, TABLE.replace(",", delimiter))
    assert contents(path) == [(2, ["1", "小区停水三天"], False), (3, ["2", "路灯不亮"], False)]


def test_semicolons_in_the_text_of_one_column_do_not_split_it(tmp_path):
    path = write(tmp_path, "内容\n停水;三天\n停电;两天\n")
    assert contents(path) == [(2, ["停水;三天"], False), (3, ["停电;两天"], False)]


def test_delimiter_hint_of_excel_is_followed(tmp_path):
    path = write(tmp_path, "sep=|\na|b\n1|2\n")
    assert contents(path) == [(3, ["1", "2"], False)]


def test_quoted_line_breaks_stay_in_the_cell_and_rows_count_as_in_excel(tmp_path):
    path = write(tmp_path, 'a,b\r\n1,"甲\r\n乙"\r\n\r\n2,"说""好"""\r\n')
    assert contents(path) == [(2, ["1", "甲\r\n乙"], False), (4, ["2", '说"好"'], False)]


def test_old_macintosh_line_ends_are_read(tmp_path):
    assert contents(write(tmp_path, "a,b\r1,2\r3,4\r")) == [
        (2, ["1", "2"], False),
        (3, ["3", "4"], False),
    ]


def test_sloppy_quotes_inside_one_line_are_taken_as_meant(tmp_path):
    path = write(tmp_path, 'a,b\n1,"停水"了\n2,说"好"的\n')
    assert contents(path) == [(2, ["1", "停水了"], False), (3, ["2", '说"好"的'], False)]


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path):
    path = write(tmp_path, 'a,b\n1,"停水\n2,路灯\n3,"井盖"\n4,公交\n')
    assert contents(path) == [
        (2, ["1", "停水\n"], True),
        (3, ["2", "路灯"], False),
        (4, ["3", "井盖"], False),
        (5, ["4", "公交"], False),
    ]


def test_an_unclosed_quote_in_the_last_row_is_told(tmp_path):
    (good, bad) = open_sheet(write(tmp_path, 'a,b\n1,x\n2,"停水')).rows()
    assert (good.problem, bad.values["b"]) == ("", "停水")
    assert "引号" in bad.problem


def test_an_unclosed_quote_in_a_long_file_is_found_without_reading_it_all(tmp_path):
    lines = "".join(f"{i},正常的内容没有引号\n" for i in range(30_000))
    rows = contents(write(tmp_path, f'a,b\n0,"坏\n{lines}'))
    assert len(rows) == 30_001
    assert [number for number, _, bad in rows if bad] == [2]


def test_a_damaged_byte_rejects_its_row_not_the_file(tmp_path):
    body = TABLE.encode().replace("小区".encode(), "小".encode() + b"\xff")
    (bad, good) = open_sheet(write(tmp_path, body)).rows()
    assert "不能识别的字节" in bad.problem
    assert bad.values["诉求内容"] == "小\ufffd停水三天"
    assert not good.problem


def test_a_damaged_byte_in_gb18030_rejects_its_row(tmp_path):
    body = (TABLE + "3,物业不管\n" * 20).encode("gb18030").replace(b"1,", b"1,\xff")
    problems = [bool(row.problem) for row in open_sheet(write(tmp_path, body)).rows()]
    assert problems == [True] + [False] * 21


def test_a_null_byte_rejects_its_row(tmp_path):
    (bad, good) = open_sheet(write(tmp_path, "a,b\n1,停\0水\n2,x\n")).rows()
    assert "空字符" in bad.problem
    assert (bad.values["b"], good.problem) == ("停水", "")


def test_a_cell_over_the_limit_rejects_its_row(tmp_path):
    text = "水" * (csv.field_size_limit() + 1)
    (bad, good) = open_sheet(write(tmp_path, f"a,b\n1,{text}\n2,x\n")).rows()
    assert "超过" in bad.problem
    assert good.values == {"a": "2", "b": "x"}


def test_too_many_cells_reject_the_row_and_too_few_do_not(tmp_path):
    (long, short) = open_sheet(write(tmp_path, "a,b\n1,停水,三天\n2\n")).rows()
    assert "3 格" in long.problem
    assert (short.values, short.problem) == ({"a": "2", "b": ""}, "")


def test_blank_rows_inside_are_given_and_known_as_blank(tmp_path):
    rows = list(open_sheet(write(tmp_path, "a,b\n,\n\n1,2\n")).rows())
    assert [(row.number, row.is_blank) for row in rows] == [(2, True), (4, False)]


def test_title_lines_above_the_header_are_skipped_and_told(tmp_path):
    notices: list[str] = []
    path = write(tmp_path, "12345热线工单明细,,\n导出时间：2023年,,\n编号,甲,乙\n1,2,3\n4,5,6\n")
    sheet = open_sheet(path, on_notice=notices.append)
    assert sheet.headers == ("编号", "甲", "乙")
    assert [row.number for row in sheet.rows()] == [4, 5]
    assert "第 3 行" in notices[0]


def test_ragged_text_below_a_one_column_header_is_no_title(tmp_path):
    path = write(tmp_path, "内容\n停水,三天\n停电,两天,很急\n路灯\n")
    assert open_sheet(path).headers == ("内容",)


def test_a_sheet_reads_twice_alike_and_reports_progress(tmp_path):
    path = write(tmp_path, "a,b\n" + "1,2\n" * 2500)
    shares: list[tuple[int, float | None]] = []
    sheet = open_sheet(path, on_progress=lambda rows, share: shares.append((rows, share)))
    assert list(sheet.rows()) == list(sheet.rows())
    assert [rows for rows, _ in shares[:3]] == [1000, 2000, 2501]
    assert shares[2][1] == 1.0


def test_a_nameless_column_with_content_gets_a_name_and_an_empty_one_goes(tmp_path):
    sheet = open_sheet(write(tmp_path, ",a,\n0,1,\n"))
    assert sheet.headers == ("第1列", "a")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "空文件"),
        ("blank.csv", b" \n\n", "空文件"),
        ("mark.csv", codecs.BOM_UTF8, "空文件"),
        ("mark16.csv", codecs.BOM_UTF16_LE, "空文件"),
        ("header.csv", "编号,内容\n".encode(), "只有表头"),
        ("blanks.csv", "编号,内容\n,\n".encode(), "只有表头"),
        ("binary.csv", bytes(range(256)) * 40, "二进制"),
        ("latin.csv", "nom,été\nà,é\nü,ö\n".encode("latin-1"), "编码"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.csv", b"\x1f\x8b\x08\x00zzz", "压缩包"),
        ("export.xls", b"<html><table><tr><td>1", "网页"),
        ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "旧版 .xls"),
        (
            "secret.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
        ("twice.csv", "电话,内容,电话\n1,2,3\n".encode(), "第 1、3 列"),
        ("header.csv", b"a,b\xff\xfe,c\n1,2,3\n" + "水,水,水\n".encode() * 9, "表头"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(tmp_path, name, content, says):
    path = write(tmp_path, content, name)
    with pytest.raises(BadInput, match=says) as refused:
        open_sheet(path)
    assert name in refused.value.message
    assert refused.value.message.endswith("。")


def test_missing_file_and_folder_are_refused(tmp_path):
    with pytest.raises(BadInput, match="找不到文件"):
        open_sheet(tmp_path / "none.csv")
    with pytest.raises(BadInput, match="文件夹"):
        open_sheet(tmp_path)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_records_come_back_as_they_were_written(table):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(table)
    lines = io.StringIO(stream.getvalue(), newline="")
    records = list(split_records(lines, ","))
    assert [record.cells for record in records] == table
    assert not any(record.problem for record in records)


@given(st.text(st.sampled_from('a,"\n\r;水'), max_size=60))
def test_no_text_whatever_stops_the_reading_or_loses_its_last_row(text):
    records = list(split_records(io.StringIO(text + "\nlast,row", newline=""), ","))
    assert records[-1].cells[-1].endswith("row")
    numbers = [record.number for record in records]
    assert numbers == sorted(set(numbers))


def test_delimiter_of_nothing_is_a_comma():
    assert find_delimiter([]) == ","
    assert find_delimiter(["内容\n"]) == ","
