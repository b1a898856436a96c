"""The project's own source, read as trees; for the tests that hold the house rules."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("service", "models", "analytics")


@cache
def files() -> tuple[Path, ...]:
    """Every Python file of the three packages."""
    return tuple(sorted(f for name in PACKAGES for f in (ROOT / name).rglob("*.py")))


@cache
def tree_of(file: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """Every node of the file, from the top down."""
    return tuple(ast.walk(tree_of(file)))


@cache
def module_of(file: Path) -> str:
    """The dotted name of a file's module."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> frozenset[str]:
    """The dotted names of all our modules."""
    return frozenset(module_of(file) for file in files())


@cache
def imports_of(file: Path) -> tuple[tuple[int, str], ...]:
    """Line and dotted name of each module that the file imports, wherever it does."""
    found: list[tuple[int, str]] = []
    for node in nodes_of(file):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                found.append((node.lineno, inner if inner in modules() else module))
    return tuple(found)


@cache
def room_of(module: str) -> str:
    """The room a module belongs to: ``models``, ``service.web`` …; empty for others' modules."""
    head, _, rest = module.partition(".")
    if head not in PACKAGES:
        return ""
    return f"service.{rest.split('.')[0]}" if head == "service" and rest else head


def table_between(file: Path, name: str) -> list[list[str]]:
    """The cells of the Markdown table between ``<!-- name:start -->`` and its end."""
    text = file.read_text(encoding="utf-8")
    part = text.split(f"<!-- {name}:start -->")[1].split(f"<!-- {name}:end -->")[0]
    rows = [line.strip() for line in part.splitlines() if line.strip().startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def where(file: Path, line: int = 0) -> str:
    """The place in the project, as a test tells it."""
    place = file.relative_to(ROOT).as_posix()
    return f"{place}:{line}" if line else place
