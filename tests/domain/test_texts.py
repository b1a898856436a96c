"""What texts write is read, or refused before anything is made of it."""

import pytest

from service.domain.texts import storable, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), (" 042 ", 42), ("9" * 9, 999_999_999), ("9" * 10, None), ("9" * 5000, None)]
    + [(text, None) for text in ("", "-1", "1.5", "²", "４０", "x")],
)
def test_a_whole_number_is_one_that_a_database_takes(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_a_text_is_storable_without_what_databases_refuse() -> None:
    assert storable("a\x00b\ud800") == "ab?"
