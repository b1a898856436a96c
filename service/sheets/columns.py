"""Recognises what the columns of somebody's table mean."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from service.domain.errors import BadInput

_DATA = Path(__file__).with_name("columns.toml")
_NOTE = re.compile(r"[(\[{【〔].*?[)\]}】〕]")
_MARKS = re.compile(r"[\W_]+")
_TEXT_FIELDS = ("title", "text")
_HOW_TO_MAP = '可以用 --columns MAP.toml 指定，文件里写：\n[columns]\ntext = "你的列名"'


@dataclass(frozen=True, slots=True)
class Field:
    """A thing a column may hold, with its Chinese name and the headers that mean it."""

    key: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which header holds which field; ``missing`` names in Chinese what is needed and not there."""

    fields: Mapping[str, str]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]
    headers: tuple[str, ...]

    def value(self, values: Mapping[str, str], field: str) -> str:
        """Return a row's value of ``field``, empty when the table has no such column."""
        return values.get(self.fields.get(field, ""), "")

    def summary(self) -> str:
        """Return one Chinese line: what was recognised as what, and what was left out."""
        known = "、".join(f"{head}→{_label(key)}" for key, head in self.fields.items())
        unused = f"；未使用：{'、'.join(self.ignored)}" if self.ignored else ""
        return f"识别的列：{known or '无'}{unused}"

    def ensure_complete(self) -> None:
        """Raise BadInput, with the headers seen and the way out, when something is missing."""
        if self.missing:
            raise BadInput(
                f"没有找到{'、'.join(self.missing)}列。表头是：{'、'.join(self.headers)}。"
                + _HOW_TO_MAP
            )


def recognise(headers: Sequence[str], overrides: Mapping[str, str] | None = None) -> ColumnMap:
    """Return what each header means; ``overrides`` (field to header, "" for none) come first.

    A title or a text is needed; the rest may be absent. One header serves one field unless the
    overrides say otherwise. Raises BadInput when an override names a header that is not there.
    """
    given = _checked(overrides or {}, headers)
    taken = {header for header in given.values() if header}
    fields = {key: header for key, header in given.items() if header}
    for _, key, header in sorted(_candidates(headers), key=lambda found: found[0]):
        if key not in given and key not in fields and header not in taken:
            fields[key] = header
            taken.add(header)
    ordered = {key: fields[key] for key in known_fields() if key in fields}
    missing = () if any(key in fields for key in _TEXT_FIELDS) else ("诉求内容（或标题）",)
    unused = tuple(header for header in headers if header not in taken)
    return ColumnMap(ordered, unused, missing, tuple(headers))


def require(headers: Sequence[str], wanted: str | Sequence[str]) -> tuple[str, ...]:
    """Return the headers that ``wanted`` names (“COL,COL” or a sequence), in that order.

    Spacing, width of characters and case may differ. Raises BadInput naming what is not there.
    """
    if isinstance(wanted, str):
        wanted = [wanted] if wanted in headers else re.split("[,，]", wanted)
    names = [name.strip() for name in wanted if name.strip()]
    if not names:
        raise BadInput(f"没有给出列名。表头是：{'、'.join(headers)}。")
    found = {name: _same(name, headers) for name in names}
    absent = [name for name, header in found.items() if header is None]
    if absent:
        raise BadInput(_absent(absent, headers))
    return tuple(header for header in found.values() if header is not None)


@cache
def known_fields() -> dict[str, Field]:
    """Return every field a column may hold, in the order of the data file."""
    return {
        key: Field(key, entry["label"], tuple(entry["names"]))
        for key, entry in _data().items()
        if isinstance(entry, dict)
    }


def is_usual(header: str) -> bool:
    """Whether ``header`` is one of the usual names of a column."""
    return any(form in _ranks() for form in _forms(header))


def _candidates(headers: Sequence[str]) -> list[tuple[tuple[int, int], str, str]]:
    """Return (how good, field, header) for each meaning a header may have; less is better."""
    found = []
    for header in headers:
        for distance, form in enumerate(_forms(header)):
            if form in _ranks():
                key, rank = _ranks()[form]
                found.append(((distance, rank), key, header))
    return found


def _forms(header: str) -> list[str]:
    """Return the normalised spellings to look up: whole, without notes, below its group."""
    wide = unicodedata.normalize("NFKC", header)
    forms = [_normal(wide), _normal(_NOTE.sub("", wide))]
    group, mark, last = wide.rpartition("·")
    if mark and not any(word in group for word in _data()["foreign_groups"]):
        forms.append(_normal(_NOTE.sub("", last)))
    return [form for form in dict.fromkeys(forms) if form]


def _normal(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


@cache
def _ranks() -> dict[str, tuple[str, int]]:
    """Return normalised name to (field, position in the field's list)."""
    return {
        _normal(name): (field.key, rank)
        for field in known_fields().values()
        for rank, name in enumerate(field.names)
    }


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _label(key: str) -> str:
    return known_fields()[key].label


def _same(name: str, headers: Sequence[str]) -> str | None:
    """Return the header that is ``name``, or the only one that is but for its spelling."""
    if name in headers:
        return name
    alike = [header for header in headers if _normal(header) == _normal(name) != ""]
    return alike[0] if len(alike) == 1 else None


def _checked(overrides: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    found = {key: _same(name, headers) if name else "" for key, name in overrides.items()}
    absent = [overrides[key] for key, header in found.items() if header is None]
    if absent:
        raise BadInput(_absent(absent, headers))
    return {key: header or "" for key, header in found.items()}


def _absent(names: Sequence[str], headers: Sequence[str]) -> str:
    near = [match for name in names for match in get_close_matches(name, headers, n=1, cutoff=0.5)]
    hint = f"是不是“{near[0]}”？" if near else "请改用表头里的列名。"
    return f"文件里没有列“{'”“'.join(names)}”。表头是：{'、'.join(headers)}。{hint}"
