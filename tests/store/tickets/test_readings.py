"""A reading is written once with its ticket and comes back as it was."""

from models.reader import Reader
from service.bootstrap import System
from service.domain.catalogue import Route
from tests.store.conftest import a_fresh_ticket, add

NO = "20260310000001"
TEXT = "样例路小区停水三天了，打电话没人管，请尽快恢复供水。"
ROUTE = Route("water_company", "按目录。", ("housing",), ("urban_management",), is_certain=True)


def test_a_reading_comes_back_with_tokens_model_and_route(system: System, reader: Reader) -> None:
    reading = reader.read(TEXT)
    with system.store.write() as uow:
        add(uow, a_fresh_ticket())
        uow.readings.add(NO, reading, ROUTE)
        gathered = uow.readings.get(NO)
    with system.store.read() as uow:
        stored = uow.readings.get(NO)
    assert stored is not None
    assert gathered is not None
    assert (gathered.tokens, gathered.summary) == (stored.tokens, stored.summary)
    assert stored.tokens == tuple(reading.tokens)
    assert stored.model_version == reading.model_version
    assert stored.summary == reading.summary
    assert stored.needs == tuple(reading.needs)
    assert stored.body["topic"]["code"] == reading.topic.code
    assert "tokens" not in stored.body
    assert (stored.route["unit"], list(stored.route["runners_up"])) == (
        "water_company",
        ["urban_management"],
    )


def test_readings_of_several_tickets_come_by_number(system: System, reader: Reader) -> None:
    numbers = ["20260310000001", "20260310000002"]
    with system.store.write() as uow:
        for no in numbers:
            add(uow, a_fresh_ticket(no))
            uow.readings.add(no, reader.read(TEXT), ROUTE)
    with system.store.read() as uow:
        found = uow.readings.get_many([*numbers, "20990101000001"])
        assert sorted(found) == numbers
        assert uow.readings.get("20990101000001") is None


def test_tokens_never_contain_what_separates_them(reader: Reader) -> None:
    reading = reader.read("小区 里|停水　三天\t了\n谢谢😀 12345")
    assert not [token for token in reading.tokens if token.split() != [token]]
