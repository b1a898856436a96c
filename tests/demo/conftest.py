"""One script of two years of a small city, written once for all tests here."""

from datetime import date

import pytest

from service.demo.script import Script, write_script

UNTIL = date(2025, 12, 31)


@pytest.fixture(scope="session")
def script() -> Script:
    return write_script(seed=1, months=24, tickets_per_month=700, until=UNTIL)
