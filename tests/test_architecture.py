"""The house rules that can be checked by reading: who imports whom, how long, how named."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import (
    PACKAGES,
    ROOT,
    files,
    imports_of,
    module_of,
    nodes_of,
    room_of,
    table_between,
    tree_of,
)

# To allow an import, change this table and docs/architecture.md first, with the reason.
ALLOWED: dict[str, set[str]] = {
    "models": set(),
    "analytics": set(),
    "service.domain": set(),
    "service.settings": set(),
    "service.logs": set(),
    "service.labels": {"service.domain"},
    "service.supervision_file": {"service.domain"},
    "service.profiles": {"service.domain"},
    "service.sheets": {"service.domain"},
    "service.files": {"service.domain"},
    "service.reporting": {"service.domain", "service.labels", "analytics"},
    "service.store": {"service.domain", "analytics"},
    "service.gateways": {"service.domain"},
    "service.flows": {
        "service.domain",
        "service.files",
        "service.labels",
        "service.reporting",
        "service.sheets",
        "service.store",
        "models",
        "analytics",
    },
    "service.bootstrap": {
        "service.domain",
        "service.flows",
        "service.gateways",
        "service.profiles",
        "service.settings",
        "service.store",
        "service.supervision_file",
        "models",
    },
    "service.web": {
        "service.bootstrap",
        "service.domain",
        "service.files",
        "service.flows",
        "service.gateways",
        "service.jobs",
        "service.labels",
        "service.reporting",
        "service.sheets",
        "service.store",
        "models",
    },
    "service.jobs": {
        "service.bootstrap",
        "service.domain",
        "service.flows",
        "service.gateways",
        "service.labels",
        "service.reporting",
        "service.sheets",
        "service.store",
        "analytics",
    },
    "service.demo": {
        "service.bootstrap",
        "service.domain",
        "service.flows",
        "service.labels",
        "service.profiles",
        "service.settings",
        "service.store",
        "models",
    },
    "service.bench": {
        "service.bootstrap",
        "service.demo",
        "service.domain",
        "service.flows",
        "service.settings",
        "service.store",
        "models",
        "analytics",
    },
    "service.cli": {
        "service.bench",
        "service.bootstrap",
        "service.demo",
        "service.domain",
        "service.flows",
        "service.jobs",
        "service.labels",
        "service.logs",
        "service.profiles",
        "service.reporting",
        "service.settings",
        "service.sheets",
        "service.store",
        "service.web",
        "models",
        "analytics",
    },
}
# The rooms of the text models, from the ground up; the files beside them are their door.
_GROUND = {"words": set[str](), "places": {"words"}, "topics": {"words", "places"}}
_FLOOR = {*_GROUND, "signals", "shelf"}
MODELS: dict[str, set[str]] = {
    **_GROUND,
    "signals": {*_GROUND},
    "similar": {"words"},
    "shelf": {"words", "topics"},
    "reader": {*_FLOOR},
    "training": {*_FLOOR, "similar", "reader"},
    "trials": {*_FLOOR, "similar", "reader", "training"},
}
FILE_LINES, LONG_FILE_LINES, FUNCTION_LINES = 400, 600, 50
LONG_FILES = ("service/store/migrations/", "tests/")
BAD_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "core", "misc"}
BAD_ENDINGS = ("Service", "Manager", "Helper", "Helpers", "Utils", "Util")


def where(file: Path, line: int = 0) -> str:
    place = file.relative_to(ROOT).as_posix()
    return f"{place}:{line}" if line else place


def test_nobody_imports_what_the_table_forbids() -> None:
    wrong = [
        f"{where(file, line)} {module}"
        for file in files()
        for line, module in imports_of(file)
        if room_of(module) and room_of(file_module := module_of(file)) != room_of(module)
        if file_module != "service" and room_of(module) not in ALLOWED[room_of(file_module)]
    ]
    assert wrong == []


def test_every_room_stands_in_the_table() -> None:
    rooms = {room_of(module_of(file)) for file in files()} - {"service"}
    assert rooms - set(ALLOWED) - {"service.resources"} == set()


def test_the_table_has_no_circle() -> None:
    left = {room: set(others) for room, others in ALLOWED.items()}
    while ground := [room for room, others in left.items() if not others & set(left)]:
        for room in ground:
            del left[room]
    assert left == {}


def test_the_page_on_architecture_shows_the_same_table() -> None:
    rows = table_between(ROOT / "docs" / "architecture.md", "imports")
    shown = {room.strip("`"): set(others.replace("`", "").split()) for room, others in rows}
    assert shown == ALLOWED


def test_the_rooms_of_the_text_models_import_only_what_lies_below() -> None:
    wrong = [
        f"{where(file, line)} {module}"
        for file in files()
        if (own := _models_room(module_of(file)))
        for line, module in imports_of(file)
        if (other := _models_room(module)) and other not in {own, *MODELS[own]}
    ]
    assert wrong == []
    rows = table_between(ROOT / "docs" / "architecture.md", "models")
    shown = {room.strip("`"): set(others.replace("`", "").split()) for room, others, _ in rows}
    assert shown == MODELS


def _models_room(module: str) -> str:
    head, _, rest = module.partition(".")
    if head != "models" or not rest:
        return ""
    name = rest.split(".")[0]
    return name if name in MODELS else "reader"


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    """Also inside a room; imports within functions are made later and do not count."""
    needs = {module_of(file): set(_at_import(file)) for file in files()}
    while ready := [module for module, others in needs.items() if not others & set(needs)]:
        for module in ready:
            del needs[module]
    assert sorted(needs) == []


def _at_import(file: Path) -> Iterator[str]:
    inside = {
        node.lineno
        for function in nodes_of(file)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    for line, module in imports_of(file):
        is_own_package = module_of(file).startswith(f"{module}.")
        if room_of(module) and line not in inside and not is_own_package:
            yield module


def test_nobody_takes_a_private_name_from_another_module() -> None:
    taken = [
        f"{where(file, node.lineno)} {alias.name}"
        for file in files()
        for node in nodes_of(file)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert taken == []


def test_sql_is_written_in_the_store_and_in_the_flows_only() -> None:
    allowed = {"service.store", "service.flows"}
    errors_only = {"sqlalchemy.exc"}
    # Writes rows past the one door on purpose: the reference that the door is measured against.
    exempt = {"service/bench/work.py"}
    wrong = [
        f"{where(file, line)} {module}"
        for file in files()
        for line, module in imports_of(file)
        if module.startswith("sqlalchemy") and module not in errors_only
        if room_of(module_of(file)) not in allowed and where(file) not in exempt
        if not _only_for_types(file, module)
    ]
    assert wrong == []


def _only_for_types(file: Path, module: str) -> bool:
    """Naming an engine's type is not writing SQL."""
    names = {
        alias.name
        for node in nodes_of(file)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }
    return bool(names) and names <= {"Engine"}


def test_pages_and_api_name_no_role() -> None:
    wrong = [
        where(file, node.lineno)
        for file in files()
        if file.is_relative_to(ROOT / "service" / "web" / "pages")
        or file.is_relative_to(ROOT / "service" / "web" / "api")
        for node in nodes_of(file)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"Role", "UNIT_ROLES"}
    ]
    assert wrong == []


def test_templates_ask_for_no_role() -> None:
    templates = (ROOT / "service" / "web" / "templates").rglob("*.html")
    asking = [
        where(file)
        for file in templates
        if "actor.roles" in file.read_text(encoding="utf-8") or "Role." in file.read_text("utf-8")
    ]
    assert asking == []


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
        *("make_engine", "create_engine", "load_reader", "load_catalogue", "load_gazetteer"),
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
