import pandas as pd
import pytest

from analytics.hot.hot_topics import MEMBER_COLUMNS, TOPIC_COLUMNS, HotSettings, hot_topics
from analytics.schema import BadFrame, empty_tickets
from tests.analytics.ticket_rows import filler, ticket

EVENTS = HotSettings(levels=("event",))


def test_planted_events_are_found_whole_and_on_top(city: pd.DataFrame) -> None:
    found = hot_topics(city, EVENTS)
    first, second = found.topics.iloc[0], found.topics.iloc[1]
    assert (first["size"], second["size"]) == (12, 9)
    assert "搅拌站" in first["title"]
    assert first["place"] == "青槐家园"
    assert "小天鹅" in second["title"]
    rows = found.members[found.members["topic_id"] == first["topic_id"]]["row"]
    assert set(rows) == set(range(200, 212))


def test_what_resembles_nothing_stays_outside(city: pd.DataFrame) -> None:
    found = hot_topics(city, EVENTS)
    assert found.remainder == found.rows - len(found.members)
    assert found.remainder_share > 0.7


def test_shuffled_rows_give_the_same_topics_with_the_same_ids(city: pd.DataFrame) -> None:
    plain = hot_topics(city)
    shuffled = city.sample(frac=1, random_state=4).reset_index(drop=True)
    again = hot_topics(shuffled)
    same = [c for c in TOPIC_COLUMNS if c != "typical_row"]
    pd.testing.assert_frame_equal(plain.topics[same], again.topics[same])
    numbers = city["no"].iloc[plain.topics["typical_row"]].tolist()
    assert shuffled["no"].iloc[again.topics["typical_row"]].tolist() == numbers


def test_a_topic_keeps_its_id_when_members_join(city: pd.DataFrame) -> None:
    later = ticket(
        900, "青槐 家园 搅拌站 粉尘 噪音 扰民 污染", "青槐家园搅拌站噪音扰民", places="青槐家园"
    )
    grown = pd.concat([city, pd.DataFrame([later])], ignore_index=True)
    before, after = (
        hot_topics(city, EVENTS).topics.iloc[0],
        hot_topics(grown, EVENTS).topics.iloc[0],
    )
    assert after["size"] == before["size"] + 1
    assert after["topic_id"] == before["topic_id"]


def test_members_fit_topics(city: pd.DataFrame) -> None:
    found = hot_topics(city)
    assert set(found.members["topic_id"]) == set(found.topics["topic_id"])
    assert not found.members.duplicated(["row", "level"]).any()
    sizes = found.members.groupby("topic_id").size()
    assert (
        found.topics.set_index("topic_id")["size"] == sizes.reindex(found.topics["topic_id"])
    ).all()


def test_exclusive_levels_share_no_row_and_one_ranking(city: pd.DataFrame) -> None:
    found = hot_topics(city, HotSettings(exclusive=True))
    assert not found.members["row"].duplicated().any()
    assert found.topics["rank"].tolist() == list(range(1, len(found.topics) + 1))
    assert found.topics["heat"].is_monotonic_decreasing


def test_one_kind_of_problem_in_many_places_is_a_theme() -> None:
    rows = filler(150, 0, seed=9)
    for i in range(15):
        estate = f"{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[i]}华苑"
        words = f"{estate} 麻将馆 深夜 扰民 打牌 睡觉 特{i}"
        rows.append(ticket(200 + i, words, f"{estate}楼下麻将馆扰民", places=estate))
    themes = hot_topics(pd.DataFrame(rows), HotSettings(levels=("theme",))).topics
    assert themes.iloc[0]["size"] == 15
    assert "麻将馆" in themes.iloc[0]["title"]


def test_a_city_wide_event_larger_than_every_limit_stays_one() -> None:
    rows = filler(300, 0, seed=2)
    words = ["供暖", "首日", "暖气", "不热", "室温", "十度"]
    rows += [
        ticket(400 + i, " ".join([*words, f"户{i}"]), "供暖首日暖气不热", places="")
        for i in range(400)
    ]
    top = hot_topics(pd.DataFrame(rows), EVENTS).topics.iloc[0]
    assert top["size"] == 400


def test_no_tickets_give_no_topics() -> None:
    found = hot_topics(
        empty_tickets(("no", "registered_at", "tokens", "title", "places", "caller", "weight"))
    )
    assert list(found.topics.columns) == list(TOPIC_COLUMNS)
    assert list(found.members.columns) == list(MEMBER_COLUMNS)
    assert found.remainder_share == 0


def test_empty_texts_and_missing_times_are_no_topic() -> None:
    rows = pd.DataFrame([ticket(i, "", "") for i in range(6)])
    rows["registered_at"] = pd.Series([pd.NaT] * 6, dtype="datetime64[us, UTC]")
    assert hot_topics(rows).topics.empty


def test_exact_copies_without_numbers_are_one_topic() -> None:
    copies = [ticket(1, "青槐 家园 停水 三天 无人 管", "青槐家园停水", no="") for _ in range(5)]
    rows = pd.DataFrame(copies + filler(40, 10, seed=1))
    topics = hot_topics(rows, EVENTS).topics
    assert topics[topics["title"].str.contains("停水")]["size"].tolist() == [5]
    assert not topics["topic_id"].duplicated().any()


def test_a_frame_without_tokens_is_refused(city: pd.DataFrame) -> None:
    with pytest.raises(BadFrame, match="tokens"):
        hot_topics(city.drop(columns="tokens"))


def test_an_event_lies_in_one_district_where_districts_are_known() -> None:
    rows = [
        ticket(i, "供水 主管 破裂 停水 抢修", "供水主管破裂停水", area_name=area)
        for i, area in enumerate(["东区"] * 5 + ["西县"] * 4 + ["南县", ""])
    ]
    found = hot_topics(pd.DataFrame([*rows, *(f | {"area_name": ""} for f in filler(80, 20, 3))]))
    members = found.members[(found.members["level"] == "event") & (found.members["row"] < 11)]
    parts = members.groupby("topic_id")["row"].agg(set).tolist()
    assert sorted(parts, key=len) == [{5, 6, 7, 8}, {0, 1, 2, 3, 4, 10}]


def test_a_report_counts_but_is_not_quoted(city: pd.DataFrame) -> None:
    plain = hot_topics(city, EVENTS).topics.iloc[0]
    kinds = pd.Series("complaint", index=city.index)
    kinds[int(plain["typical_row"])] = "report"
    kinds[city["title"].str.contains(plain["title"].split("：")[-1], regex=False)] = "report"
    found = hot_topics(city.assign(request_type=kinds), EVENTS).topics.iloc[0]
    assert (found["topic_id"], found["size"]) == (plain["topic_id"], plain["size"])
    assert kinds[int(found["typical_row"])] == "complaint"
    assert found["title"] != plain["title"]


def test_where_all_are_reports_the_title_is_nobodys(city: pd.DataFrame) -> None:
    secret = hot_topics(city.assign(request_type="report"), EVENTS).topics.iloc[0]
    assert not city["title"].str.contains(secret["title"], regex=False).any()
