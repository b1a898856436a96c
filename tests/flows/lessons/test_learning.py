"""Work becomes a challenger and proposals; nothing changes before a person says so."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.reader import Reader
from models.shelf import registry
from models.training.learning import Learned, learn
from service.bootstrap import System, shelf_of
from service.domain.errors import BadInput, Refused, Stale
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.proposals import Finding, ProposalKind, ProposalState
from service.domain.ticket import Channel
from service.flows.catalogue import editing as catalogue
from service.flows.desk import Desk
from service.flows.intake import receive
from service.flows.lessons import learning, readers
from service.flows.lessons.learning import Lessons, Taught
from service.flows.lessons.readers import Shelf
from service.flows.lessons.verdicts import gather
from service.flows.queries.catalogue.verdicts import roles_of_people, tickets_since
from service.flows.requests import NewRequest
from service.flows.steps import take
from service.store.tables.callers import AccessRow
from service.store.uow import UnitOfWork
from tests.installation import NOW
from tests.told import CATALOGUE, ROLES, deed, sent, ticket
from tests.trained import tiny_reader

DeskOf = Callable[[UnitOfWork, Actor], Desk]
LIGHT, WATER = "010101", "030101"
SLANG = "铁鹅脖子光喘气不吐货"


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    """Half of the tickets speak of a lack of water in words of their own, put right each time."""
    right = [deed(Step.CORRECT, topic=WATER), sent("water_company")]
    told = [
        ticket(f"{n:04}", WATER, right, read=LIGHT, text=f"{n}院{n * 7}户{SLANG}")
        if n % 2
        else ticket(f"{n:04}", LIGHT, [sent("urban_management")], text=f"{n}街{n * 7}号路灯不亮")
        for n in range(180)
    ]
    gathered = gather(told, CATALOGUE, ROLES)
    lead = Finding(
        ProposalKind.LEAD,
        "030101:city",
        {"topic": "030101", "level": "city", "family": "housing", "before": "water_company"},
        ("1", "2"),
    )
    words = Finding(
        ProposalKind.TOPIC,
        "010101:030101",
        {"topic": "010101", "other": "030101", "words": ["铁鹅脖子", "吐货"]},
        ("3",),
    )
    return Lessons(gathered, len(gathered.verdicts), (lead, words))


@pytest.fixture(scope="module")
def learned(reader: Reader, lessons: Lessons) -> Learned:
    return learn(reader, lessons.gathered.lessons(), against="builtin")


@pytest.fixture
def shelf(system: System) -> Shelf:
    return shelf_of(system.settings)


@pytest.fixture
def desk(uow: UnitOfWork, people: dict[Role, Actor], desk_of: DeskOf) -> Desk:
    return desk_of(uow, people[Role.ANALYST])


def waiting(desk: Desk) -> dict[ProposalKind, int]:
    return {p.finding.kind: p.id for p in desk.uow.proposals.open()}


def test_tickets_come_with_what_people_did_and_reports_stay_out(
    system: System, people: dict[Role, Actor], desk_of: DeskOf
) -> None:
    with system.store.write() as uow:
        desk = desk_of(uow, people[Role.AGENT])
        text = "我叫张三，昨天晚上八点人民路12号门前的路灯坏了，请派人来修好。"
        first = receive(desk, NewRequest(text, Channel.PHONE, title="路灯不亮")).ticket
        take(desk, first.no, Step.CORRECT, {"topic": WATER})
        receive(desk, NewRequest("我要举报某公司偷排污水，请查处。", Channel.PHONE))
    with system.store.read() as uow:
        found = list(tickets_since(uow, NOW - timedelta(days=1), NOW + timedelta(days=1)))
        roles = roles_of_people(uow)
        held = system.hotline.catalogue(uow, NOW)
    (told,) = found
    assert (told.no, told.topic) == (first.no, WATER)
    assert told.read not in ("", WATER)
    (verdict,) = gather(found, held, roles).verdicts.values()
    assert (verdict.kind, verdict.topic, verdict.role) == ("corrected", WATER, "agent")


def test_too_few_new_verdicts_train_nothing(system: System, shelf: Shelf, lessons: Lessons) -> None:
    taught = learning.train(system.hotline, shelf, lessons, least=10_000)
    assert taught.learned is None
    assert "满 10000 件才训练" in taught.why_not


def test_a_challenger_is_registered_with_its_comparison_and_only_proposed(
    desk: Desk, shelf: Shelf, lessons: Lessons, learned: Learned
) -> None:
    counts = learning.keep(desk.uow, shelf, lessons, Taught(learned), desk.now)
    assert (counts["proposals"], counts["judged"]) == (3, learned.trial.comparison.rows)
    held = registry.load_registry(shelf.folder)
    assert held.champion == "builtin"
    assert held.entry(learned.manifest.name).compared["verdict"] == "better"
    again = learning.keep(desk.uow, shelf, lessons, Taught(learned), desk.now)
    assert again["proposals"] == 2
    assert len(desk.uow.proposals.open()) == 3


def test_a_person_puts_the_challenger_in_use(
    desk: Desk, shelf: Shelf, lessons: Lessons, learned: Learned
) -> None:
    learning.keep(desk.uow, shelf, lessons, Taught(learned), desk.now)
    reader_id = waiting(desk)[ProposalKind.READER]
    assert learning.accept(desk, shelf, reader_id, "试用一个月") == "/readers"
    assert registry.load_registry(shelf.folder).champion == learned.manifest.name
    with pytest.raises(Stale):
        learning.accept(desk, shelf, reader_id, "")
    (line,) = desk.uow.proposals.decided()
    assert (line.state, line.note) == (ProposalState.ACCEPTED, "试用一个月")
    noted = desk.uow.session.scalars(select(AccessRow.what)).all()
    assert noted == [f"proposal:accept:{reader_id}", f"reader:promote:{learned.manifest.name}"]


def _trained(folder: Path) -> Path:
    tiny_reader(folder / "a", "a")
    return folder / "a"


def test_corrections_are_not_compared_by_labels(
    desk: Desk, shelf: Shelf, lessons: Lessons, learned: Learned, tmp_path: Path
) -> None:
    learning.keep(desk.uow, shelf, lessons, Taught(learned), desk.now)
    registry.add(shelf.folder, _trained(tmp_path), desk.now)
    registry.promote(shelf.folder, "trained-aaaaaaaa")
    with pytest.raises(Refused, match="从工作中学来"):
        readers.compare_with_champion(desk, shelf, learned.manifest.name, ["a"], [""], ["b"])


def test_a_change_of_the_catalogue_goes_into_the_draft_and_is_in_force_only_when_published(
    desk: Desk, shelf: Shelf, lessons: Lessons
) -> None:
    learning.keep(desk.uow, shelf, lessons, Taught(), desk.now)
    ids = waiting(desk)
    assert learning.accept(desk, shelf, ids[ProposalKind.LEAD], "") == (
        "/catalogue/draft/topics/030101"
    )
    learning.accept(desk, shelf, ids[ProposalKind.TOPIC], "")
    held = catalogue.work(desk)
    row = held.after["030101"]
    assert row["lead_city"] == "housing"
    assert row["words"].endswith("铁鹅脖子、吐货")
    assert held.before["030101"]["lead_city"] != "housing"
    assert held.changed.keys() == {"030101"}


def test_a_proposal_is_turned_down_with_a_reason(
    desk: Desk, shelf: Shelf, lessons: Lessons
) -> None:
    learning.keep(desk.uow, shelf, lessons, Taught(), desk.now)
    lead = waiting(desk)[ProposalKind.LEAD]
    with pytest.raises(BadInput, match="为什么不采纳"):
        learning.dismiss(desk, lead, " ")
    with pytest.raises(BadInput, match="太长"):
        learning.dismiss(desk, lead, "长" * 501)
    learning.dismiss(desk, lead, "三定方案没有变")
    settled = desk.uow.proposals.settled()
    assert settled.of(ProposalKind.LEAD, "030101:city") == {"1", "2"}


def test_what_no_longer_holds_is_withdrawn(desk: Desk, shelf: Shelf, lessons: Lessons) -> None:
    learning.keep(desk.uow, shelf, lessons, Taught(), desk.now)
    rest = Lessons(lessons.gathered, 0, lessons.findings[:1])
    learning.keep(desk.uow, shelf, rest, Taught(), desk.now)
    assert waiting(desk).keys() == {ProposalKind.LEAD}
    assert [p.state for p in desk.uow.proposals.decided()] == [ProposalState.WITHDRAWN]


def test_a_newer_challenger_takes_the_place_of_the_one_that_waits(
    desk: Desk, shelf: Shelf, lessons: Lessons, learned: Learned, reader: Reader, tmp_path: Path
) -> None:
    learning.keep(desk.uow, shelf, lessons, Taught(learned), desk.now)
    newer = learn(reader, lessons.gathered.lessons()[1:], against="builtin")
    learning.keep(desk.uow, shelf, lessons, Taught(newer), desk.now)
    last = desk.uow.proposals.newest(ProposalKind.READER)
    assert last is not None
    assert last.finding.key == newer.manifest.name
    assert last.id == waiting(desk)[ProposalKind.READER]
    assert len(registry.load_registry(shelf.folder).readers) == 2


def test_the_list_of_readers_says_what_a_challenger_learned_from(
    desk: Desk, shelf: Shelf, lessons: Lessons, learned: Learned
) -> None:
    learning.keep(desk.uow, shelf, lessons, Taught(learned), desk.now)
    line = next(line for line in readers.listed(shelf) if line.name == learned.manifest.name)
    assert (line.metrics["rows"], line.problem) == (learned.trial.learned, "")
