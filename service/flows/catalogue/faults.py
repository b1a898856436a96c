"""What is wrong with a row of the catalogue, in words that stand beside the field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.flows.catalogue.rows import ALL_COLUMNS, LEADS, SUCCESSOR, Cells, Rows, parts
from service.labels.catalogue import DEADLINE_CLASSES

_CODE = re.compile(r"[0-9]{6}")
_LONGEST = {"level1": 20, "level2": 20, "level3": 30, "definition": 500}
_MONTHS = {str(month) for month in range(1, 13)}


@dataclass(frozen=True)
class Book:
    """All rows as they would be, and the families of units that there are, by code."""

    rows: Rows
    families: Mapping[str, str]

    def faults(self, topic: str) -> dict[str, str]:
        """Field → what is wrong with it, for one topic; empty for a sound row."""
        cells = self.rows[topic]
        found: dict[str, str] = {}
        for check in (_names, _wording, self._families, _terms, self._neighbours, self._successor):
            for field, message in check(cells):
                found.setdefault(field, message)
        return {column: found[column] for column in ALL_COLUMNS if column in found}

    def _families(self, cells: Cells) -> Iterable[tuple[str, str]]:
        for column in LEADS:
            if cells[column] and cells[column] not in self.families:
                yield column, f"没有“{cells[column]}”这类单位，请从列表中选"
        unknown = [code for code in parts("co_units", cells["co_units"])
                   if code not in self.families]  # fmt: skip
        if unknown:
            yield "co_units", f"没有“{'、'.join(unknown)}”这类单位，请从列表中选"
        if not any(cells[column] for column in LEADS):
            yield "lead_city", "至少要写一级的主办，否则没有单位可派"

    def _neighbours(self, cells: Cells) -> Iterable[tuple[str, str]]:
        """Names that must agree with, or differ from, those of other topics."""
        code = cells["code"]
        for other in self.rows.values():
            if other["code"] == code or other[SUCCESSOR]:
                continue
            if other["level3"] == cells["level3"] and not cells[SUCCESSOR]:
                yield "level3", f"三级主题与 {other['code']} 重名，请换一个说得清的名称"
            for column, digits in (("level1", 2), ("level2", 4)):
                if other["code"][:digits] == code[:digits] and other[column] != cells[column]:
                    same = f"{code[:digits]} 开头的主题这一级都叫“{other[column]}”"
                    yield column, f"{same}，请保持一致；整类改名请用表格"

    def _successor(self, cells: Cells) -> Iterable[tuple[str, str]]:
        seen, topic = {cells["code"]}, cells[SUCCESSOR]
        while topic:
            if topic in seen:
                yield SUCCESSOR, "后继主题绕回了自己，请选一个在用的主题"
                return
            if topic not in self.rows:
                yield SUCCESSOR, f"没有代码为 {topic} 的主题，请从列表中选"
                return
            seen.add(topic)
            topic = self.rows[topic][SUCCESSOR]


def _names(cells: Cells) -> Iterable[tuple[str, str]]:
    if not _CODE.fullmatch(cells["code"]):
        yield "code", "代码是六位数字：一级两位、二级两位、三级两位"
    for column in ("level1", "level2", "level3"):
        if not cells[column]:
            yield column, "名称不能空着"
    for column, most in _LONGEST.items():
        if len(cells[column]) > most:
            yield column, f"太长了，最多 {most} 字"


def _wording(cells: Cells) -> Iterable[tuple[str, str]]:
    if not cells["definition"]:
        yield "definition", "写一句话说明什么算、什么不算"
    if not cells["words"] and not cells["phrasings"]:
        yield "words", "典型词和说法至少填一项，否则认不出这个主题"


def _terms(cells: Cells) -> Iterable[tuple[str, str]]:
    if cells["deadline_class"] not in DEADLINE_CLASSES:
        yield "deadline_class", f"时限类别只能是{'、'.join(DEADLINE_CLASSES.values())}"
    if not _MONTHS.issuperset(parts("season", cells["season"])):
        yield "season", "月份写 1 到 12，几个月用 | 分开"
