"""The house rules that can be checked by reading: how long, how named, nothing at import."""

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.source import (
    PACKAGES,
    ROOT,
    files,
    module_of,
    nodes_of,
    tree_of,
    where,
)

FILE_LINES, LONG_FILE_LINES, FUNCTION_LINES = 400, 600, 50
LONG_FILES = ("service/store/migrations/", "tests/")
BAD_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "core", "misc"}
BAD_ENDINGS = ("Service", "Manager", "Helper", "Helpers", "Utils", "Util")


def test_files_are_short_enough_to_be_read() -> None:
    every = [*files(), *(ROOT / "tests").rglob("*.py")]
    long = {where(file): len(file.read_text(encoding="utf-8").splitlines()) for file in every}
    limits = {n: LONG_FILE_LINES if n.startswith(LONG_FILES) else FILE_LINES for n in long}
    assert {name: lines for name, lines in long.items() if lines > limits[name]} == {}


def test_functions_are_short_enough_to_be_read() -> None:
    long = [
        f"{where(file, node.lineno)} {node.name} {_lines(node)}"
        for file in files()
        if "migrations/versions" not in file.as_posix()
        for node in nodes_of(file)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if _lines(node) > FUNCTION_LINES
    ]
    assert long == []


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_nothing_has_a_name_that_says_nothing() -> None:
    parts = {(part, where(file)) for file in files() for part in module_of(file).split(".")}
    assert {place for part, place in parts if part.strip("_").lower() in BAD_NAMES} == set()
    classes = [
        f"{where(file, node.lineno)} {node.name}"
        for file in files()
        for node in nodes_of(file)
        if isinstance(node, ast.ClassDef) and node.name.endswith(BAD_ENDINGS)
    ]
    assert classes == []


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    silent = [where(file) for file in files() if not ast.get_docstring(tree_of(file))]
    assert silent == []


@pytest.mark.parametrize("room", ["domain", "flows", "models", "analytics"])
def test_public_functions_say_what_they_return(room: str) -> None:
    folder = ROOT / room if room in PACKAGES else ROOT / "service" / room
    silent = [
        f"{where(file, node.lineno)} {node.name}"
        for file in files()
        if file.is_relative_to(folder)
        for node in tree_of(file).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert silent == []


IMPORT_ALL = """
import importlib, pathlib, socket, sqlite3, subprocess, sys
import sqlalchemy, structlog, pydantic_settings

OURS = ("service", "models", "analytics")
done = []

def watch(owner, name):
    real = getattr(owner, name)
    def watched(*args, **kwargs):
        frame, caller = sys._getframe(1), ""
        while frame is not None and not caller:
            module = frame.f_globals.get("__name__", "")
            caller = module if module.split(".")[0] in OURS else ""
            frame = frame.f_back if not module.startswith("importlib") else None
        if caller:
            done.append(f"{caller} {name}")
        return real(*args, **kwargs)
    setattr(owner, name, watched)

watch(sqlalchemy, "create_engine")
watch(sqlite3, "connect")
watch(socket.socket, "connect")
watch(pathlib.Path, "open")
watch(pathlib.Path, "read_text")
watch(pathlib.Path, "read_bytes")
watch(pathlib.Path, "mkdir")
watch(subprocess, "Popen")
watch(pydantic_settings.BaseSettings, "__init__")
for module in sys.argv[1:]:
    importlib.import_module(module)
print("\\n".join(done) or "nothing")
"""


def test_nothing_happens_at_import() -> None:
    modules = [module_of(f) for f in files() if "migrations" not in f.as_posix()]
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL, *modules],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert ran.stdout.strip() == "nothing", ran.stdout + ran.stderr


def test_nothing_is_built_at_the_top_of_a_module() -> None:
    """The same by reading: what would open, load or build stands inside a function."""
    builders = {
        *("make_engine", "create_engine", "load_reader", "load_catalogue"),
        *("load_profile", "published_calendar", "build", "create_app", "Settings", "open"),
        *("read_text", "read_bytes", "segmenter", "templates", "now", "connect"),
    }
    built = [
        f"{where(file, call.lineno)} {name}"
        for file in files()
        if "migrations" not in file.as_posix()
        for call in _calls_at_import(tree_of(file))
        if (name := _called(call)) in builders
    ]
    assert built == []


def _calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls_at_import(child)


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
