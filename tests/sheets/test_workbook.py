"""Workbooks as people make them: merged cells, titles, hidden sheets, dates and damage."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from service.domain.errors import BadInput
from service.sheets import open_sheet
from service.sheets.cells import cell_text
from service.sheets.merges import Merge, scan_layout


def book(folder: Path, *rows: list[Any], then: Callable[[Any], None] | None = None) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if then:
        then(workbook)
    path = folder / "a.xlsx"
    workbook.save(path)
    return path


def table(path: Path) -> list[list[str]]:
    return [list(row.values.values()) for row in open_sheet(path).rows()]


def test_numbers_dates_and_truth_read_as_people_see_them(tmp_path):
    moment = datetime.fromisoformat("2019-01-05T09:03")
    cells = [7, 7.0, 0.1 + 0.2, moment, date(2019, 1, 5), time(9, 3), True, None, "字"]
    path = book(tmp_path, list("abcdefghi"), cells)
    assert table(path) == [
        ["7", "7", "0.3", "2019-01-05 09:03:00", "2019-01-05", "09:03:00", "TRUE", "", "字"]
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800138000.0, "13800138000"),
        (1e20, "100000000000000000000"),
        (datetime.fromisoformat("2019-01-05T09:02:59.999999"), "2019-01-05 09:03:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (timedelta(minutes=-5), "-0:05:00"),
        ("甲_x000D_\n乙", "甲\n乙"),
        ("x_x0041_", "x_x0041_"),
    ],
)
def test_cell_values_become_text(value, text):
    assert cell_text(value) == text


def test_titles_above_the_header_are_skipped(tmp_path):
    def merge(workbook: Any) -> None:
        workbook.active.merge_cells("A1:C1")
        workbook.active.merge_cells("A2:B2")

    path = book(
        tmp_path,
        ["某市12345热线2023年1月工单明细表"],
        ["制表单位：热线办", None, "2023年2月"],
        ["编号", "标题", "内容"],
        [1, "停水", "三天"],
        [2, "停电", "两天"],
        then=merge,
    )
    notices: list[str] = []
    sheet = open_sheet(path, on_notice=notices.append)
    assert sheet.headers == ("编号", "标题", "内容")
    assert [row.number for row in sheet.rows()] == [4, 5]
    assert "第 3 行" in notices[0]


def test_a_header_over_two_rows_is_combined(tmp_path):
    def merge(workbook: Any) -> None:
        for cells in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
            workbook.active.merge_cells(cells)

    path = book(
        tmp_path,
        ["2023年工单"],
        ["编号", "诉求人", None, "承办单位", None],
        [None, "姓名", "电话", "名称", "电话"],
        [1, "张先生", 13800138000, "供水公司", "0731-82222222"],
        then=merge,
    )
    sheet = open_sheet(path)
    assert sheet.headers == ("编号", "诉求人·姓名", "诉求人·电话", "承办单位·名称", "承办单位·电话")
    (row,) = sheet.rows()
    assert (row.number, row.values["诉求人·电话"]) == (4, "13800138000")


def test_a_header_cell_merged_for_looks_does_not_eat_the_first_row(tmp_path):
    path = book(
        tmp_path,
        ["编号", "标题", "内容", None],
        [1, "停水", "三天了没有来水", "补充"],
        [2, "停电", "两天了没有来电", None],
        then=lambda workbook: workbook.active.merge_cells("C1:D1"),
    )
    sheet = open_sheet(path)
    assert sheet.headers == ("编号", "标题", "内容")
    assert len(list(sheet.rows())) == 2


def test_merged_body_cells_hold_for_every_row_they_cover(tmp_path):
    path = book(
        tmp_path,
        ["区县", "内容"],
        ["东区", "甲"],
        [None, "乙"],
        [None, "丙"],
        [None, "丁"],
        then=lambda workbook: workbook.active.merge_cells("A2:A4"),
    )
    assert table(path) == [["东区", "甲"], ["东区", "乙"], ["东区", "丙"], ["", "丁"]]


def test_hidden_and_empty_sheets_are_passed_over_and_others_told(tmp_path):
    def arrange(workbook: Any) -> None:
        workbook.active.sheet_state = "hidden"
        workbook.create_sheet("空表")
        for name in ("明细", "汇总"):
            sheet = workbook.create_sheet(name)
            sheet.append(["编号", name])
            sheet.append([1, "停水"])

    notices: list[str] = []
    path = book(tmp_path, ["秘密"], ["x"], then=arrange)
    assert open_sheet(path, on_notice=notices.append).headers == ("编号", "明细")
    assert "汇总" in notices[0]


def test_formulas_give_their_stored_result_and_lacking_ones_are_told(tmp_path):
    path = book(tmp_path, ["a", "b"], [1, "=1+1"])
    notices: list[str] = []
    open_sheet(path, on_notice=notices.append)
    assert "公式" in notices[0]
    stored = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stored, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part.endswith("sheet1.xml"):
                content = content.replace(b"</f><v />", b"</f><v>2</v>")
                content = content.replace(b"</f><v></v>", b"</f><v>2</v>")
            target.writestr(part, content)
    notices.clear()
    sheet = open_sheet(stored, on_notice=notices.append)
    assert [row.values for row in sheet.rows()] == [{"a": "1", "b": "2"}]
    assert not notices


def test_blank_rows_at_the_end_are_left_out_and_inside_kept(tmp_path):
    path = book(tmp_path, ["a", "b"], [1, 2], [None, " "], [3, 4], [" ", None], [None, None])
    rows = [(row.number, row.is_blank) for row in open_sheet(path).rows()]
    assert rows == [(2, False), (3, True), (4, False)]


def test_a_wrong_size_in_the_file_does_not_cut_it(tmp_path):
    path = book(tmp_path, ["a", "b"], [1, 2], [3, 4])
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(wrong, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(b'ref="A1:B3"', b'ref="A1:A1"'))
    assert table(wrong) == [["1", "2"], ["3", "4"]]


def test_an_impossible_date_stays_visible_and_warns_nobody(tmp_path):
    def spoil(workbook: Any) -> None:
        workbook.active["B2"].number_format = "yyyy-mm-dd"

    assert table(book(tmp_path, ["a", "b"], [1, 99_999_999], then=spoil)) == [["1", "#VALUE!"]]


def test_progress_reaches_the_end(tmp_path):
    path = book(tmp_path, ["a", "b"], *[[i, i] for i in range(1200)])
    seen: list[tuple[int, float | None]] = []
    list(open_sheet(path, on_progress=lambda rows, share: seen.append((rows, share))).rows())
    assert [rows for rows, _ in seen] == [500, 1000, 1201]
    assert seen[-1][1] == 1.0


def test_the_name_does_not_matter_the_content_does(tmp_path):
    path = book(tmp_path, ["a", "b"], [1, 2]).rename(tmp_path / "a.csv")
    assert table(path) == [["1", "2"]]


def test_damage_is_told_wherever_it_sits(tmp_path):
    path = book(tmp_path, ["a", "b"], *[[i, f"内容{i}"] for i in range(300)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="已损坏"):
        open_sheet(path)
    cut = tmp_path / "cut.xlsx"
    path.write_bytes(whole)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(cut, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, content[:-800] if part.endswith("sheet1.xml") else content)
    with pytest.raises(BadInput, match="已损坏"):
        list(open_sheet(cut).rows())


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (["word/document.xml", "[Content_Types].xml"], "Word"),
        (["xl/workbook.bin", "[Content_Types].xml"], "xlsb"),
        (["mimetype", "content.xml"], "OpenDocument"),
        (["1.csv"], "先解压"),
        (["[Content_Types].xml"], "已损坏"),
    ],
)
def test_archives_that_are_no_workbook_are_refused(tmp_path, parts, says):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    with pytest.raises(BadInput, match=says):
        open_sheet(path)


def test_a_workbook_without_content_is_refused(tmp_path):
    with pytest.raises(BadInput, match="没有带内容"):
        open_sheet(book(tmp_path))
    with pytest.raises(BadInput, match="只有表头"):
        open_sheet(book(tmp_path, ["a", "b"]))


def test_merges_are_found_across_the_blocks_in_which_the_xml_is_read(tmp_path):
    path = tmp_path / "sheet.xml"
    for padding in range((1 << 20) - 40, (1 << 20) + 2):
        path.write_bytes(b"x" * padding + b'<mergeCell ref="B2:AA9"/>')
        with path.open("rb") as stream:
            assert scan_layout(stream).merges == (Merge(2, 1, 9, 26),)
