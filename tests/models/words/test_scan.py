import re

import pytest

from models.signals.cues import request_cue, scanned, urgency_patterns
from models.words.lexicon import table
from models.words.literals import branches_of, language, needed
from models.words.scan import Scanner


def test_a_scan_finds_exactly_what_the_patterns_find() -> None:
    texts = [row["text"] for row in table("request_sentences")][::3]
    texts += [row["text"] for row in table("alarm_sentences")][::3]
    patterns = {request_cue(i): row["pattern"] for i, row in enumerate(table("request_cues"))}
    patterns |= urgency_patterns()
    compiled = {name: re.compile(pattern) for name, pattern in patterns.items()}
    for text, scan in zip(texts, scanned(texts), strict=True):
        for name, pattern in compiled.items():
            match = pattern.search(text)
            assert scan.first(name, text) == (match.start() if match else -1), (name, text)
            assert scan.holds(name, text) == bool(match)


def test_words_do_not_run_over_from_one_text_into_the_next() -> None:
    first, second = Scanner({"fire": "着火|冒烟"}).scan(["家里着", "火车"])
    assert not first.may_hold("fire")
    assert not second.holds("fire", "火车")


def test_what_a_scan_found_is_found_in_a_part_of_the_text_only_where_it_is() -> None:
    (scan,) = Scanner({"fire": "着火了?"}).scan(["楼下着火了，快来"])
    assert scan.first("fire", "楼下着火了") == 2
    assert scan.first("fire", "快来") == -1


def test_a_pattern_that_needs_no_word_is_always_searched() -> None:
    (scan,) = Scanner({"number": r"\d+"}).scan(["一共35户"])
    assert scan.first("number", "一共35户") == 2


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("推[诿委]", {"推诿", "推委"}),
        ("着(?:了)?火", {"着火", "着了火"}),
        ("没.{0,3}修", None),
        ("停水(?!通知)", None),
    ],
)
def test_a_pattern_without_conditions_is_a_list_of_words(
    pattern: str, words: set[str] | None
) -> None:
    assert language(pattern) == (None if words is None else frozenset(words))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?:我要|实名)(?:举报|检举)", {"我要举报", "我要检举", "实名举报", "实名检举"}),
        ("[^，]{0,5}(?<!被)打人(?!力)", {"打人"}),
        (r"\d{1,2}月(?:\d|份)?", {"月"}),
        ("(?:大|小.)区", {"区"}),
        ("(?:水.{2}|电.{2})", {"水", "电"}),
        ("王.(?=先生)", {"先生"}),
    ],
)
def test_the_most_telling_words_are_told_first(pattern: str, words: set[str]) -> None:
    assert needed(pattern)[0] == frozenset(words)


def test_nothing_is_needed_where_anything_matches() -> None:
    assert needed(".*") == ()
    assert needed("(?:水|.)") == ()


def test_bars_inside_brackets_and_classes_part_nothing() -> None:
    assert branches_of(r"a|[|\]]b|(?:c|d)|\|e") == ["a", r"[|\]]b", "(?:c|d)", r"\|e"]
