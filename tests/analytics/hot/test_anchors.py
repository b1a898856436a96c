import numpy as np

from analytics.hot.anchors import anchors, sharpened, terms_of
from analytics.hot.speech import Speech


def test_the_word_that_only_the_group_uses_names_it() -> None:
    rows = [frozenset({"扰民", "青槐"}), frozenset({"扰民", "青槐"}), frozenset({"扰民", "白露"})]
    found = anchors(rows, np.array([0, 0, -1]))
    assert found[0].word == "青槐"
    assert found[0].focus == 1.0


def test_a_group_that_shares_no_word_has_no_anchor() -> None:
    found = anchors([frozenset({str(i)}) for i in range(3)], np.array([0, 0, 0]))
    assert (found[0].word, found[0].focus) == ("", 0.0)


def test_a_word_used_everywhere_gives_little_focus() -> None:
    rows = [frozenset({"公交"})] * 10
    assert anchors(rows, np.array([0, 0] + [-1] * 8))[0].focus < 0.4


def test_a_place_and_a_word_together_may_be_a_groups_own() -> None:
    said = [
        *[Speech("", ["入园"], ["金桂花园"])] * 3,
        *[Speech("", ["夜间施工"], ["金桂花园"])] * 5,
        *[Speech("", ["入园"], ["望湖名邸"])] * 5,
    ]
    label = np.array([0] * 3 + [1] * 10)
    found = anchors(map(terms_of, said), label)
    assert found[0].focus < 0.6
    assert sharpened(found, said, label, 0.6)[0].focus == 1.0
    words = [Speech("", [*s.words, *s.places], []) for s in said]
    assert sharpened(found, words, label, 0.6)[0] == found[0]
