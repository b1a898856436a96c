"""The first item of the planted month, and bringing it on."""

from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.agenda import AgendaStatus
from tests.months import MONTH


def item_of(system: System) -> tuple[int, int, str]:
    with system.store.read() as uow:
        row = uow.agenda.of_month(MONTH)[0]
        return row.id, row.version, row.status


def bring(
    system: System, client: TestClient, target: AgendaStatus, **answers: str
) -> tuple[int, str]:
    """Post a change; return the answer's code and the page."""
    item_id, version, _ = item_of(system)
    form = {"target": target.value, "version": str(version), **answers}
    answer = client.post(f"/agenda/{item_id}", data=form)
    return answer.status_code, answer.text
