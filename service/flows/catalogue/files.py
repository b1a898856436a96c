"""The catalogue as a spreadsheet: written for people or for programs, read back whole or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.domain.errors import BadInput
from service.flows.catalogue import rows as catalogue_rows
from service.flows.catalogue.rows import ALL_COLUMNS, LEADS, SUCCESSOR, Rows
from service.labels.catalogue import CATALOGUE_COLUMNS, DEADLINE_CLASSES
from service.sheets import atomic_table, open_sheet

_MOST_ROWS = 5_000
_MOST_SAID = 50
_YES = {"1": "1", "是": "1", "0": "0", "否": "0", "": "0"}


@dataclass(frozen=True)
class Words:
    """What codes are called here: families of units by code."""

    families: Mapping[str, str]

    def spoken(self, cells: Mapping[str, str]) -> dict[str, str]:
        """A row as people read it: Chinese columns and names."""
        said = dict(cells)
        for column in LEADS:
            said[column] = self.families.get(cells[column], cells[column])
        codes = catalogue_rows.parts("co_units", cells["co_units"])
        said["co_units"] = "|".join(self.families.get(code, code) for code in codes)
        said["deadline_class"] = DEADLINE_CLASSES.get(
            cells["deadline_class"], cells["deadline_class"]
        )
        said["direct_answer"] = "是" if cells["direct_answer"] == "1" else "否"
        return {CATALOGUE_COLUMNS[column]: said[column] for column in ALL_COLUMNS}

    def coded(self, said: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row, whichever of names and codes it holds."""
        codes = {name: code for code, name in self.families.items()}
        cells = {column: said.get(column, "").strip() for column in ALL_COLUMNS}
        for column in LEADS:
            cells[column] = codes.get(cells[column], cells[column])
        names = catalogue_rows.parts("co_units", cells["co_units"])
        cells["co_units"] = "|".join(codes.get(name, name) for name in names)
        classes = {word: name for name, word in DEADLINE_CLASSES.items()}
        cells["deadline_class"] = classes.get(cells["deadline_class"], cells["deadline_class"])
        cells["direct_answer"] = _YES.get(cells["direct_answer"], cells["direct_answer"])
        return cells


def write(path: Path, rows: Rows, words: Words) -> None:
    """Write the rows: a workbook in Chinese, or CSV with the columns and codes of the program."""
    is_workbook = path.suffix.lower() == ".xlsx"
    columns = tuple(CATALOGUE_COLUMNS.values()) if is_workbook else ALL_COLUMNS
    with atomic_table(path, columns) as table:
        for cells in rows.values():
            table.write(words.spoken(cells) if is_workbook else cells)


def read(path: Path, words: Words, known: Rows) -> Rows:
    """The rows of a file by code; ``known``: the topics that must be there.

    Raises ``BadInput`` for a file that is no catalogue; its fields name the rows that are wrong.
    """
    sheet = open_sheet(path)
    columns = _columns(sheet.headers)
    rows: dict[str, dict[str, str]] = {}
    wrong: dict[str, str] = {}
    for row in sheet.rows():
        if row.is_blank:
            continue
        if len(rows) >= _MOST_ROWS:
            raise BadInput(f"这份文件超过 {_MOST_ROWS} 行，不像派单目录。")
        values = {column: row.values[header] for column, header in columns.items()}
        cells = words.coded(values)
        reason = row.problem or _reason(cells, rows)
        if reason:
            wrong[f"第 {row.number} 行"] = reason
            continue
        rows[cells["code"]] = catalogue_rows.tidy(cells)
    wrong |= dict(_absent(rows, known)) if not wrong else {}
    if wrong:
        few = dict(list(wrong.items())[:_MOST_SAID])
        raise BadInput(f"有 {len(wrong)} 处不对，整份都没有收下。", few)
    return rows


def _columns(headers: tuple[str, ...]) -> dict[str, str]:
    """Column → the header it has in the file."""
    named = {word: column for column, word in CATALOGUE_COLUMNS.items()}
    found = {named.get(header.strip(), header.strip()): header for header in headers}
    missing = [CATALOGUE_COLUMNS[c] for c in ALL_COLUMNS if c not in found and c != SUCCESSOR]
    if missing:
        words = "、".join(missing)
        raise BadInput(f"这份文件缺少列：{words}。请先导出现在的目录，在那份文件上改。")
    return {column: found[column] for column in ALL_COLUMNS if column in found}


def _reason(cells: Mapping[str, str], rows: Mapping[str, object]) -> str:
    code = cells["code"]
    if not code:
        return "没有代码"
    if code in rows:
        return f"代码 {code} 前面已经有了"
    if cells["direct_answer"] not in ("0", "1"):
        return f"可直办写“是”或“否”，不能写“{cells['direct_answer']}”"
    return ""


def _absent(rows: Rows, known: Rows) -> Iterator[tuple[str, str]]:
    for topic, cells in known.items():
        if topic not in rows:
            advice = "要停用请留着这一行，在“后继主题”里写接替它的主题的代码"
            yield topic, f"“{cells['level3']}”不在文件里；{advice}"
