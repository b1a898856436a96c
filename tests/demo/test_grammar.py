"""Templates say what they are written to say."""

# ruff: noqa: S311  (repeatable chance is what is tested)

from random import Random

import pytest

from service.demo.grammar import compile_template, fill, slots_of


def _texts(source: str, count: int = 200) -> set[str]:
    rng = Random(5)
    template = compile_template(source)
    return {fill(template, rng, lambda name: f"<{name}>") for _ in range(count)}


def test_one_of_the_alternatives_is_taken() -> None:
    assert _texts("[早|晚]上停水[了|]") == {"早上停水了", "晚上停水了", "早上停水", "晚上停水"}


def test_numbers_stay_in_their_range() -> None:
    assert _texts("{3-5}天") == {"3天", "4天", "5天"}
    assert _texts("{100-300/100}元") == {"100元", "200元", "300元"}


def test_slots_are_asked_for_by_name() -> None:
    assert _texts("[{estate}|{road}]坏了") == {"<estate>坏了", "<road>坏了"}
    assert slots_of(compile_template("{spot}[{estate}|{1-2}]")) == {"spot", "estate"}


@pytest.mark.parametrize("source", ["停水[了", "停水]了", "{9-3}天", "{no slot}"])
def test_a_slip_in_a_template_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"template|range|slot"):
        compile_template(source)
