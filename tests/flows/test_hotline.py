"""A catalogue with other words gets a reader of its own, built beside the work."""

import threading
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from service.bootstrap import System, make_reader
from service.domain.catalogue import Item, Level

LAMP = Item("020501", ("市政", "照明", "路灯不亮"), {Level.CITY: "municipal_works"})
WORDING = dict.fromkeys(
    ("definition", "words", "phrasings", "near_misses", "season", "reference_class"), ""
)


def publish(system: System, version: str, *items: Item, words: str) -> None:
    with system.store.write() as uow:
        uow.catalogues.add_version(
            version,
            items,
            effective_on=date(2026, 3, 1),
            note="修订",
            now=system.now(),
            wordings={item.topic: {**WORDING, "words": words} for item in items},
        )


def test_a_new_catalogue_has_a_reader_built_while_the_old_one_reads(system: System) -> None:
    hotline, gate, asked = system.hotline, threading.Event(), []
    old = hotline.reader
    fresh: Any = SimpleNamespace(catalogue=SimpleNamespace(digest="", leaves=()))

    def make() -> Any:
        asked.append(1)
        gate.wait(5)
        return fresh

    hotline.make_reader = make
    assert hotline.reader is old
    publish(system, "2-x", LAMP, replace(LAMP, topic="020502", successor="020501"), words="路灯")
    with system.store.read() as uow:
        hotline.catalogue(uow, system.now())
    assert hotline.reader is old
    assert hotline.reader is old
    gate.set()
    for thread in [t for t in threading.enumerate() if t.name == "reader"]:
        thread.join(5)
    assert hotline.reader is fresh
    assert len(asked) == 1


def test_a_reader_that_cannot_be_built_leaves_the_old_one_reading(system: System) -> None:
    hotline = system.hotline
    old = hotline.reader

    def fail() -> Any:
        raise OSError("磁盘满了")

    hotline.make_reader = fail
    publish(system, "2-x", LAMP, words="路灯")
    with system.store.read() as uow:
        hotline.catalogue(uow, system.now())
    assert hotline.reader is old
    for thread in [t for t in threading.enumerate() if t.name == "reader"]:
        thread.join(5)
    assert hotline.reader is old


def test_a_reader_is_built_from_the_words_in_force(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.bootstrap.load_reader", lambda _, **given: given["catalogue"])
    shipped: Any = make_reader(system.settings, system.store)
    assert len(shipped.leaves) > 500
    publish(system, "2-x", LAMP, replace(LAMP, topic="020502", successor="020501"), words="路灯")
    ours: Any = make_reader(system.settings, system.store)
    assert [(leaf.code, leaf.words) for leaf in ours.leaves] == [("020501", ("路灯",))]
