"""The report as Excel: numbers are numbers, text is never a formula."""

import zipfile
from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook

from service.reporting.paper import Line, Section, Table
from service.reporting.workbook import TREND, workbook
from tests.reporting.papers import PAPER


def test_each_table_has_a_sheet_and_the_first_sheet_leads_to_it() -> None:
    book = load_workbook(BytesIO(workbook(PAPER)))
    assert book.sheetnames == ["总览", "受理渠道", TREND, "受理渠道2"]
    first = book["总览"]
    texts = [cell.value for (cell,) in first.iter_rows(max_col=1)]
    assert PAPER.title in texts
    assert "共受理100件。" in texts
    links = [cell.hyperlink.location for (cell,) in first.iter_rows(max_col=1) if cell.hyperlink]
    assert links == ["'受理渠道'!A1", f"'{TREND}'!A1", "'受理渠道2'!A1"]


def test_counts_and_shares_can_be_reckoned_with() -> None:
    sheet = load_workbook(BytesIO(workbook(PAPER)))["受理渠道"]
    assert [cell.value for cell in sheet[2]] == ["渠道", "数量（件）", "占比"]
    assert [cell.value for cell in sheet[3]] == ["电话", 60, 0.6]
    assert sheet["C3"].number_format == "0.00%"
    assert [sheet.cell(row, 1).value for row in (5, 6)] == ["合计", "未计入本表"]
    assert sheet["A4"].value == "=1+1 <网站>"
    assert sheet["A4"].data_type == "s"


def test_changes_and_heat_can_be_sorted_and_read_as_before() -> None:
    said = ("上升12.30%", "下降4.00%", "持平", "上升0.44个百分点", "—", "41.9", "20261016000038")
    table = Table("变化", tuple("一二三四五六七"), (Line(said),))
    paper = replace(PAPER, sections=(Section("总体情况", tables=(table,)),), annex=())
    cells = load_workbook(BytesIO(workbook(paper)))["变化"][3]
    assert [cell.value for cell in cells] == [0.123, -0.04, 0, 0.44, "—", 41.9, said[-1]]
    assert cells[0].number_format == cells[1].number_format == '"上升"0.00%;"下降"0.00%;"持平"'
    assert cells[3].number_format.startswith('"上升"0.00"个百分点"')


def test_the_trend_has_a_chart() -> None:
    with zipfile.ZipFile(BytesIO(workbook(PAPER))) as package:
        assert any(name.startswith("xl/charts/") for name in package.namelist())


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert workbook(PAPER) == workbook(PAPER)


def test_lines_can_be_filtered_and_the_head_stays_and_is_printed_again() -> None:
    sheet = load_workbook(BytesIO(workbook(PAPER)))["受理渠道"]
    assert sheet.auto_filter.ref == "A2:C4"
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.fitToHeight == 0


def test_a_note_is_no_wider_than_its_table_and_counts_have_separators() -> None:
    note = "各指标数的不是同一批工单，分母不必相等。" * 8
    table = Table(
        "指标", ("指标", "数量（件）"), (Line(("甲", 12345)), Line(("乙", "—"))), note=note
    )
    paper = replace(PAPER, sections=(Section("总体情况", tables=(table,), notes=("成因",)),))
    book = load_workbook(BytesIO(workbook(paper)))
    sheet = book["指标"]
    assert sheet["B3"].number_format == "#,##0"
    assert sheet["B4"].alignment.horizontal == "right"
    assert [str(cells) for cells in sheet.merged_cells.ranges] == ["A6:B6"]
    assert sheet.row_dimensions[6].height > 100
    assert "分析：成因" in [row[0] for row in book["总览"].iter_rows(values_only=True)]
