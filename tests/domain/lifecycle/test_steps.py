"""What a step asks for is read once, in its own types, with every mistake named at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import BadInput
from service.domain.lifecycle.fields import NOTE_CHARS, Field, Kind
from service.domain.lifecycle.forms import FIELDS, parse
from service.domain.lifecycle.steps import Step
from service.labels import LABELS
from service.labels.fields import FIELD_LABELS
from tests.factories import good_input


def wrong_with(step: Step, given: dict[str, object]) -> dict[str, str]:
    with pytest.raises(BadInput) as problem:
        parse(step, given)
    return problem.value.fields


def test_every_step_says_what_it_asks_for() -> None:
    assert set(FIELDS) == set(Step)


@pytest.mark.parametrize("step", Step)
def test_good_input_is_read(step: Step) -> None:
    data = parse(step, good_input(step))
    wanted = {field.name for field in FIELDS[step] if field.is_required}
    assert wanted <= set(data)
    assert parse(step, data) == data  # what was read reads the same again


@pytest.mark.parametrize("step", Step)
def test_everything_that_is_missing_is_named_at_once(step: Step) -> None:
    required = {f.name for f in FIELDS[step] if f.is_required and f.kind is not Kind.FLAG}
    if required:
        assert wrong_with(step, {}) == dict.fromkeys(required, "必填")
    else:
        assert parse(step, {}) == {}


def test_every_field_has_a_chinese_label_and_every_choice_a_word() -> None:
    for step, fields in FIELDS.items():
        for field in fields:
            assert field.name in FIELD_LABELS, (step, field.name)
            assert (field.choices is None) == (
                field.kind not in (Kind.CHOICE, Kind.CHOICES, Kind.STEP)
            )
            if field.choices is not None:
                assert {member.value for member in field.choices} == set(LABELS[field.choices])


def test_what_a_step_does_not_ask_for_is_left_out() -> None:
    assert parse(Step.NOTE, {"note": "好", "status": "closed", "version": 9}) == {"note": "好"}


@pytest.mark.parametrize(
    ("step", "given", "says"),
    [
        (Step.CORRECT, {"fills": ["time", "mood"]}, {"fills": "不是可选的项"}),
        (Step.REPLY, {"result_code": "perfect"}, {"result_code": "不是可选的项"}),
        (Step.SUSPEND, {"promised_on": "30.6.2026"}, {"promised_on": "2026-01-31"}),
        (Step.SUSPEND, {"promised_on": "2026-02-30"}, {"promised_on": "2026-01-31"}),
        (Step.REQUEST_EXTENSION, {"days": "三"}, {"days": "整数"}),
        (Step.REQUEST_EXTENSION, {"days": "-1"}, {"days": "范围"}),
        (Step.REQUEST_EXTENSION, {"days": "99999"}, {"days": "范围"}),
        (Step.NOTE, {"note": "长" * (NOTE_CHARS + 1)}, {"note": "最多 4000 字，现在是 4001 字"}),
        (Step.NOTE, {"note": "   "}, {"note": "必填"}),
        (Step.ENDORSE, {"step": "fly"}, {"step": "不是可选的项"}),
    ],
)
def test_what_cannot_be_read_is_named(
    step: Step, given: dict[str, str], says: dict[str, str]
) -> None:
    problems = wrong_with(step, good_input(step) | given)
    assert set(problems) == set(says)
    assert all(says[name] in problem for name, problem in problems.items())


def test_units_are_read_from_lists_and_from_typed_text() -> None:
    co_units = Field("co_units", Kind.UNITS)
    assert co_units.parse(["a", "b", "a", " "]) == ["a", "b"]
    assert co_units.parse("a， b,a") == ["a", "b"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("on", True), ("1", True), ("off", False), ("", False)]
)
def test_a_tick_is_a_tick(typed: str, meant: bool) -> None:
    assert parse(Step.APPROVE, {"answers_each_demand": typed}).get(
        "answers_each_demand", False
    ) == (meant)


anything = st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()), st.booleans())


@given(st.sampled_from(list(Step)), st.data())
def test_whatever_is_sent_is_read_or_refused_with_named_fields(
    step: Step, data: st.DataObject
) -> None:
    names = [field.name for field in FIELDS[step]]
    sent = {name: data.draw(anything) for name in names}
    problems: dict[str, str] = {}
    parsed: dict[str, object] = {}
    try:
        parsed = parse(step, sent)
    except BadInput as problem:
        problems = problem.fields
    required = {f.name for f in FIELDS[step] if f.is_required and f.kind is not Kind.FLAG}
    assert set(problems) <= set(names)
    assert problems or required <= set(parsed)
    assert not [name for name, value in parsed.items() if value in ("", [], None)]


def test_a_moment_is_local_and_of_our_time() -> None:
    step = next(each for each in Step if any(f.kind is Kind.MOMENT for f in FIELDS[each]))
    (name,) = (field.name for field in FIELDS[step] if field.kind is Kind.MOMENT)
    for typed, read in (
        ("2026-03-02 14:30:59", "2026-03-02T14:30"),
        ("2026-03-02T20:30:00Z", "2026-03-03T04:30"),
    ):
        assert parse(step, good_input(step) | {name: typed})[name] == read
    for wrong in (
        "0001-01-01T00:00+08:00",
        "0999-01-01 10:00",
        "9999-12-31T23:59-12:00",
        "x",
        "2026-03-02T14",
        "2026-03-02",
        "2026-03-02T14+08:00",
    ):
        assert name in wrong_with(step, good_input(step) | {name: wrong})
