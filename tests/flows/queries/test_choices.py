"""What was typed into a field for several units is read one by one."""

import pytest

from service.domain.catalogue import Catalogue, Level, Unit
from service.flows.queries.choices import unit_codes

NAMES = {"D01": "沁安市水利局", "D02": "沁安市河道管理处"}
HELD = Catalogue(
    "1-test", {}, {code: Unit(code, name, Level.CITY, "water") for code, name in NAMES.items()}
)


@pytest.mark.parametrize("comma", [",", "，", "、", "\n"])
def test_units_are_parted_by_any_comma_and_read_by_name_code_or_words(comma: str) -> None:
    assert unit_codes(HELD, f"沁安市水利局{comma} D02{comma}") == ["D01", "D02"]
    assert unit_codes(HELD, f"河道{comma}水利局") == ["D02", "D01"]
