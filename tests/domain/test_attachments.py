"""How much fits on a ticket, and who takes a file down when."""

import pytest

from service.domain.attachment_guards import may_be_taken_down
from service.domain.attachments import AttachmentRules, hides_from, why_too_much
from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.factories import NOW, OTHER_UNIT, UNIT, a_case, a_ticket, an_actor, an_attachment

RULES = AttachmentRules(file_mb=1, ticket_files=3, ticket_mb=2, total_gb=1)
MB = 2**20


@pytest.mark.parametrize(
    ("sizes", "held", "total", "why"),
    [
        ([MB], [MB], 0, ""),
        ([1, 1], [1, 1], 0, "最多 3 个附件，已有 2 个"),
        ([MB, 1], [MB], 0, "合起来最多 2 MB"),
        ([1], [], 2**30, "空间已满"),
    ],
)
def test_a_ticket_holds_so_many_and_so_much(
    sizes: list[int], held: list[int], total: int, why: str
) -> None:
    said = why_too_much(sizes, held, total, RULES)
    assert why in said
    assert bool(said) is bool(why)


@pytest.mark.parametrize(
    ("role", "theirs", "status", "wipes", "why"),
    [
        (Role.UNIT_CLERK, {"actor_unit": UNIT}, Status.IN_PROGRESS, True, None),
        (Role.HANDLER, {"actor_unit": UNIT}, Status.CLOSED, False, None),
        (Role.HANDLER, {"actor_unit": UNIT}, Status.REPLIED, True, "彻底删除请联系督办员"),
        (Role.UNIT_CLERK, {"actor_unit": OTHER_UNIT}, Status.IN_PROGRESS, False, "只能撤下自己"),
        (Role.UNIT_CLERK, {"actor_unit": ""}, Status.IN_PROGRESS, False, "只能撤下自己"),
        (Role.CALLBACK_CLERK, {"actor_id": 1}, Status.CALLBACK_DUE, False, "只能撤下自己"),
        (Role.SUPERVISOR, {"actor_unit": UNIT}, Status.CLOSED, True, None),
        (Role.AGENT, {"actor_unit": ""}, Status.REGISTERED, True, None),
        (Role.SUPERVISOR, {"removed_at": NOW}, Status.CLOSED, False, "已经撤下"),
    ],
)
def test_a_file_is_taken_down_by_its_own_side_or_by_the_hotline(
    role: Role, theirs: dict[str, object], status: Status, wipes: bool, why: str | None
) -> None:
    from dataclasses import replace

    file = an_attachment(**{"actor_id": 7, **theirs})
    case = a_case(a_ticket(status), an_actor(role), {"wipes": wipes})
    said = may_be_taken_down(replace(case, facts=replace(case.facts, attachment=file)))
    assert (said is None) is (why is None)
    assert why is None or why in (said or "")


def test_a_unit_sees_nothing_on_a_report_but_what_units_sent() -> None:
    clerk, agent = an_actor(Role.UNIT_CLERK), an_actor(Role.AGENT)
    from_unit, from_hotline = an_attachment(actor_unit=UNIT), an_attachment(actor_unit="")
    assert hides_from(clerk, from_hotline, is_reporter_hidden=True)
    assert not hides_from(clerk, from_unit, is_reporter_hidden=True)
    assert not hides_from(clerk, from_hotline, is_reporter_hidden=False)
    assert not hides_from(agent, from_hotline, is_reporter_hidden=True)
