"""Tables are written whole or not at all."""

import csv
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.errors import BadInput
from service.sheets import (
    RejectedRows,
    Row,
    atomic_csv,
    atomic_file,
    atomic_table,
    open_sheet,
    rejected_path,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_table_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "out.csv"
    with atomic_csv(path, ["a", "b"]) as table:
        table.write({"a": 1, "b": "停水，\n三天", "c": "no"})
        table.write({"b": None})
        assert not path.exists()
    assert names(tmp_path) == ["out.csv"]
    assert path.read_bytes() == 'a,b\n1,"停水，\n三天"\n,\n'.encode()


def test_a_failure_leaves_nothing_new_and_the_old_table_as_it_was(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), atomic_csv(path, ["a"]) as table:
        table.write({"a": 1 / 0})
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["out.csv"]


def test_a_link_stays_a_link_to_the_new_table(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    link.symlink_to(target)
    with atomic_csv(link, ["a"]) as table:
        table.write({"a": 1})
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "a\n1\n"


@pytest.mark.parametrize("name", ["", "none/out.csv"])
def test_places_where_nothing_can_be_written_are_refused(tmp_path, name):
    with pytest.raises(BadInput), atomic_file(tmp_path / name):
        raise AssertionError


def test_a_device_is_refused():
    with pytest.raises(BadInput, match="不是普通文件"), atomic_file("/dev/null"):
        raise AssertionError


def test_a_workbook_is_written_where_the_ending_says_so(tmp_path):
    path = tmp_path / "out.XLSX"
    with atomic_table(path, ["编号", "内容"]) as table:
        table.write({"编号": 1, "内容": "=1+1"})
        table.write({"编号": "00123", "内容": "停\x01水" + "长" * 40_000})
    (first, second) = open_sheet(path).rows()
    assert first.values == {"编号": "1", "内容": "=1+1"}
    assert second.values["编号"] == "00123"
    assert second.values["内容"].startswith("停水长")
    sheet = openpyxl.load_workbook(path).active
    assert sheet["B2"].data_type == "s"
    assert names(tmp_path) == ["out.XLSX"]


def test_a_failed_workbook_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), atomic_table(tmp_path / "o.xlsx", ["a"]) as table:
        table.write({"a": 1 / 0})
    assert names(tmp_path) == []


def test_rejected_rows_keep_their_columns_with_number_and_reason(tmp_path):
    path = rejected_path(tmp_path / "a.csv")
    assert path.name == "a.csv.rejected.csv"
    with RejectedRows(path, ["编号", "内容", "原因"]) as rejected:
        rejected.add(Row(7, {"编号": "1", "内容": "停水", "原因": "旧"}), "时间是空的")
        assert not path.exists()
    assert rejected.count == 1
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["编号", "内容", "原因", "行号"],
            ["1", "停水", "时间是空的", "7"],
        ]


def test_no_rejected_row_makes_no_file(tmp_path):
    with RejectedRows(tmp_path / "r.csv", ["a"]) as rejected:
        assert rejected.count == 0
    assert names(tmp_path) == []


def reject_and_fail(path: Path) -> None:
    with RejectedRows(path, ["a"]) as rejected:
        rejected.add(Row(2, {"a": "x"}), "坏")
        raise InterruptedError


def test_a_failure_leaves_no_rejected_rows(tmp_path):
    with pytest.raises(InterruptedError):
        reject_and_fail(tmp_path / "r.csv")
    assert names(tmp_path) == []


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), max_size=15
)


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_what_is_written_is_what_is_read_again(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("round") / "out.csv"
    with atomic_csv(path, ["编号", "内容"]) as table:
        table.write({"编号": "first", "内容": "row"})
        for left, right in rows:
            table.write({"编号": left, "内容": right})
    found = [tuple(row.values.values()) for row in open_sheet(path).rows()]
    assert found == [("first", "row"), *rows]
