"""Which reader reads: put in use, taken back, compared; a running installation takes it at once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from models.load import usable
from models.places.gazetteer import Gazetteer
from models.reader import Reader
from models.shelf.artefact import ArtefactMismatch, load_stored
from service.bootstrap import System, make_reader, shelf_of
from service.domain.errors import BadInput, NotFound, Refused
from service.domain.permissions import Actor, Role
from service.flows.desk import Desk
from service.flows.lessons import drift, readers
from service.flows.lessons.readers import Shelf
from service.store.tables.callers import AccessRow
from service.store.uow import UnitOfWork
from tests.months import MONTH, plant
from tests.trained import labelled, tiny_reader

DeskOf = Callable[[UnitOfWork, Actor], Desk]


@pytest.fixture
def shelf(system: System) -> Shelf:
    return shelf_of(system.settings)


@pytest.fixture
def desk(uow: UnitOfWork, people: dict[Role, Actor], desk_of: DeskOf) -> Desk:
    return desk_of(uow, people[Role.ADMIN])


@pytest.fixture
def _shared_builtin(monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    """The built-in part of every reader made here is the run's own: loading it takes a second."""

    def load(
        _: Path, gazetteer: Gazetteer, trained_dir: Path | None = None, *__: object, **___: object
    ) -> Reader:
        labels = usable(load_stored(trained_dir)) if trained_dir else None
        return replace(reader, gazetteer=gazetteer, labels=labels)

    monkeypatch.setattr("service.bootstrap.load_reader", load)


def add(desk: Desk, shelf: Shelf, folder: Path, name: str, *, is_right: bool = True) -> str:
    tiny_reader(folder / name, name, is_right=is_right)
    return readers.register(desk, shelf, folder / name)


@pytest.mark.usefixtures("_shared_builtin")
def test_a_running_installation_reads_with_what_was_put_in_use(
    system: System, desk: Desk, shelf: Shelf, tmp_path: Path
) -> None:
    system.hotline.make_reader = lambda: make_reader(system.settings, system.store)
    assert system.hotline.reader.labels is None
    name = add(desk, shelf, tmp_path, "a")
    readers.promote(desk, shelf, name)
    label = system.hotline.reader.read("小区停水").label
    assert label is not None
    assert label.code == "供水"
    assert system.hotline.reader is system.hotline.reader
    assert readers.roll_back(desk, shelf) == "builtin"
    assert system.hotline.reader.labels is None


@pytest.mark.usefixtures("_shared_builtin")
def test_a_champion_that_is_damaged_does_not_stop_the_reading(
    system: System, desk: Desk, shelf: Shelf, tmp_path: Path
) -> None:
    name = add(desk, shelf, tmp_path, "a")
    readers.promote(desk, shelf, name)
    (shelf.folder / name / "manifest.json").write_text("")
    assert make_reader(system.settings, system.store).labels is None
    (line, *_) = readers.listed(shelf)
    assert (line.name, bool(line.problem)) == (name, True)


def test_every_change_leaves_a_trace(desk: Desk, shelf: Shelf, tmp_path: Path) -> None:
    name = add(desk, shelf, tmp_path, "a")
    readers.promote(desk, shelf, name)
    readers.roll_back(desk, shelf)
    noted = desk.uow.session.scalars(select(AccessRow.what).order_by(AccessRow.id)).all()
    assert noted == [f"reader:add:{name}", f"reader:promote:{name}", "reader:rollback:builtin"]


def test_a_worse_reader_is_put_in_use_only_on_purpose(
    desk: Desk, shelf: Shelf, tmp_path: Path
) -> None:
    readers.promote(desk, shelf, add(desk, shelf, tmp_path, "a"))
    worse = add(desk, shelf, tmp_path, "b", is_right=False)
    texts, labels = labelled()
    found = readers.compare_with_champion(desk, shelf, worse, texts, [""] * len(texts), labels)
    assert (found.verdict, found.rows, found.only_new) == ("worse", len(texts), 0)
    with pytest.raises(Refused, match="比现用的差"):
        readers.promote(desk, shelf, worse)
    readers.promote(desk, shelf, worse, anyway=True)
    assert readers.listed(shelf)[0].name == worse


def test_rows_that_were_learned_from_are_no_evidence(
    desk: Desk, shelf: Shelf, tmp_path: Path
) -> None:
    texts, labels = labelled()
    readers.promote(desk, shelf, add(desk, shelf, tmp_path, "a"))
    tiny_reader(tmp_path / "b", "b", seen=tuple(texts[:20]))
    name = readers.register(desk, shelf, tmp_path / "b")
    with pytest.raises(BadInput, match="只有 20 行"):
        readers.compare_with_champion(desk, shelf, name, texts, [""] * len(texts), labels)


def test_what_makes_no_sense_is_refused_in_words(desk: Desk, shelf: Shelf, tmp_path: Path) -> None:
    name = add(desk, shelf, tmp_path, "a")
    with pytest.raises(BadInput, match="已经登记过"):
        readers.register(desk, shelf, tmp_path / "a")
    with pytest.raises(NotFound, match="没有登记过"):
        readers.promote(desk, shelf, "trained-nobody")
    with pytest.raises(Refused, match="没有本市的标签"):
        readers.compare_with_champion(desk, shelf, name, ["停水"], [""], ["供水"])
    with pytest.raises(Refused, match="没有更早"):
        readers.roll_back(desk, shelf)
    with pytest.raises(Refused, match="MINSHENG_READER"):
        readers.promote(desk, Shelf(shelf.folder, fixed="/elsewhere"), name)


def test_a_month_is_watched(system: System, shelf: Shelf) -> None:
    planted = plant(system)
    with system.store.read() as uow:
        found = drift.measure(uow, system.hotline.reader, MONTH, system.now())
    assert found.readings == len(planted)
    assert found.unseen_words is not None
    assert 0 <= found.unseen_words < 0.9
    assert sum(found.confidence) == pytest.approx(1)
    assert sum(found.mix.values()) <= found.readings
    for _ in range(2):
        with system.store.read() as uow:
            assert drift.watch(uow, system.hotline, shelf, MONTH, system.now())
    assert drift.kept(shelf) == [found]


def test_without_a_usable_reader_no_month_is_watched_and_nothing_fails(
    system: System, uow: UnitOfWork, shelf: Shelf
) -> None:
    def broken() -> Reader:
        raise ArtefactMismatch("模型文件不见了")

    system.hotline.make_reader = broken
    assert not drift.watch(uow, system.hotline, shelf, MONTH, system.now())
    assert drift.kept(shelf) == []
