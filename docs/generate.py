"""Writes the parts of the docs that are read from the code, and checks that they agree.

``python docs/generate.py`` rewrites what stands between ``<!-- NAME:start -->`` and
``<!-- NAME:end -->``; with ``--check`` it writes nothing and exits 1 when something differs.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from service.domain.lifecycle.table import MOVES, RECORDS, Row
from service.domain.ticket import OPEN, Status
from service.labels import LABELS, label
from service.settings import Settings

DOCS = Path(__file__).parent
ROOT = DOCS.parent
# From which depth on a folder is a room within a room.
_INSIDE = {"service": 3, "analytics": 2}
Block = Callable[[], str]


def lifecycle() -> str:
    """The moves, one row each, with the guards by name."""
    rows = [
        (
            _states(row),
            _code(row.step),
            label(row.step),
            _code(row.target) if row.target else "",
            _code(row.permission),
            ", ".join(_code(g.__name__) for g in row.standing + row.guards),
        )
        for row in MOVES
    ]
    return _table(("from", "step", "中文", "to", "permission", "guards"), rows)


def records() -> str:
    """The records: steps that leave the state as it is."""
    rows = [
        (
            _code(row.step),
            label(row.step),
            _states(row),
            _code(row.permission),
            ", ".join(_code(g.__name__) for g in row.standing + row.guards),
        )
        for row in RECORDS
    ]
    return _table(("record", "中文", "while", "permission", "guards"), rows)


def diagram() -> str:
    """The moves as a mermaid state diagram, with Chinese names."""
    lines = ["```mermaid", "stateDiagram-v2", "  direction TB"]
    lines += [f"  {status.value} : {label(status)} {status.value}" for status in Status]
    lines.append("  [*] --> registered : 登记")
    lines += [
        f"  {source.value} --> {row.target.value} : {label(row.step)}"
        for row in MOVES
        if row.target
        for source in _in_order(row)
    ]
    return "\n".join([*lines, "  archived --> [*]", "```"])


def rooms() -> str:
    """The rooms inside the rooms, with the first line of what each says of itself."""
    found = [p for name in ("service", "analytics") for p in (ROOT / name).glob("**/__init__.py")]
    rows = [
        (_code(init.parent.relative_to(ROOT).as_posix()), _first_line(init))
        for init in sorted(found)
        if len(init.relative_to(ROOT).parts) > _INSIDE[init.relative_to(ROOT).parts[0]]
        and "migrations" not in init.parts
    ]
    return _table(("room", "what it holds"), rows)


def settings() -> str:
    """Every setting with its environment variable, default and meaning."""
    rows = [
        (
            _code(f"MINSHENG_{name.upper()}"),
            _code(field.default) if str(field.default) else "（空）",
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]
    return _table(("环境变量", "默认", "含义"), rows)


def words() -> str:
    """Every member of every enumeration with its Chinese word, grouped by enumeration."""
    parts = []
    for enum, names in LABELS.items():
        meaning = (enum.__doc__ or "").strip().splitlines()[0]
        rows = [(word, _code(value), _code(f"{enum.__name__}.{enum(value).name}"))
                for value, word in names.items()]  # fmt: skip
        table = _table(("中文", "value", "identifier"), rows)
        parts.append(f"### {enum.__name__}\n\n{meaning}\n\n{table}")
    return "\n\n".join(parts)


BLOCKS: dict[str, dict[str, Block]] = {
    "architecture.md": {
        "lifecycle": lifecycle,
        "records": records,
        "diagram": diagram,
        "rooms": rooms,
    },
    "operations.md": {"settings": settings},
    "glossary.md": {"words": words},
}


def filled(text: str, blocks: dict[str, Block]) -> str:
    """The text with every block between its markers. Raises ``ValueError`` for a lost marker."""
    for name, make in blocks.items():
        start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
        pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
        found = len(pattern.findall(text))
        if found != 1:
            raise ValueError(f"the markers of {name} must stand exactly once, found {found}")
        before, after = pattern.split(text)
        text = f"{before}{start}\n\n{make()}\n\n{end}{after}"
    return text


def differing() -> dict[Path, str]:
    """The pages whose text differs from what the code says, each with its right text."""
    wrong: dict[Path, str] = {}
    for name, blocks in BLOCKS.items():
        path = DOCS / name
        old = path.read_text(encoding="utf-8")
        new = filled(old, blocks)
        if new != old:
            wrong[path] = new
    return wrong


def main(arguments: list[str]) -> int:
    """The exit code: 1 when ``--check`` finds a page that differs."""
    wrong = differing()
    if "--check" in arguments:
        for path in wrong:
            sys.stderr.write(f"docs/{path.name} differs from the code: run docs/generate.py\n")
        return 1 if wrong else 0
    for path, text in wrong.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _first_line(file: Path) -> str:
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.replace("\n", " ").partition(". ")[0].rstrip(".")


def _in_order(row: Row) -> Iterable[Status]:
    return (status for status in Status if status in row.sources)


def _states(row: Row) -> str:
    if row.sources == frozenset(Status):
        return "any"
    if row.sources == OPEN:
        return "any open"
    return ", ".join(_code(status) for status in _in_order(row))


def _code(value: object) -> str:
    return f"`{value}`"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
