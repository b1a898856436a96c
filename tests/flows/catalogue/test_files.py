"""The catalogue goes out as a spreadsheet and comes back the same, or is refused with reasons."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from service.domain.errors import BadInput
from service.flows.catalogue import files as catalogue_files
from service.flows.catalogue.files import Words
from service.flows.catalogue.rows import ALL_COLUMNS, tidy

WORDS = Words({"housing": "住建", "urban_management": "城管"})
ROW = tidy(
    {
        "code": "010101",
        "level1": "市容",
        "level2": "摊点",
        "level3": "占道经营",
        "definition": "占道摆摊。",
        "words": "占道、摆摊",
        "phrasings": "门口有人摆摊|路边占道卖菜",
        "near_misses": "店外经营：有门面的",
        "lead_city": "urban_management",
        "lead_county": "urban_management",
        "co_units": "housing",
        "deadline_class": "urgent",
        "direct_answer": "1",
        "season": "6|7",
    }
)
ROWS = {"010101": ROW, "010102": {**ROW, "code": "010102", "level3": "店外经营"}}


@pytest.mark.parametrize("name", ["catalogue.csv", "catalogue.xlsx"])
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    catalogue_files.write(tmp_path / name, ROWS, WORDS)
    assert catalogue_files.read(tmp_path / name, WORDS, ROWS) == ROWS


def test_the_workbook_speaks_chinese(tmp_path: Path) -> None:
    said = WORDS.spoken(ROW)
    assert (said["市级主办"], said["协办"], said["时限类别"], said["可直办"]) == (
        *("城管", "住建"),
        *("加急", "是"),
    )
    assert WORDS.spoken({**ROW, "lead_city": "moon"})["市级主办"] == "moon"


def file_of(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = ALL_COLUMNS) -> Path:
    with (folder / "c.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return folder / "c.csv"


@pytest.mark.parametrize(
    ("rows", "where", "words"),
    [
        ((ROWS["010101"], ROWS["010101"]), "第 3 行", "前面已经有了"),
        (({**ROW, "code": ""},), "第 2 行", "没有代码"),
        (({**ROW, "direct_answer": "也许"},), "第 2 行", "是”或“否"),
        ((ROW,), "010102", "后继主题"),
    ],
)
def test_wrong_rows_are_named(
    tmp_path: Path, rows: tuple[dict[str, str], ...], where: str, words: str
) -> None:
    with pytest.raises(BadInput, match="整份都没有收下") as problem:
        catalogue_files.read(file_of(tmp_path, *rows), WORDS, ROWS)
    assert words in problem.value.fields[where]


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    make: Callable[..., Path] = file_of
    with pytest.raises(BadInput, match="缺少列：一级主题"):
        catalogue_files.read(make(tmp_path, ROW, columns=("code", "level2")), WORDS, {})
    without = tuple(column for column in ALL_COLUMNS if column != "successor")
    assert catalogue_files.read(file_of(tmp_path, ROW, columns=without), WORDS, {}) == {
        "010101": ROW
    }
