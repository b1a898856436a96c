from __future__ import annotations

from models.similar.index import SimilarIndex

MATTERS = ["暖气 不热", "停水 断水", "路灯 不亮", "物业费 涨价", "噪音 扰民", "工资 拖欠"]


def index() -> SimilarIndex:
    found = SimilarIndex()
    for i, matter in enumerate(MATTERS):
        found.add(str(i), matter.split(), [f"小区{i % 2}"])
    return found


def test_a_text_finds_itself_first_with_full_likeness() -> None:
    hit = index().search(["停水", "断水"], ["小区1"])[0]
    assert (hit.id, hit.score) == ("1", 1.0)
    assert set(hit.reasons) == {"停水", "断水", "小区1"}


def test_a_shared_place_counts_for_more_than_a_shared_word() -> None:
    found = SimilarIndex()
    found.add("place", ["路灯"], ["槐荫里"])
    found.add("word", ["暖气"], ["尚义街"])
    assert [hit.id for hit in found.search(["暖气"], ["槐荫里"])] == ["place", "word"]


def test_removed_and_replaced_texts_are_not_found() -> None:
    found = index()
    found.remove("1")
    found.remove("unknown")
    assert [hit.id for hit in found.search(["停水"])] == []
    found.add("2", ["停水"])
    assert [hit.id for hit in found.search(["停水"])] == ["2"]
    assert [hit.id for hit in found.search(["路灯"])] == []
    assert len(found) == 5


def test_nothing_shared_finds_nothing() -> None:
    assert index().search(["宅基地"]) == []
    assert index().search([]) == []
    assert SimilarIndex().search(["停水"]) == []


def test_no_more_hits_than_asked_for_and_equal_ones_in_a_fixed_order() -> None:
    found = SimilarIndex()
    for i in range(20):
        found.add(f"t{i:02d}", ["停水"])
    found.add("other", ["停电"])
    assert [hit.id for hit in found.search(["停水"], k=3)] == ["t00", "t01", "t02"]


def test_many_texts_in_many_parts_are_found_as_in_one() -> None:
    found = SimilarIndex()
    for i in range(700):
        found.add(f"t{i:03d}", ["停水", f"词{i % 90}"], [f"小区{i % 70}"])
    for i in range(0, 700, 7):
        found.remove(f"t{i:03d}")
    assert len(found.parts) > 1
    assert len(found) == 600
    apart = found.search(["停水", "词8"], ["小区8"])
    found.compact()
    assert len(found.parts) == 1
    together = found.search(["停水", "词8"], ["小区8"])
    assert apart[0].id == together[0].id == "t008"
    assert {hit.id for hit in apart} == {hit.id for hit in together}


def test_a_text_among_many_finds_itself() -> None:
    found = SimilarIndex()
    texts = {f"t{i:04d}": [f"词{(i * k) % 997}" for k in range(1, 9)] for i in range(1500)}
    found.add_new((id_, words, ()) for id_, words in texts.items())
    for id_, words in list(texts.items())[::100]:
        best = found.search(words)[0]
        assert best.score >= 0.999
        assert set(texts[best.id]) == set(words)
        assert id_ in found
