"""Topics go on from month to month under one id."""

from datetime import UTC, datetime
from typing import Any

from service.domain.agenda import TopicFacts
from service.flows.month.topics import Topic, continued
from service.store.tables.month import HotTopicRow

AT = datetime(2026, 2, 3, tzinfo=UTC)
WORDS = "停水、水管、抢修、青槐家园、家园、供水"


def topic(name: str, keywords: str = WORDS, **more: Any) -> Topic:
    level, place = more.get("level", "event"), more.get("place", "青槐家园")
    facts = TopicFacts(name, more.get("title", name), 8.0, 5, frozenset("abcde"))
    return Topic(facts, level, 1, keywords, place, "2026-02", AT, AT, "a", "")


def row(name: str, keywords: str = WORDS, **more: Any) -> HotTopicRow:
    given = {"level": "event", "place": "青槐家园", "title": name, "since": "2025-12"} | more
    return HotTopicRow(
        month="2026-01", topic_id=name, rank=1, keywords=keywords, size=4, heat=5.0, **given
    )


def ids(*pairs: Any) -> list[tuple[str, int | None, int]]:
    topics, rows = pairs
    return [
        (t.facts.topic_id, t.facts.before, t.facts.months)
        for t in continued(topics, rows, "2026-02")
    ]


def test_the_same_matter_at_the_same_place_goes_on() -> None:
    assert ids([topic("new")], [row("old")]) == [("old", 4, 3)]


def test_another_place_is_another_event() -> None:
    assert ids([topic("new")], [row("old", place="柳叶巷")]) == [("new", 0, 1)]


def test_a_longer_name_of_the_place_is_no_other_place() -> None:
    now = topic("new", place="青槐家园二期")
    assert ids([now], [row("old")]) == [("old", 4, 3)]
    assert ids([now], [row("old", place="")]) == [("new", 0, 1)]


def test_other_words_are_another_event() -> None:
    assert ids([topic("new")], [row("old", "路灯、不亮、维修、巷子")]) == [("new", 0, 1)]


def test_an_event_does_not_go_on_as_a_theme() -> None:
    assert ids([topic("new", level="theme")], [row("old")]) == [("new", 0, 1)]


def test_a_theme_goes_on_by_its_kind_of_matter() -> None:
    now = topic("new", "油烟、夜宵", level="theme", title="餐饮油烟扰民（油烟、夜宵）", place="")
    before = row("old", "烧烤、烟囱", level="theme", title="餐饮油烟扰民（烧烤、烟囱）", place="")
    assert ids([now], [before]) == [("old", 4, 3)]


def test_a_theme_told_apart_by_a_word_goes_on_all_the_same() -> None:
    now = topic("new", "油烟", level="theme", title="餐饮油烟扰民：夜宵", place="")
    before = row("old", "烧烤", level="theme", title="餐饮油烟扰民", place="")
    assert ids([now], [before]) == [("old", 4, 3)]


def test_one_matter_goes_on_in_one_topic_only_and_the_likest_first() -> None:
    near = topic("near")
    far = topic("far", "停水、水管、抢修、电梯、坏了、物业")
    assert ids([far, near], [row("old")]) == [("far", 0, 1), ("old", 4, 3)]


def test_without_a_month_before_nothing_is_known_of_it() -> None:
    assert ids([topic("new")], []) == [("new", None, 1)]
