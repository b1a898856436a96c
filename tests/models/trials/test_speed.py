from __future__ import annotations

from models.reader import Reader
from models.trials.speed import agreement, plain_pipeline, seconds, single_texts
from models.words.segment import segmenter

TEXTS = ["家里停水了，三天没有水。", "老板拖欠工资，投诉无门！"]


def test_the_quick_segmenter_is_held_against_jieba_sentence_by_sentence() -> None:
    equal, tokens = agreement(segmenter(), [*TEXTS, "下班后停水"])
    assert equal.rows == 3
    assert equal.figure.value == tokens.figure.value == 1.0


def test_one_text_at_a_time_has_its_own_goal(small_reader: Reader) -> None:
    middle, slow = single_texts(small_reader, TEXTS)
    assert 0 < middle.figure.value <= slow.figure.value
    assert slow.is_reached is (slow.figure.value <= 10)


def test_works_take_turns_and_the_best_turn_counts() -> None:
    turns: list[str] = []
    spent = seconds({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")})
    assert turns == ["a", "b"] * 3
    assert set(spent) == {"a", "b"}


def test_another_clock_may_tell_the_time() -> None:
    told = iter([1.0, 4.0, 10.0, 12.0, 20.0, 25.0])
    assert seconds({"a": lambda: None}, lambda: next(told)) == {"a": 2.0}


def test_the_reference_learns_the_labels_it_is_given() -> None:
    plain = plain_pipeline(TEXTS, ["水", "工资"], list)
    assert list(plain.predict(["没有水", "拖欠工资"])) == ["水", "工资"]
