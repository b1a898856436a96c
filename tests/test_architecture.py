"""Who may import whom: rooms, floors, and what a room keeps to itself."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.source import (
    PACKAGES,
    ROOT,
    files,
    imports_of,
    module_of,
    nodes_of,
    room_of,
    table_between,
    where,
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
# The rooms of the figures; the files beside them (the frame, months, words) are their ground.
ANALYTICS: dict[str, set[str]] = {
    "figures": set(),
    "hot": set(),
    "signs": set(),
    "handling": set(),
    "outlook": {"signs"},
    "effects": {"outlook"},
    "reports": {"figures", "signs"},
    "trials": {"figures", "hot", "signs", "handling", "outlook", "effects", "reports"},
}


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
    assert _forbidden(_models_room, MODELS) == []
    rows = table_between(ROOT / "docs" / "architecture.md", "models")
    shown = {room.strip("`"): set(others.replace("`", "").split()) for room, others, _ in rows}
    assert shown == MODELS


def test_the_rooms_of_the_figures_import_only_what_lies_below() -> None:
    assert _forbidden(_analytics_room, {"": set(), **ANALYTICS}) == []
    rows = table_between(ROOT / "docs" / "architecture.md", "analytics")
    shown = {room.strip("`"): set(others.replace("`", "").split()) for room, others in rows}
    assert shown == ANALYTICS


def _forbidden(room: Callable[[str], str | None], allowed: dict[str, set[str]]) -> list[str]:
    """The imports that cross from a room into one that its row does not name."""
    return [
        f"{where(file, line)} {module}"
        for file in files()
        if (own := room(module_of(file))) is not None
        for line, module in imports_of(file)
        if (other := room(module)) and other not in {own, *allowed[own]}
    ]


def _models_room(module: str) -> str | None:
    head, _, rest = module.partition(".")
    if head != "models" or not rest:
        return None
    name = rest.split(".")[0]
    return name if name in MODELS else "reader"


def _analytics_room(module: str) -> str | None:
    """The room; the empty name is the ground, which every room may import."""
    head, _, rest = module.partition(".")
    if head != "analytics":
        return None
    name = rest.split(".")[0]
    return name if (ROOT / "analytics" / name).is_dir() else ""


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
