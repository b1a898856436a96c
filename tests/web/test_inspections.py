"""The page of a second call: what is refused is said at its field, and what was typed stays."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.callback.inspection import SampleKind
from service.domain.permissions import Role
from service.flows.calling import inspection
from tests.installation import Clock
from tests.stories import Story

YES = dict.fromkeys(("responded", "solved", "satisfied"), "yes")


def test_a_note_that_is_too_long_is_refused_and_kept(
    system: System, clock: Clock, sign_in: Callable[[Role | str], TestClient]
) -> None:
    Story(system).closed()
    clock.advance(days=31)
    with system.store.write() as uow:
        inspection.draw_month(uow, system.hotline, clock())
        (drawn,) = uow.inspections.listed([SampleKind.QUALITY])
    reviewer, address = sign_in(Role.REVIEWER), f"/inspections/{drawn.id}"
    assert "13800000001" in reviewer.post(f"{address}/caller").text
    long = reviewer.post(address, data=YES | {"note": "长" * 4001})
    assert long.status_code == 400
    assert "最多 4000 字，现在是 4001 字" in long.text.split('id="f-note-error">')[1][:40]
    assert "长" * 4001 in long.text
    assert long.text.count(" checked") == 3
    bare = reviewer.post(address, data={"note": "说还没有修"}).text
    assert 'id="f-solved-error"' in bare
    said = YES | {"solved": "no", "note": "说又坏了"}
    assert reviewer.post(address, data=said).status_code == 303
    # The supervisor finds the reason to look again filled in.
    reason = sign_in(Role.SUPERVISOR).get(address).text.partition('name="reason"')[2]
    assert "问题是否解决，第一次“是”，抽查“否”；说又坏了</textarea>" in reason
