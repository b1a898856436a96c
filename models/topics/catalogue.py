"""Reads the topic catalogue: what people ask for, in words, and who usually answers for it."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

COLUMNS = (
    "code",
    "level1",
    "level2",
    "level3",
    "definition",
    "words",
    "phrasings",
    "near_misses",
    "lead_city",
    "lead_county",
    "lead_township",
    "co_units",
    "deadline_class",
    "direct_answer",
    "season",
    "reference_class",
)
DEADLINE_CLASSES = ("normal", "urgent", "emergency")
_CODE = re.compile(r"\d{6}")


class CatalogueError(ValueError):
    """The catalogue cannot be used; the message names file and line and says what to mend."""


@dataclass(frozen=True, slots=True)
class TopicLeaf:
    """One third-level topic with everything the catalogue says about it."""

    code: str
    level1: str
    level2: str
    level3: str
    definition: str
    words: tuple[str, ...]
    phrasings: tuple[str, ...]
    near_misses: tuple[str, ...]
    lead_city: str
    lead_county: str
    lead_township: str
    co_units: tuple[str, ...]
    deadline_class: str
    direct_answer: bool
    season: tuple[int, ...]
    reference_class: str

    @property
    def path(self) -> tuple[str, str, str]:
        """The three names from the broad topic down to this one."""
        return self.level1, self.level2, self.level3


@dataclass(frozen=True)
class TopicCatalogue:
    """All third-level topics in the order of their codes."""

    leaves: tuple[TopicLeaf, ...]

    @cached_property
    def by_code(self) -> Mapping[str, TopicLeaf]:
        """The leaves by their six-digit code."""
        return {leaf.code: leaf for leaf in self.leaves}

    @cached_property
    def digest(self) -> str:
        """A hash of the whole content: two catalogues with the same digest read alike."""
        return hashlib.sha256(repr(self.leaves).encode()).hexdigest()

    def words(self) -> Iterator[str]:
        """Yield every typical word of every leaf."""
        for leaf in self.leaves:
            yield from leaf.words


def built_in_folder() -> Path:
    """Return the folder of the catalogue that ships with the product."""
    return Path(str(files("models"))) / "resources" / "topics"


def load_catalogue(folder: Path | None = None) -> TopicCatalogue:
    """Return the catalogue in a folder of CSV files (one per broad topic), or the built-in one.

    Raises CatalogueError when a file lacks columns, a row breaks a rule, a code or name appears
    twice, or there is no topic at all.
    """
    where = folder or built_in_folder()
    rows = [item for path in sorted(where.glob("*.csv")) for item in _rows(path)]
    if not rows:
        raise CatalogueError(f"主题目录 {where.name} 里没有任何主题，请放入 CSV 文件")
    leaves = [_leaf(row, place) for place, row in rows]
    _refuse_repeats(leaves, [place for place, _ in rows])
    return TopicCatalogue(tuple(sorted(leaves, key=lambda leaf: leaf.code)))


def catalogue_of(rows: Iterable[Mapping[str, str]]) -> TopicCatalogue:
    """Return the catalogue of rows that an installation keeps, cells by the names in `COLUMNS`.

    A topic without words and phrasings cannot be recognised and is left out. Raises
    CatalogueError when a row breaks another rule, or a code or name appears twice.
    """
    held = [dict(row) for row in rows if row["words"] or row["phrasings"]]
    places = [f"主题 {row['code']}" for row in held]
    leaves = [_leaf(row, place) for row, place in zip(held, places, strict=True)]
    _refuse_repeats(leaves, places)
    return TopicCatalogue(tuple(sorted(leaves, key=lambda leaf: leaf.code)))


def row_of(leaf: TopicLeaf) -> dict[str, str]:
    """Return the cells of a topic as a file of the catalogue has them."""
    return {
        "code": leaf.code,
        "level1": leaf.level1,
        "level2": leaf.level2,
        "level3": leaf.level3,
        "definition": leaf.definition,
        "words": "、".join(leaf.words),
        "phrasings": "|".join(leaf.phrasings),
        "near_misses": "|".join(leaf.near_misses),
        "lead_city": leaf.lead_city,
        "lead_county": leaf.lead_county,
        "lead_township": leaf.lead_township,
        "co_units": "|".join(leaf.co_units),
        "deadline_class": leaf.deadline_class,
        "direct_answer": "1" if leaf.direct_answer else "0",
        "season": "|".join(str(month) for month in leaf.season),
        "reference_class": leaf.reference_class,
    }


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise CatalogueError(f"{path.name}：缺少列 {'、'.join(missing)}")
        for row in reader:
            place = f"{path.name} 第 {reader.line_num} 行"
            if None in row or None in row.values():
                raise CatalogueError(f"{place}：列数不对，字段里有半角逗号时请改用全角")
            yield place, row


def _leaf(row: dict[str, str], place: str) -> TopicLeaf:
    cells = {name: row[name].strip() for name in COLUMNS}
    _check(cells, place)
    return TopicLeaf(
        code=cells["code"],
        level1=cells["level1"],
        level2=cells["level2"],
        level3=cells["level3"],
        definition=cells["definition"],
        words=_parts(cells["words"], "、"),
        phrasings=_parts(cells["phrasings"]),
        near_misses=_parts(cells["near_misses"]),
        lead_city=cells["lead_city"],
        lead_county=cells["lead_county"],
        lead_township=cells["lead_township"],
        co_units=_parts(cells["co_units"]),
        deadline_class=cells["deadline_class"],
        direct_answer=cells["direct_answer"] == "1",
        season=tuple(int(month) for month in _parts(cells["season"])),
        reference_class=cells["reference_class"],
    )


def _parts(cell: str, mark: str = "|") -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(mark) if part.strip())


def _check(cells: Mapping[str, str], place: str) -> None:
    months = _parts(cells["season"])
    rules = (
        (_CODE.fullmatch(cells["code"]), f"编码“{cells['code']}”应为 6 位数字"),
        (all(cells[c] for c in ("level1", "level2", "level3")), "一、二、三级名称都要填"),
        (cells["words"] or cells["phrasings"], "典型词和说法至少填一项，否则识别不了"),
        (
            cells["deadline_class"] in DEADLINE_CLASSES,
            f"时限类别“{cells['deadline_class']}”应为 {'、'.join(DEADLINE_CLASSES)} 之一",
        ),
        (cells["direct_answer"] in {"0", "1"}, "可直办一列应为 0 或 1"),
        (
            all(m.isdigit() and 1 <= int(m) <= 12 for m in months),
            f"季节“{cells['season']}”应为 1 到 12 的月份，用 | 分开",
        ),
    )
    for holds, complaint in rules:
        if not holds:
            raise CatalogueError(f"{place}：{complaint}")


def _refuse_repeats(leaves: list[TopicLeaf], places: list[str]) -> None:
    for what, values in (
        ("编码", [leaf.code for leaf in leaves]),
        ("三级名称", [leaf.level3 for leaf in leaves]),
    ):
        first: dict[str, str] = {}
        for value, place in zip(values, places, strict=True):
            if value in first:
                raise CatalogueError(f"{place}：{what}“{value}”与{first[value]}重复")
            first[value] = place
