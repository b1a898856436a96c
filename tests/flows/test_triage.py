"""Triage: units gather the chances of their topics; doubt and danger go to a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from models.places.finder import Place
from models.reader import EMPTY, Chances
from models.reading import Reading
from models.topics.catalogue import TopicCatalogue, TopicLeaf
from models.topics.classify import TextClassifier
from service.domain.catalogue import Catalogue, Item, Level, Unit
from service.flows.triage import Triage, Verdict


def leaf(code: str, path: tuple[str, str, str], family: str, reference: str) -> TopicLeaf:
    return TopicLeaf(
        code=code,
        level1=path[0],
        level2=path[1],
        level3=path[2],
        definition="",
        words=(),
        phrasings=(),
        near_misses=(),
        lead_city=family,
        lead_county="",
        lead_township="",
        co_units=(),
        deadline_class="normal",
        direct_answer=False,
        season=(),
        reference_class=reference,
    )


LEAVES = (
    leaf("010101", ("城管", "市容", "占道经营"), "city", "城乡建设"),
    leaf("010102", ("城管", "市容", "乱贴广告"), "city", "城乡建设"),
    leaf("020101", ("供水", "水质", "停水"), "water", "城乡建设"),
    leaf("030101", ("环保", "噪声", "施工噪声"), "air", "环境保护"),
)
UNITS = {
    code: Unit(code, name, Level.CITY, code)
    for code, name in (("city", "市城管局"), ("water", "市水务局"), ("air", "市生态环境局"))
}
READING = replace(EMPTY, tokens=("路边", "摊贩"), evidence=("摊贩",), certain=True, bars=())


@dataclass
class FixedReader:
    """A reader that always says the same."""

    reading: Reading
    topics: Sequence[float]
    labelled: Sequence[float] | None = None
    labels: Any = None

    @property
    def catalogue(self) -> TopicCatalogue:
        return TopicCatalogue(LEAVES)

    def read_with_chances(
        self, texts: Sequence[str], titles: Sequence[str]
    ) -> tuple[list[Reading], Chances]:
        del titles
        labels = None if self.labelled is None else np.array([self.labelled] * len(texts))
        return [self.reading] * len(texts), Chances(np.array([self.topics] * len(texts)), labels)


def catalogue() -> Catalogue:
    items = {e.code: Item(e.code, e.path, {Level.CITY: e.lead_city}) for e in LEAVES}
    return Catalogue("1", items, UNITS)


def trained(*names: str) -> TextClassifier:
    return TextClassifier(names, (), np.zeros(len(names), np.float32), threshold=0.8)


def judge(
    topics: Sequence[float],
    reading: Reading = READING,
    labelled: Sequence[float] | None = None,
    labels: TextClassifier | None = None,
) -> Verdict:
    reader: Any = FixedReader(reading, topics, labelled, labels)
    return Triage(reader, catalogue()).judge(["x"], [""])[0]


def test_a_unit_is_as_sure_as_all_its_topics_together() -> None:
    verdict = judge([0.5, 0.3, 0.15, 0.05])
    assert (verdict.unit, verdict.unit_2, verdict.unit_3) == (
        "市城管局",
        "市水务局",
        "市生态环境局",
    )
    assert verdict.unit_confidence == pytest.approx(0.8)
    assert verdict.topic == "城管 / 市容 / 占道经营"
    assert verdict.topic_confidence == pytest.approx(0.5)


def test_two_topics_of_one_unit_outweigh_the_likeliest_topic() -> None:
    verdict = judge([0.3, 0.3, 0.4, 0.0])
    assert verdict.topic == "供水 / 水质 / 停水"
    assert verdict.unit == "市城管局"
    assert "市城管局承办的把握更大" in verdict.reason


def test_the_reference_class_is_the_one_most_chances_go_to() -> None:
    assert judge([0.2, 0.2, 0.2, 0.4]).reference_class == "城乡建设"


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (replace(READING, certain=False), "把握不够"),
        (replace(READING, certain=False, bars=("report",)), "举报件"),
        (replace(READING, certain=False, bars=("urgent",), urgency="urgent"), "加急件"),
        (replace(READING, certain=False, bars=("urgent",), urgency="emergency"), "紧急件"),
        (replace(READING, certain=False, bars=("ambiguous",)), "难分"),
    ],
)
def test_doubt_and_danger_go_to_a_person_with_the_reason(reading: Reading, words: str) -> None:
    verdict = judge([0.9, 0.1, 0.0, 0.0], reading)
    assert verdict.decision == "review"
    assert words in verdict.reason


def test_what_is_sure_is_decided_and_says_why() -> None:
    verdict = judge([0.9, 0.1, 0.0, 0.0])
    assert verdict.decision == "auto"
    assert verdict.reason == (
        "文中有“摊贩”，判为“城管 / 市容 / 占道经营”，把握 90%；按派单目录由市城管局承办。"
    )


def test_a_text_that_says_nothing_has_no_topic_and_no_unit() -> None:
    verdict = judge([0.25] * 4, EMPTY)
    assert (verdict.topic, verdict.unit, verdict.decision) == ("", "", "review")
    assert verdict.topic_confidence == 0


def test_with_trained_labels_the_topic_is_the_citys_own() -> None:
    verdict = judge(
        [0.4, 0.3, 0.2, 0.1], labelled=[0.1, 0.9], labels=trained("城乡建设", "环境保护")
    )
    assert (verdict.topic, verdict.topic_2, verdict.topic_3) == ("环境保护", "城乡建设", "")
    assert verdict.topic_confidence == pytest.approx(0.9)
    assert verdict.decision == "auto"


def test_labels_that_name_groups_of_topics_bend_the_topics() -> None:
    verdict = judge(
        [0.4, 0.3, 0.2, 0.1], labelled=[0.1, 0.9], labels=trained("城乡建设", "环境保护")
    )
    assert verdict.unit == "市生态环境局"
    assert verdict.unit_confidence == pytest.approx(0.9)
    assert verdict.reference_class == "环境保护"


def test_labels_that_name_something_else_leave_the_topics_alone() -> None:
    verdict = judge([0.4, 0.3, 0.2, 0.1], labelled=[0.1, 0.9], labels=trained("甲类", "乙类"))
    assert (verdict.topic, verdict.unit) == ("乙类", "市城管局")
    assert verdict.unit_confidence == pytest.approx(0.7)


def test_below_the_trained_threshold_a_person_decides() -> None:
    verdict = judge(
        [0.4, 0.3, 0.2, 0.1], labelled=[0.3, 0.7], labels=trained("城乡建设", "环境保护")
    )
    assert verdict.decision == "review"
    assert "把握不够" in verdict.reason


def test_trained_labels_do_not_lift_the_bar_on_reports() -> None:
    barred = replace(READING, certain=False, bars=("report",))
    verdict = judge([0.4, 0.3, 0.2, 0.1], barred, [0.1, 0.9], trained("城乡建设", "环境保护"))
    assert verdict.decision == "review"


def test_a_place_smaller_than_a_district_tells_more() -> None:
    from models.places.finder import Place

    places = (Place("文峰区", "district", 0, 3), Place("翠湖花园", "estate", 3, 7))
    assert judge([1.0, 0, 0, 0], replace(READING, places=places)).place == "翠湖花园"
    assert judge([1.0, 0, 0, 0], replace(READING, places=places[:1])).place == "文峰区"


def test_the_topic_keeps_its_code() -> None:
    assert judge([0.1, 0.2, 0.7, 0.0]).topic_code == "020101"


def test_a_co_unit_of_the_sure_topic_is_named_second() -> None:
    item = Item(LEAVES[0].code, LEAVES[0].path, {Level.CITY: "city"}, co_families=("air",))
    known = catalogue()
    known = replace(known, items={**known.items, LEAVES[0].code: item})
    reader: Any = FixedReader(READING, [0.9, 0.0, 0.1, 0.0])
    verdict = Triage(reader, known).judge(["x"], [""])[0]
    assert (verdict.unit, verdict.unit_2, verdict.unit_3) == (
        "市城管局",
        "市生态环境局",
        "市水务局",
    )
    assert verdict.unit_confidence == pytest.approx(0.9)


def test_a_county_named_in_the_text_gives_the_unit_that_has_the_work_there() -> None:
    lamp = replace(LEAVES[0], lead_city="municipal_works", lead_county="municipal_works")
    units = {
        code: Unit(code, name, Level.CITY, code)
        for code, name in (("municipal_works", "市市政处"), ("urban_management", "市城管局"))
    }
    items = {lamp.code: Item(lamp.code, lamp.path, {Level.CITY: "municipal_works"})}
    triage = Triage(LampReader(READING, [1.0], lamp), Catalogue("1", items, units))  # type: ignore[arg-type]
    assert triage.judge(["x"], [""])[0].unit == "市市政处"
    county = replace(READING, places=(Place("石桥县", "county", 0, 3),))
    triage = Triage(LampReader(county, [1.0], lamp), Catalogue("1", items, units))  # type: ignore[arg-type]
    verdict = triage.judge(["x"], [""])[0]
    assert (verdict.unit, verdict.unit_2) == ("市城管局", "市市政处")


class LampReader(FixedReader):
    """A reader that knows one topic."""

    def __init__(self, reading: Reading, topics: Sequence[float], leaf: TopicLeaf) -> None:
        super().__init__(reading, topics)
        self._leaf = leaf

    @property
    def catalogue(self) -> TopicCatalogue:
        return TopicCatalogue((self._leaf,))
