"""What is newly spoken of is found with its place; seasons, lone callers and old talk are not."""

from analytics.signs.new_matters import MatterSettings, Request, When, new_matters


def request(
    n: int, when: When, place: str = "", phrase: str = "", topic: str = "040101"
) -> Request:
    places, phrases = ((said,) if said else () for said in (place, phrase))
    return Request(f"c{n}", places, phrases, topic, when)


def crowd(when: When) -> list[Request]:
    return [request(100 + n, when, phrase=f"说法{n}") for n in range(40)]


BEFORE = [*crowd("recent"), *crowd("before")]


def test_a_place_and_its_phrase_are_one_matter() -> None:
    said = [request(n, "recent", "和风苑", "捆绑销售") for n in range(4)]
    (found,) = new_matters([*BEFORE, *said])
    assert (found.place, found.phrase, found.count, found.before) == ("和风苑", "捆绑销售", 4, 0)


def test_a_place_without_a_common_matter_is_none() -> None:
    topics = ("010101", "020201", "030301", "040401")
    mixed = [request(n, "recent", "黄河路", topic=topic) for n, topic in enumerate(topics)]
    assert not new_matters([*BEFORE, *mixed])
    same = [request(n, "recent", "黄河路") for n in range(4)]
    (found,) = new_matters([*BEFORE, *same])
    assert (found.place, found.phrase, found.topic) == ("黄河路", "", "040101")


def test_one_caller_old_talk_and_the_season_are_nothing_new() -> None:
    again = [request(1, "recent", phrase="室温不达标") for _ in range(6)]
    assert not new_matters([*BEFORE, *again])
    many = [request(n, "recent", phrase="室温不达标") for n in range(5)]
    assert new_matters([*BEFORE, *many])
    known = [request(n, "before", phrase="室温不达标") for n in range(5)]
    assert not new_matters([*BEFORE, *many, *known])
    winter = [request(n, "year_ago", phrase="室温不达标") for n in range(5)]
    assert not new_matters([*BEFORE, *many, *winter, *crowd("year_ago")])


def test_without_a_time_before_nothing_is_new() -> None:
    said = [request(n, "recent", "和风苑", "捆绑销售") for n in range(9)]
    assert new_matters(said) == new_matters([]) == []
    few = MatterSettings(most=1)
    others = [request(n, "recent", phrase="学生实习") for n in range(4)]
    assert len(new_matters([*BEFORE, *said, *others], few)) == 1
