from __future__ import annotations

import pytest

from models.signals.requests import REQUEST_TYPES, request_type
from tests.models.conftest import rows


@pytest.mark.parametrize("case", rows("request_types"), ids=lambda case: case["text"])
def test_request_types(case: dict[str, str]) -> None:
    assert request_type(case["text"])[0] == case["type"]


def test_title_says_more_than_body() -> None:
    assert request_type("物业乱收费", title="咨询物业费标准")[0] == "consult"


def test_confidence_is_a_probability_and_grows_with_the_cues() -> None:
    weak, strong = request_type("路灯的事"), request_type("请问如何办理，咨询一下需要什么材料？")
    assert 0 < weak[1] < strong[1] <= 1
    assert strong[0] == "consult"


def test_nothing_said_is_other() -> None:
    assert request_type("") == ("other", 0.0)
    assert request_type("路灯")[0] in REQUEST_TYPES
