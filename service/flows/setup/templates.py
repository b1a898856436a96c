"""Writes the tables as workbooks: empty with examples beside, or with what is there now."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from service.flows.setup import days, people, places, units
from service.flows.setup.forms import DAY_KINDS, FAMILIES, KINDS, LEVELS, ROLES, YES, Form
from service.sheets import atomic_file

_FILLED_IN, _WIDE, _NARROW = 2000, 34, 18
_HEAD = PatternFill("solid", fgColor="DCE6F2")
_SEVERAL = frozenset({ROLES})
"""Lists of which a cell may hold more than one: Excel's drop-down cannot, so none is offered."""
Choices = Mapping[str, Sequence[str]]


def choices(families: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The words that the cells of each kind may hold. ``families``: names of kinds by code."""
    return {
        LEVELS: tuple(units.LEVEL_WORDS),
        FAMILIES: tuple(families.values()),
        KINDS: tuple(places.KIND_WORDS),
        ROLES: tuple(people.ROLE_WORDS),
        YES: ("是",),
        DAY_KINDS: tuple(days.DAY_WORDS),
    }


def write(path: Path, form: Form, words: Choices, rows: Iterable[Mapping[str, str]] = ()) -> int:
    """Write the form as a workbook, filled with ``rows`` if any; return how many rows."""
    book = Workbook()
    sheet = book.active
    count = _fill(sheet, form, rows)
    listed = book.create_sheet("说明")
    _explain(listed, form)
    _offer(sheet, listed, form, words)
    with atomic_file(path) as neighbour:
        book.save(neighbour)
    return count


def _fill(sheet: Any, form: Form, rows: Iterable[Mapping[str, str]]) -> int:
    sheet.title = form.title
    sheet.append([f"{column.title}{'*' if column.is_required else ''}" for column in form.columns])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    sheet.freeze_panes = "A2"
    for at, column in enumerate(form.columns, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDE if column.key == "name" else _NARROW
        # A code like 0101 must not become a number when it is typed.
        sheet.column_dimensions[letter].number_format = "@"
    count = 0
    for count, row in enumerate(rows, start=1):
        for at, column in enumerate(form.columns, start=1):
            cell = sheet.cell(count + 1, at, row.get(column.key, ""))
            cell.data_type, cell.number_format = "s", "@"
    return count


def _explain(sheet: Any, form: Form) -> None:
    """What the columns mean, rows as examples, and the words to choose from."""
    bold = Font(bold=True)
    sheet.append([form.about])
    sheet.append(["带 * 的列必填；列的顺序可以换，用不到的列可以删。只读第一张表，这一页不读。"])
    sheet.append([])
    sheet.append(["列", "怎么填"])
    for column in form.columns:
        sheet.append([column.title, column.advice])
    sheet.append([])
    sheet.append(["例子"])
    sheet.append(list(form.headers()))
    for example in form.examples:
        sheet.append(list(example))
    for row in sheet.iter_rows():
        if row[0].value in ("列", "例子"):
            for cell in row:
                cell.font = bold
    sheet["A1"].alignment = sheet["A2"].alignment = Alignment(wrap_text=False)
    for at in range(1, len(form.columns) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDE if at == 2 else _NARROW


def _offer(sheet: Any, listed: Any, form: Form, words: Choices) -> None:
    """The words of each column beside the explanation, and drop-downs that refer to them."""
    first = len(form.columns) + 2
    with_choices = [column for column in form.columns if column.choices]
    for at, column in enumerate(with_choices, start=first):
        letter, options = get_column_letter(at), words[column.choices]
        listed.cell(4, at, f"{column.title}可选").font = Font(bold=True)
        listed.column_dimensions[letter].width = _NARROW
        for line, option in enumerate(options, start=5):
            listed.cell(line, at, option)
        if column.choices in _SEVERAL:
            continue
        where = f"'{listed.title}'!${letter}$5:${letter}${len(options) + 4}"
        rule = DataValidation(type="list", formula1=where, allow_blank=True)
        rule.error, rule.errorTitle = "请从下拉里选。", column.title
        own = get_column_letter(form.columns.index(column) + 1)
        rule.add(f"{own}2:{own}{_FILLED_IN}")
        sheet.add_data_validation(rule)
