"""What people are told is complete: commands, settings, page contexts, roles, links."""

import dataclasses
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.domain.permissions import Role
from service.settings import Settings
from tests.installation import HUMAN_ROLES
from tests.source import ROOT, files, module_of

DOCS = ROOT / "docs"
OPERATIONS = DOCS / "operations.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def commands() -> Iterator[str]:
    """Every command of the command line, as typed."""
    import typer.main

    from service.cli.entry import app

    yield from _below(typer.main.get_command(app), "minsheng")


def _below(command: Any, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name
        return
    for part, child in inner.items():
        if not child.hidden:
            yield from _below(child, f"{name} {part}")


def test_every_command_stands_in_the_operations_manual() -> None:
    text = text_of(OPERATIONS)
    assert [command for command in commands() if not _is_told(command, text)] == []


def _is_told(command: str, text: str) -> bool:
    """In full, or as one of the actions in the row of its group."""
    group, _, action = command.rpartition(" ")
    rows = [line for line in text.splitlines() if f"`{group}`" in line]
    return f"{command}" in text or any(f"`{action}" in row for row in rows)


def test_every_command_that_is_told_is_one() -> None:
    known = [command.split()[1:] for command in commands()]
    for file in PAGES:
        for words in _told(text_of(file)):
            assert any(words[: len(k)] == k[: len(words)] for k in known), (file.name, words)


def _told(text: str) -> Iterator[list[str]]:
    """The words of each command that is typed out, up to its first option or file."""
    blocks = re.findall(r"```(?:sh|bash|console)?\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(minsheng [^`]+)`", text)
    for line in lines:
        typed = re.match(r"\s*(?:\$ )?(?:\S*bin/)?minsheng((?: [a-z][a-z-]*\b(?![./=]))+)", line)
        if typed:
            yield typed[1].split()[:2]


def test_every_setting_stands_in_the_operations_manual() -> None:
    text = text_of(OPERATIONS)
    names = [f"MINSHENG_{name.upper()}" for name in Settings.model_fields]
    assert [name for name in names if f"`{name}`" not in text] == []
    assert all(field.description for field in Settings.model_fields.values())


def contexts() -> list[type[Any]]:
    """Every dataclass that a template is rendered with."""
    found = []
    folder = ROOT / "service" / "web" / "contexts"
    for file in sorted(folder.glob("*.py")):
        module = importlib.import_module(module_of(file))
        for thing in vars(module).values():
            is_context = isinstance(thing, type) and dataclasses.is_dataclass(thing)
            if is_context and thing.__module__ == module.__name__:
                found.append(thing)
    return found


def templates_of(context: type[Any]) -> list[str]:
    return re.findall(r"[\w/]+\.html", context.__doc__ or "")


@pytest.mark.parametrize("context", contexts(), ids=lambda context: context.__name__)
def test_every_field_of_a_page_says_what_it_is(context: type[Any]) -> None:
    if not templates_of(context):
        assert context.__doc__, "a part of a page says what it is in its docstring"
        return
    silent = [f.name for f in dataclasses.fields(context) if not f.metadata.get("help")]
    assert silent == []


def test_every_context_names_templates_that_are_there() -> None:
    folder = ROOT / "service" / "web" / "templates"
    named = [name for context in contexts() for name in templates_of(context)]
    assert [name for name in named if not (folder / name).exists()] == []
    assert len(named) > 5


def test_templates_are_found_by_the_context_that_names_them() -> None:
    """Every template that is rendered on its own is named by exactly one context."""
    source = "\n".join(text_of(f) for f in files() if f.is_relative_to(ROOT / "service" / "web"))
    rendered = set(re.findall(r'(?:render\(\s*request,|fragment\()\s*"([\w/]+\.html)"', source))
    named = [name for context in contexts() for name in templates_of(context)]
    errors = {"error.html", "error_public.html"}
    assert rendered - set(named) - errors == set()


def test_every_role_has_a_page_in_the_manual() -> None:
    manual = "\n".join(text_of(file) for file in (DOCS / "manual").glob("*.md"))
    from service.labels import label

    assert [label(role) for role in HUMAN_ROLES if label(role) not in manual] == []
    assert Role.SYSTEM not in HUMAN_ROLES


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(file: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(file)):
        if not target.startswith(("http://", "https://", "mailto:")):
            place = (file.parent / target).resolve()
            # Screenshots are taken from the running demo before a release.
            if not place.exists() and place.suffix != ".png":
                broken.append(target)
    assert broken == []


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_paths_that_are_named_exist(file: Path) -> None:
    named = re.findall(r"`((?:service|models|analytics|tests|docs)/[\w./-]+\.\w+)`", text_of(file))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_change_log_has_a_place_for_what_comes_next() -> None:
    assert re.search(r"^## \[?Unreleased\]?", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)


def test_make_help_names_every_target() -> None:
    makefile = text_of(ROOT / "Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    targets = phony[1].split()
    assert [t for t in targets if not re.search(rf"^{t}:.*##", makefile, re.MULTILINE)] == []
