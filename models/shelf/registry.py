"""Keeps a city's trained readers in one folder: which one reads, which wait, which did before."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from models.shelf.artefact import ArtefactMismatch, Manifest, Stored, load_manifest, load_stored
from models.shelf.corrections import KIND

BUILTIN = "builtin"
"""The name of what ships with the program; it is no folder and cannot be taken away."""
CHAMPION, CHALLENGER, ARCHIVED = "champion", "challenger", "archived"
_FILE = "registry.json"


class CannotRegister(ValueError):
    """What was asked of the registry cannot be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered reader; `compared` is its last comparison with the reader then in use."""

    name: str
    state: str
    added_at: str
    compared: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registry:
    """The readers, newest last; `before` are the names that read before, the latest last."""

    champion: str = BUILTIN
    readers: tuple[Entry, ...] = ()
    before: tuple[str, ...] = ()

    def entry(self, name: str) -> Entry:
        """Return a reader by name. Raises CannotRegister."""
        for each in self.readers:
            if each.name == name:
                return each
        names = "、".join(each.name for each in self.readers) or "还没有登记任何模型"
        raise CannotRegister(f"没有登记过读件模型 {name}。已登记：{names}。")


def load_registry(folder: Path) -> Registry:
    """Return what is registered in a folder; an empty registry where nothing is yet."""
    try:
        plain = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        readers = tuple(Entry(**each) for each in plain["readers"])
        return Registry(plain["champion"], readers, tuple(plain["before"]))
    except FileNotFoundError:
        return Registry()
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as problem:
        raise ArtefactMismatch(f"{_FILE} 无法识别，请从备份恢复") from problem


def stamp(folder: Path) -> tuple[int, int]:
    """Return what changes whenever the registry does; costs one look at a file."""
    try:
        found = (folder / _FILE).stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)


def champion_folder(folder: Path) -> Path | None:
    """Return where the reader in use lies; None for the built-in one."""
    name = load_registry(folder).champion
    return None if name == BUILTIN else folder / name


def manifest_of(folder: Path, name: str) -> Manifest | None:
    """Return what a registered reader says of itself, None for one that cannot be read."""
    try:
        return load_manifest(folder / name)
    except ArtefactMismatch:
        return None


def add(folder: Path, source: Path, now: datetime) -> Entry:
    """Copy a trained reader into the folder as a challenger and return its entry.

    Raises ArtefactMismatch when it cannot be used here, CannotRegister when it is there already.
    """
    stored = _usable(source)
    registry, name = load_registry(folder), stored.manifest.name
    if any(each.name == name for each in registry.readers):
        raise CannotRegister(f"读件模型 {name} 已经登记过，不用再登记。")
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        shutil.copytree(source, draft, dirs_exist_ok=True)
        shutil.rmtree(folder / name, ignore_errors=True)
        draft.rename(folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    entry = Entry(name, CHALLENGER, now.isoformat())
    _save(folder, replace(registry, readers=(*registry.readers, entry)))
    return entry


def note_comparison(folder: Path, name: str, compared: Mapping[str, Any]) -> None:
    """Keep how a challenger compares. Raises CannotRegister for an unknown name."""
    registry = load_registry(folder)
    fresh = replace(registry.entry(name), compared=dict(compared))
    _save(folder, replace(registry, readers=_with(registry, fresh)))


def promote(folder: Path, name: str) -> Registry:
    """Make a registered reader, or the built-in one, the one that reads; the old one is archived.

    Returns the registry as it is now. Raises ArtefactMismatch when its files cannot be used,
    CannotRegister for an unknown name and for the one that reads already.
    """
    registry = load_registry(folder)
    if name == registry.champion:
        raise CannotRegister(f"{name} 已经是现用的读件模型。")
    if name != BUILTIN:
        registry.entry(name)
        _usable(folder / name)
    before = (*registry.before, registry.champion)
    return _save(folder, _crowned(registry, name, before))


def roll_back(folder: Path) -> Registry:
    """Give the reading back to the reader before; return the registry as it is now.

    Raises CannotRegister when there was none before, ArtefactMismatch when it cannot be used.
    """
    registry = load_registry(folder)
    if not registry.before:
        raise CannotRegister("没有更早的读件模型可以退回。")
    name = registry.before[-1]
    if name != BUILTIN:
        _usable(folder / name)
    return _save(folder, _crowned(registry, name, registry.before[:-1]))


def _usable(folder: Path) -> Stored:
    """What a folder holds, if it is a reader that can be put in use. Raises ArtefactMismatch."""
    kind = load_manifest(folder).kind
    return load_stored(folder, kind=kind if kind == KIND else "trained")


def _crowned(registry: Registry, name: str, before: tuple[str, ...]) -> Registry:
    states = {registry.champion: ARCHIVED, name: CHAMPION}
    readers = tuple(replace(e, state=states.get(e.name, e.state)) for e in registry.readers)
    return Registry(name, readers, before)


def _with(registry: Registry, fresh: Entry) -> tuple[Entry, ...]:
    return tuple(fresh if each.name == fresh.name else each for each in registry.readers)


def _save(folder: Path, registry: Registry) -> Registry:
    """Whole or not at all: a running server may look at any moment."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(registry), ensure_ascii=False, indent=1) + "\n"
    descriptor, draft = tempfile.mkstemp(prefix=f".{_FILE}-", dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    Path(draft).replace(folder / _FILE)
    return registry
