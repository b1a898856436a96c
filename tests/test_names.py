"""One word per thing: every member of every enumeration has a Chinese word and a glossary row."""

import importlib
import re
from collections.abc import Iterator
from enum import Enum, StrEnum

import pytest

import service.labels
from service.domain.lifecycle.forms import FIELDS
from service.labels import LABELS, label, label_of
from service.labels.fields import FIELD_LABELS
from service.labels.intake import BARS, bar_words
from tests.source import ROOT, files, module_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def domain_enums() -> Iterator[type[StrEnum]]:
    for file in files():
        if file.is_relative_to(ROOT / "service" / "domain"):
            module = importlib.import_module(module_of(file))
            for thing in vars(module).values():
                is_enum = isinstance(thing, type) and issubclass(thing, Enum)
                if is_enum and thing.__module__ == module.__name__:
                    yield thing


def test_there_are_enumerations_to_name() -> None:
    assert len(list(domain_enums())) >= 40


@pytest.mark.parametrize("enum", list(domain_enums()), ids=lambda enum: enum.__name__)
def test_every_member_has_one_chinese_word(enum: type[StrEnum]) -> None:
    assert issubclass(enum, StrEnum)
    assert set(LABELS[enum]) == {member.value for member in enum}
    words = [label(member) for member in enum]
    assert all(CHINESE.search(word) for word in words)
    assert len(set(words)) == len(words), "two members read alike"


def test_no_word_is_kept_for_what_is_gone() -> None:
    assert set(LABELS) == set(domain_enums())


def test_no_two_matters_name_the_same_enumeration() -> None:
    matters = [t for name, t in vars(service.labels).items() if name.endswith("_LABELS")]
    assert len(LABELS) == sum(map(len, matters)) > 0


def test_every_field_of_a_step_has_a_word_and_no_other() -> None:
    named = {field.name for fields in FIELDS.values() for field in fields}
    assert set(FIELD_LABELS) == named


def test_every_bar_of_a_reading_has_a_word() -> None:
    source = (ROOT / "models" / "reader.py").read_text(encoding="utf-8")
    assert set(BARS) <= set(re.findall(r'"(\w+)"', source))


def test_what_presses_is_called_by_its_own_level() -> None:
    assert bar_words(("report", "urgent"), "urgent") == ["举报件", "加急件"]
    assert bar_words(("urgent", "unseen"), "emergency") == ["紧急件", "没有见过的说法"]
    assert bar_words(("urgent", "ambiguous"), "normal") == ["主题有歧义"]


def test_an_unknown_stored_value_is_shown_as_it_is() -> None:
    from service.domain.ticket import Status

    assert label_of(Status, "from_an_older_release") == "from_an_older_release"
    assert label_of(Status, None) == ""
    assert label_of(Status, "closed") == "办结"


def test_values_are_written_like_identifiers_and_stored_by_value() -> None:
    for enum in domain_enums():
        for member in enum:
            assert re.fullmatch(r"[a-z0-9_:]+", member.value), member


def test_the_glossary_has_a_row_for_every_member() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = {tuple(cell.strip() for cell in line.strip("|").split("|")) for line in
            glossary.splitlines() if line.startswith("|")}  # fmt: skip
    for enum in domain_enums():
        for member in enum:
            name = f"`{enum.__name__}.{member.name}`"
            assert (label(member), f"`{member.value}`", name) in rows, name


def test_identifiers_are_english() -> None:
    """No pinyin for the words of the hotline, and no Chinese in a name."""
    pinyin = {"gongdan", "paidan", "huifang", "duban", "yiti", "redian", "suqiu", "qianshou"}
    for file in files():
        names = set(re.findall(r"\b[A-Za-z_]\w*\b", file.read_text(encoding="utf-8")))
        assert not {name for name in names if set(name.lower().split("_")) & pinyin}, file
