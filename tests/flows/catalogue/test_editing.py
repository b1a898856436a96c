"""The catalogue is edited in a shared draft, tried on last month's tickets, and published."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from service.bootstrap import System
from service.domain.catalogue import route
from service.domain.errors import BadInput, NotFound, Refused, Stale
from service.domain.permissions import Actor, Role
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue import effects as catalogue_effects
from service.flows.catalogue import publishing as catalogue_publishing
from service.flows.catalogue.editing import Work
from service.flows.desk import Desk
from service.flows.queries.catalogue import catalogue as queries
from service.flows.queries.catalogue import topics
from service.store.uow import UnitOfWork
from tests.installation import Clock
from tests.stories import LAMP, Story

DeskOf = Callable[[UnitOfWork, Actor], Desk]
TODAY = date(2026, 3, 10)


class Office:
    """Two people who edit, each act in a transaction of its own."""

    def __init__(self, system: System, people: dict[Role, Actor], desk_of: DeskOf) -> None:
        self.system, self.people, self.desk_of = system, people, desk_of

    def do(self, flow: Callable[..., Any], *given: Any, who: Role = Role.ADMIN) -> Any:
        with self.system.store.write() as uow:
            return flow(self.desk_of(uow, self.people[who]), *given)

    def work(self) -> Work:
        held: Work = self.do(catalogue.work)
        return held

    def edit(self, topic: str, who: Role = Role.ADMIN, /, **cells: str) -> Any:
        held = self.work()
        given = {**held.after[topic], **cells}
        return self.do(catalogue.change, topic, given, held.seen(topic), who=who)

    def publish(self, day: date = TODAY, note: str = "改主办") -> str:
        version: str = self.do(catalogue_publishing.publish, day, note, self.work().stamp)
        return version

    def unit_of(self, topic: str) -> str:
        with self.system.store.read() as uow:
            return route(topic, "", self.system.hotline.catalogue(uow, self.system.now())).unit


@pytest.fixture
def office(system: System, people: dict[Role, Actor], desk_of: DeskOf) -> Office:
    return Office(system, people, desk_of)


def lamp_of(office: Office) -> str:
    rows = office.work().after
    return next(code for code, row in rows.items() if row["level3"] == "路灯不亮")


def test_a_change_waits_in_the_draft_and_says_who_made_it(office: Office) -> None:
    topic = lamp_of(office)
    before = office.unit_of(topic)
    told = office.edit(topic, Role.ANALYST, lead_city="landscaping")
    assert [(d.column, d.after) for d in told] == [("lead_city", "landscaping")]
    held = office.work()
    assert list(held.changed) == [topic]
    assert held.latest[topic].actor == office.people[Role.ANALYST].name
    assert office.unit_of(topic) == before
    assert not held.rereads
    office.edit(topic, lead_city=held.before[topic]["lead_city"])
    assert office.work().changed == {}
    assert len(office.work().changes) == 2


def test_publishing_takes_effect_on_its_day_and_leaves_old_tickets_alone(
    office: Office, system: System, clock: Clock
) -> None:
    system.hotline.auto_dispatch = False
    topic = lamp_of(office)
    ticket = Story(system).at_unit()
    office.edit(topic, lead_city="landscaping", deadline_class="urgent")
    version = office.publish(TODAY + timedelta(days=1))
    assert office.work().draft is None
    assert office.unit_of(topic) != "landscaping"
    clock.advance(days=1)
    assert office.unit_of(topic) == "landscaping"
    after = Story(system).now_of(ticket.no)
    assert after == ticket
    assert after.catalogue_version != version
    assert Story(system).registered().topic == topic
    with system.store.read() as uow:
        assert uow.catalogues.load(ticket.catalogue_version).items[topic].deadline_class == "normal"
        assert uow.drafts.of_version(version) is not None


def test_going_back_publishes_a_copy_and_keeps_what_came_later(office: Office) -> None:
    topic = lamp_of(office)
    with office.system.store.read() as uow:
        first = uow.catalogues.versions()[0].version
    office.edit(topic, lead_city="landscaping")
    added = {**office.work().before[topic], "code": "029901", "level2": "新事", "level3": "新路灯"}
    office.do(catalogue.add, added)
    with pytest.raises(Refused, match="草稿"):
        office.do(catalogue_publishing.start_from, first)
    second = office.publish()
    assert office.do(catalogue_publishing.start_from, first) == 1
    third = office.publish(note="改回去")
    assert [second[:2], third[:2]] == ["2-", "3-"]
    assert office.unit_of(topic) != "landscaping"
    assert "029901" in office.work().after
    with pytest.raises(Refused, match="没有差别"):
        office.do(catalogue_publishing.start_from, third)
    with pytest.raises(NotFound):
        office.do(catalogue_publishing.start_from, "9-none")


@pytest.mark.parametrize(
    ("cells", "field", "words"),
    [
        ({"lead_city": "moon"}, "lead_city", "没有“moon”"),
        ({"lead_city": "", "lead_county": "", "lead_township": ""}, "lead_city", "至少"),
        ({"co_units": "moon"}, "co_units", "没有“moon”"),
        ({"definition": " "}, "definition", "一句话"),
        ({"words": "", "phrasings": ""}, "words", "至少填一项"),
        ({"deadline_class": "soon"}, "deadline_class", "一般、加急、紧急"),
        ({"season": "13"}, "season", "1 到 12"),
        ({"level3": "突发停水"}, "level3", "重名"),
        ({"level1": "月球"}, "level1", "保持一致"),
        ({"level3": ""}, "level3", "不能空"),
        ({"successor": "999999"}, "successor", "没有代码"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    office: Office, cells: dict[str, str], field: str, words: str
) -> None:
    topic = lamp_of(office)
    with pytest.raises(BadInput) as problem:
        office.edit(topic, **cells)
    assert words in problem.value.fields[field]
    assert office.work().draft is None


def test_a_code_that_was_used_is_not_given_again(office: Office) -> None:
    topic = lamp_of(office)
    with pytest.raises(BadInput) as problem:
        office.do(catalogue.add, office.work().before[topic])
    assert "路灯不亮" in problem.value.fields["code"]
    with pytest.raises(BadInput) as problem:
        office.do(catalogue.add, {**office.work().before[topic], "code": "12"})
    assert "六位" in problem.value.fields["code"]


def test_a_retired_topic_names_who_took_over(office: Office) -> None:
    topic = lamp_of(office)
    other = next(t for t in office.work().after if t[:4] == topic[:4] and t != topic)
    office.edit(topic, successor=other)
    with pytest.raises(BadInput) as problem:
        office.edit(other, successor=topic)
    assert "绕回" in problem.value.fields["successor"]
    office.publish()
    assert office.unit_of(topic) == office.unit_of(other)
    assert topic not in {leaf.code for leaf in catalogue_topics(office)}
    assert office.do(topics.search, "路灯不亮")[-1].said == "已停用"
    assert Story(office.system).registered().topic == other
    view = office.do(topics.view, topic, "")
    assert view.successor.code == other
    first, *_ = office.do(queries.history, topic)
    assert [(d.column, d.after) for d in first.different] == [("successor", other)]
    assert first.version.by == office.people[Role.ADMIN].name
    with pytest.raises(BadInput) as problem:
        office.do(catalogue.add, office.work().after[topic])
    assert "已停用" in problem.value.fields["code"]


def catalogue_topics(office: Office) -> Any:
    from service.flows.catalogue.rows import version_topics

    with office.system.store.read() as uow:
        return version_topics(uow, uow.catalogues.versions()[0].version).leaves


def test_two_people_at_once_are_told(office: Office) -> None:
    topic = lamp_of(office)
    held = office.work()
    cells = dict(held.after[topic])
    office.edit(topic, Role.ANALYST, lead_city="landscaping")
    with pytest.raises(Stale, match="刚改过"):
        office.do(catalogue.change, topic, {**cells, "lead_city": "housing"}, held.seen(topic))
    with pytest.raises(Stale):
        office.do(catalogue_publishing.publish, TODAY, "改主办", held.stamp)
    now = office.work()
    office.publish()
    with pytest.raises(Stale, match="已经发布或放弃"):
        office.do(catalogue.change, topic, cells, now.seen(topic))
    with pytest.raises(Stale):
        office.do(catalogue_publishing.discard, now.stamp)


def test_a_draft_is_given_up_or_a_topic_set_back(office: Office) -> None:
    topic = lamp_of(office)
    with pytest.raises(NotFound):
        office.do(catalogue.undo, topic, "0.0")
    office.edit(topic, lead_city="landscaping")
    office.do(catalogue.undo, topic, office.work().seen(topic))
    assert office.work().changed == {}
    with pytest.raises(Refused, match="没有改动"):
        office.publish()
    office.edit(topic, lead_city="landscaping")
    office.do(catalogue_publishing.discard, office.work().stamp)
    assert office.work().draft is None
    with office.system.store.read() as uow:
        assert len(uow.catalogues.versions()) == 1


def test_publishing_wants_a_note_and_a_day_that_is_not_past(office: Office) -> None:
    office.edit(lamp_of(office), lead_city="landscaping")
    with pytest.raises(BadInput) as problem:
        office.publish(TODAY - timedelta(days=1), " ")
    assert set(problem.value.fields) == {"note", "effective_on"}
    office.publish(TODAY + timedelta(days=9))
    office.edit(lamp_of(office), lead_city="housing")
    with pytest.raises(BadInput) as problem:
        office.publish(TODAY + timedelta(days=8))
    assert "不能比它早" in problem.value.fields["effective_on"]


def test_rows_come_whole_or_not_at_all(office: Office) -> None:
    held = office.work()
    rows = {topic: dict(cells) for topic, cells in held.before.items()}
    first, second = list(rows)[:2]
    rows[first]["lead_city"], rows[second]["lead_city"] = "landscaping", "moon"
    with pytest.raises(BadInput) as problem:
        office.do(catalogue.replace, rows, held.stamp)
    assert list(problem.value.fields) == [second]
    assert office.work().draft is None
    rows[second]["lead_city"] = "housing"
    assert office.do(catalogue.replace, rows, held.stamp) == 2
    rows[second] = dict(held.before[second])
    office.do(catalogue.add, {**rows[second], "code": "010199", "level3": "新事"})
    assert office.do(catalogue.replace, rows, office.work().stamp) == 1
    assert "010199" not in office.work().after
    with pytest.raises(Stale):
        office.do(catalogue.replace, rows, held.stamp)


def test_last_months_tickets_tell_what_would_change(
    office: Office, system: System, clock: Clock
) -> None:
    system.hotline.auto_dispatch = False
    tickets = [Story(system).registered() for _ in range(2)]
    Story(system).registered("家里突然停水了，小区都没有水，什么时候恢复供水？")
    clock.advance(days=25)
    office.edit(lamp_of(office), lead_city="landscaping", lead_county="", deadline_class="urgent")
    found = office.do(catalogue_effects.effects, office.work())
    (row,) = found.rows
    assert (found.month, found.total, found.elsewhere, found.other_class) == ("2026-03", 3, 2, 2)
    assert (row.tickets, found.other_topic, row.after.deadline_class) == (2, 0, "urgent")
    assert row.before.unit != row.after.unit != ""
    seen = office.do(
        lambda d, w: list(catalogue_effects.moved(d, w)), office.work(), who=Role.ANALYST
    )
    assert [no for no, _, _ in seen] == [ticket.no for ticket in tickets]
    assert not office.do(lambda d, w: list(catalogue_effects.moved(d, w)), office.work())


def test_changed_words_are_tried_on_texts_of_last_month(
    office: Office, system: System, clock: Clock, tmp_path: Any
) -> None:
    Story(system).registered(LAMP)
    clock.advance(days=25)
    lamp = lamp_of(office)
    other = next(t for t in office.work().after if t[:4] == lamp[:4] and t != lamp)
    office.edit(lamp, words="灯")
    assert office.work().rereads

    class Otherwise:
        """Reads every text as the other topic."""

        def topics_of(self, texts: list[str], titles: list[str]) -> list[Any]:
            found = system.hotline.reader.topics_of(texts, titles)
            return [replace(topic, code=other) for topic in found]

    texts = office.do(catalogue_effects.sample, "2026-03")
    readers = (system.hotline.reader, Otherwise())
    found = office.do(catalogue_effects.reread, office.work(), readers, texts)
    (row,) = found.rows
    assert (found.texts, row.before.topic, row.after.topic) == (1, lamp, other)
    catalogue_effects.keep(tmp_path / "kept", found)
    assert catalogue_effects.kept(tmp_path / "kept") == found
    assert catalogue_effects.kept(tmp_path) is None
