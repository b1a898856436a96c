"""A burst is told by places and phrases of its own, not by what is always said."""

from analytics.signs.telling import Said, telling


def test_places_and_phrases_go_before_words_and_hold_them() -> None:
    now = [Said(("栖云嘉园",), ("主管破裂",), ("主管", "破裂", "停水"))] * 3
    assert telling(now, []) == ("栖云嘉园", "主管破裂", "停水")


def test_what_was_said_as_often_before_is_left_out() -> None:
    now = [Said((), (), ("停暖", "供热"))] * 4
    before = [Said((), (), ("供热",))] * 9
    assert telling(now, before) == ("停暖",)


def test_what_less_than_half_say_is_left_out() -> None:
    now = [Said((), (), ("停暖",)), Said((), (), ("漏水",)), Said((), (), ("停暖",))]
    assert telling(now, []) == ("停暖",)
    assert telling([], []) == ()
