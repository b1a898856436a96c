from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.places import lists
from models.places.finder import find_places
from models.places.gazetteer import Gazetteer

_LETTERS = st.text("翠湖花园东里，、,x", max_size=60)


@given(_LETTERS)
def test_rows_of_items_are_all_that_their_pattern_finds(text: str) -> None:
    found = [row.span() for row in lists._rows(text)]
    assert found == [row.span() for row in lists._ROW.finditer(text)]


def test_an_item_without_an_ending_is_found_among_others_of_its_row() -> None:
    text = "停水的有翠湖花园、锦绣家园、云栖一品、阳光花园都停水了"
    assert "云栖一品" in [place.text for place in find_places(text, Gazetteer())]
