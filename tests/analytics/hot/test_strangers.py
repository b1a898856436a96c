"""A stranger that only sounds like an event is no part of it."""

import numpy as np
import scipy.sparse as sp

from analytics.hot.speech import Speech
from analytics.hot.strangers import without_strangers
from analytics.hot.vectors import Vectors


def speech(words: str, *places: str, title: str = "") -> Speech:
    return Speech(title, words.split(), places)


SHOP = [
    speech("预付卡 退费 跑路", "小天使摄影馆"),
    speech("预付卡 退费 关门", "小天使儿童摄影馆", "渡口街"),
    speech("摄影 退费 跑路", "渡口街"),
    speech("预付卡 退费"),
]


def parted(said: list[Speech], least: int = 3, alike: int = 0) -> list[int]:
    """The labels of one event; its first four rows and the last `alike` ones sound the same."""
    label = np.zeros(len(said), dtype=np.int64)
    return [int(n) for n in without_strangers(said, heard(len(said), alike), label, least)]


def heard(count: int, alike: int = 0) -> Vectors:
    own = [n < len(SHOP) or n >= count - alike for n in range(count)]
    whole = sp.csr_matrix([[1.0, 0.0] if same else [0.1, 0.995] for same in own])
    return Vectors(whole, whole)


def test_another_named_shop_with_the_same_trouble_parts() -> None:
    gym = speech("预付卡 退费 跑路", "水之韵游泳健身馆", "渡口街")
    assert parted([*SHOP, gym]) == [0, 0, 0, 0, -1]


def test_who_names_the_shop_in_the_title_or_only_a_street_stays() -> None:
    titled = speech("退费 跑路", "万象商场", title="万象商场小天使摄影馆退费")
    street = speech("退费 跑路", "铁牛巷")
    assert parted([*SHOP, titled, street]) == [0] * 6


def test_what_shares_no_word_with_half_of_the_event_parts() -> None:
    assert parted([*SHOP, speech("孩子 过马路 危险")]) == [0, 0, 0, 0, -1]


def test_an_event_of_many_named_places_has_none_of_its_own() -> None:
    power = [speech("停电 抢修", f"{name}小区") for name in ("翠竹", "望湖", "金桂", "明珠")]
    assert parted(power) == [0, 0, 0, 0]


def test_what_is_left_too_small_is_no_event() -> None:
    gym = speech("预付卡 退费 跑路", "水之韵游泳健身馆")
    assert parted([*SHOP, gym], least=5) == [-1] * 5


def test_other_events_and_rows_of_none_are_untouched() -> None:
    rows = [*SHOP, speech("路灯 不亮", "柳叶巷"), *SHOP]
    label = np.array([1, 1, 1, 1, -1, 4, 4, 4, 4])
    found = without_strangers(rows, heard(len(rows), alike=4), label, 3)
    assert found.tolist() == [0, 0, 0, 0, -1, 1, 1, 1, 1]


def test_who_sounds_like_the_event_stays_whatever_place_he_names() -> None:
    other = speech("预付卡 退费 跑路", "渡口街广场")
    assert parted([*SHOP, other]) == [0, 0, 0, 0, -1]
    assert parted([*SHOP, other], alike=1) == [0, 0, 0, 0, 0]
