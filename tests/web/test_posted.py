"""Numbers that no row can have are refused before the database is asked."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from service.domain.errors import BadInput
from service.domain.permissions import Role
from service.web.posted import version_of

TOO_LARGE = 2**63


@pytest.mark.parametrize("version", ["", "-1", "x", "1" * 10, "9" * 5000])
def test_a_version_that_cannot_be_is_refused(version: str) -> None:
    assert version_of({"version": "7"}) == 7
    with pytest.raises(BadInput):
        version_of({"version": version})


@pytest.mark.parametrize(
    "address",
    [
        "/bulk/{}",
        "/bulk/{}/results.csv",
        "/findings/{}",
        "/inspections/{}",
        "/problems/{}",
        "/problems/new?finding={}",
    ],
)
def test_an_id_out_of_range_is_no_failure(
    sign_in: Callable[[Role | str], TestClient], address: str
) -> None:
    answer = sign_in(Role.SUPERVISOR).get(address.format(TOO_LARGE))
    assert 400 <= answer.status_code < 500
