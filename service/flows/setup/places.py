"""The city's places from a table: Chinese or coded, each under a code that stays."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from models.places.gazetteer import Gazetteer, GazetteerEntry
from service.flows.setup.forms import FORMS, FormKind
from service.flows.setup.reading import BadTable, Fault, Given, Table, Wrong, chosen, read
from service.sheets import Sheet
from service.store.uow import UnitOfWork

FORM = FORMS[FormKind.PLACES]
KIND_WORDS = {
    "市": "city",
    "区": "district",
    "县": "county",
    "县级市": "county",
    "开发区": "zone",
    "街道": "street",
    "镇": "town",
    "乡": "township",
    "村": "village",
    "社区": "community",
    "小区": "estate",
    "道路": "road",
    "河流": "river",
    "学校": "school",
    "医院": "hospital",
    "企业": "company",
    "市场": "market",
    "公园": "park",
}
_GENERAL = frozenset({"区县", "县区", "乡镇街道", "街道乡镇", "乡镇"})
"""Words for several kinds of which the place's own name says the one."""
_ENDINGS = ("街道", "镇", "乡", "区", "县", "市")
_CODE = re.compile(r"[0-9A-Za-z_.-]{1,40}")
_PARTS = re.compile(r"[|、，,；;]")
_DIGITS = 10


def read_places(sheet: Sheet, known: Gazetteer) -> Gazetteer:
    """The places of a table; ``known``: those there are, which a row may name as its upper one.

    Raises ``BadTable`` naming every row to mend.
    """
    table = read(FORM, sheet)
    rows = table.each(_entry)
    uppers = _uppers(table, rows, known)
    entries = [_placed(row, upper, known) for row, upper in zip(rows, uppers, strict=True)]
    _refuse_repeats(table, entries)
    return Gazetteer(tuple(entries))


def _entry(row: Given) -> GazetteerEntry:
    """The place of a row; its upper one still as it was written."""
    if row["code"] and not _CODE.fullmatch(row["code"]):
        raise Wrong(f"编码“{row['code']}”只能用字母、数字、点、横线和下划线。")
    kind = chosen(_kind_of(row), KIND_WORDS, "类型")
    aliases = tuple(part.strip() for part in _PARTS.split(row["aliases"]) if part.strip())
    return GazetteerEntry(row["code"], row["name"], kind, row["parent"], aliases)


def _kind_of(row: Given) -> str:
    if row["kind"] not in _GENERAL:
        return row["kind"]
    endings = (
        word for word in ("街道", "镇", "乡", "区", "县", "市") if row["name"].endswith(word)
    )
    ending = next(endings, row["kind"])
    return "县级市" if ending == "市" else ending


def _uppers(
    table: Table, rows: list[GazetteerEntry], known: Gazetteer
) -> list[GazetteerEntry | None]:
    """What each row lies in: another row of the table, else a place that is known."""
    ours, others = _by_word(rows), _by_word(known.entries)
    faults, uppers = [], list[GazetteerEntry | None]()
    for row, entry in zip(table.rows, rows, strict=True):
        try:
            uppers.append(_upper(entry, ours, others))
        except Wrong as problem:
            faults.append(Fault(row.line, str(problem)))
    if faults:
        raise BadTable(FORM.title, faults)
    return uppers


def _by_word(entries: Iterable[GazetteerEntry]) -> dict[str, list[GazetteerEntry]]:
    found: dict[str, list[GazetteerEntry]] = {}
    for entry in entries:
        for word in {entry.code, entry.name} - {""}:
            found.setdefault(word, []).append(entry)
    return found


def _upper(
    entry: GazetteerEntry,
    ours: Mapping[str, list[GazetteerEntry]],
    others: Mapping[str, list[GazetteerEntry]],
) -> GazetteerEntry | None:
    if not entry.parent:
        return None
    found = [each for each in ours.get(entry.parent, ()) if each is not entry]
    found = found or others.get(entry.parent, [])
    if not found:
        raise Wrong(f"“{entry.name}”的上级不在表里：没有“{entry.parent}”这一行，请补上。")
    if len(found) > 1:
        raise Wrong(f"叫“{entry.parent}”的地方有几个，请给它们写上编码，上级写编码。")
    return found[0]


def _placed(
    entry: GazetteerEntry, upper: GazetteerEntry | None, known: Gazetteer
) -> GazetteerEntry:
    parent = _code(upper, known) if upper else ""
    code = _code(entry, known)
    return GazetteerEntry(code, entry.name, entry.kind, parent, entry.aliases)


def _code(entry: GazetteerEntry, known: Gazetteer) -> str:
    """The code that was given, that of the place known by this name there, or one of our own.

    Ours follows from the words of the row, so that the same table loaded again means the same.
    """
    if entry.code:
        return entry.code
    words = f"{entry.kind}/{entry.parent}/{entry.name}"
    own = f"p{hashlib.sha256(words.encode()).hexdigest()[:_DIGITS]}"
    same = [e for e in known.names.get(entry.name, ()) if e.kind == entry.kind]
    lies_in = [e for e in same if _is_in(e, entry.parent, known)]
    return lies_in[0].code if len(lies_in) == 1 else own


def _is_in(entry: GazetteerEntry, upper: str, known: Gazetteer) -> bool:
    parent = known.get(entry.parent)
    return upper in ({parent.code, parent.name} if parent else {"", entry.parent})


def _refuse_repeats(table: Table, entries: list[GazetteerEntry]) -> None:
    counts = Counter(entry.code for entry in entries)
    faults = [
        Fault(row.line, f"“{entry.name}”（编码 {entry.code}）在表里有两行，请留一行。")
        for row, entry in zip(table.rows, entries, strict=True)
        if counts[entry.code] > 1
    ]
    if faults:
        raise BadTable(FORM.title, faults)


def known(uow: UnitOfWork) -> Gazetteer:
    """The places there are."""
    rows = uow.catalogues.areas()
    return Gazetteer(
        tuple(GazetteerEntry(row["code"], row["name"], row["kind"], row["parent"]) for row in rows)
    )


def rows_of(uow: UnitOfWork) -> list[dict[str, str]]:
    """The places there are, as rows of the form."""
    words = {code: word for word, code in KIND_WORDS.items() if word != "县级市"}
    return [
        row | {"kind": words.get(row["kind"], row["kind"]), "aliases": _spoken(row)}
        for row in uow.catalogues.areas()
    ]


def _spoken(row: Mapping[str, str]) -> str:
    return row["aliases"].replace("|", "、")
