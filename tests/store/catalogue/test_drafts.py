"""One draft at a time, its changes appended with their authors; versions keep their words."""

from dataclasses import replace
from datetime import date

import pytest

from service.bootstrap import System
from service.domain.by import By
from service.domain.catalogue import Item, Level, route
from service.domain.errors import Stale
from service.domain.permissions import Actor, Role
from tests.installation import Clock

DAY = date(2026, 4, 1)
LAMP = Item("020501", ("市政", "照明", "路灯不亮"), {Level.CITY: "municipal_works"})
GONE = replace(LAMP, topic="020502", path=("市政", "照明", "路灯歪斜"), successor="020501")
CELLS = {"definition": "路灯不亮。", "words": "路灯、不亮"}


def test_one_draft_is_open_at_a_time(system: System, people: dict[Role, Actor]) -> None:
    admin, now = people[Role.ADMIN], system.now()
    with system.store.write() as uow:
        first = uow.drafts.open("1-x", By(admin, now))
    with pytest.raises(Stale), system.store.write() as uow:
        uow.drafts.open("1-x", By(admin, now))
    with system.store.write() as uow:
        assert uow.drafts.current() == first
        uow.drafts.close(first, By(admin, now), "2-x")
    with system.store.write() as uow:
        assert uow.drafts.current() is None
        closed = uow.drafts.of_version("2-x")
        assert closed is not None
        assert (closed.id, closed.closed_by) == (first.id, admin.name)
        assert uow.drafts.open("2-x", By(admin, now)).id != first.id
    with pytest.raises(Stale), system.store.write() as uow:
        uow.drafts.close(first, By(admin, now))
    with pytest.raises(Stale), system.store.write() as uow:
        uow.drafts.hold(first)


def test_changes_say_who_and_when_and_never_overwrite(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    with system.store.write() as uow:
        draft = uow.drafts.open("1-x", By(people[Role.ADMIN], clock()))
        uow.drafts.append(draft, [("020501", 1, CELLS)], By(people[Role.ADMIN], clock()))
        uow.drafts.append(draft, [], By(people[Role.ADMIN], clock()))
    later = clock.advance(minutes=5)
    with system.store.write() as uow:
        uow.drafts.append(draft, [("020501", 2, {})], By(people[Role.ANALYST], later))
    with pytest.raises(Stale), system.store.write() as uow:
        uow.drafts.append(draft, [("020501", 2, CELLS)], By(people[Role.ADMIN], later))
    with system.store.read() as uow:
        second, first = uow.drafts.changes(draft.id)
    assert (second.actor, second.at, second.cells) == (people[Role.ANALYST].name, later, {})
    assert (first.seq, first.cells) == (1, CELLS)


def test_a_version_keeps_its_words_and_the_successors(system: System) -> None:
    with system.store.write() as uow:
        uow.catalogues.add_version(
            "2-x",
            [LAMP, GONE],
            effective_on=DAY,
            note="修订",
            now=system.now(),
            wordings={"020501": CELLS, "020502": {}},
        )
    with system.store.read() as uow:
        assert uow.catalogues.wordings("2-x") == {"020501": CELLS, "020502": {}}
        catalogue = uow.catalogues.load("2-x")
        shipped, newest = uow.catalogues.versions()[::-1]
        assert uow.catalogues.wordings(shipped.version) == {}
    assert (newest.version, newest.note, newest.effective_on) == ("2-x", "修订", DAY)
    assert catalogue.items == {"020501": LAMP}
    assert catalogue.retired == {"020502": GONE}
    assert route("020502", "", catalogue).unit == route("020501", "", catalogue).unit != ""


def test_of_two_versions_of_one_day_the_later_published_counts(
    system: System, clock: Clock
) -> None:
    for version in ("10-x", "9-x"):
        clock.advance(minutes=1)
        with system.store.write() as uow:
            uow.catalogues.add_version(version, [LAMP], effective_on=DAY, note="修订", now=clock())
    with system.store.read() as uow:
        assert uow.catalogues.version_on(DAY) == "9-x"
        assert uow.catalogues.versions()[0].version == "9-x"
