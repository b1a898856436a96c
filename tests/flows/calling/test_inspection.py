"""A month's closed orders are drawn once, called again by others, and looked at again."""

import pytest

from service.domain.callback.inspection import Agreement, SampleKind, SampleState
from service.domain.errors import BadInput, NotFound, Refused, Stale
from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import NoticeKind
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.flows.calling import inspection
from service.flows.desk import Desk
from tests.installation import Clock
from tests.stories import Story

YES = dict.fromkeys(("responded", "solved", "satisfied"), "yes")
NO = YES | {"solved": "no"}


def test_a_disagreement_found_by_another_person_becomes_a_second_look(
    story: Story, clock: Clock
) -> None:
    order, system = story.closed(), story.system
    clock.advance(days=31)
    with system.store.write() as uow:
        assert inspection.draw_month(uow, system.hotline, clock()) == 2
        assert inspection.draw_month(uow, system.hotline, clock()) == 0
        mine = uow.inspections.listed([SampleKind.DISCIPLINE])[0]
        quality = uow.inspections.listed([SampleKind.QUALITY])[0]
    assert mine.closed.no == quality.closed.no == order.no

    def desk(uow: object, role: Role) -> Desk:
        return Desk(uow, system.hotline, story.who(role), clock())  # type: ignore[arg-type]

    with system.store.write() as uow:
        viewer = desk(uow, Role.DISCIPLINE_VIEWER)
        with pytest.raises(NotFound):
            inspection.note(viewer, quality.id, YES)
        assert inspection.reveal(viewer, mine.id).phone == "13800000001"
        with pytest.raises(BadInput, match="三个问题"):
            inspection.note(viewer, mine.id, {"solved": "yes"})
        assert inspection.note(viewer, mine.id, {"unreached": "1"}).state is SampleState.UNREACHED
        found = inspection.note(viewer, mine.id, NO)
        assert (found.state, found.inspector_name) == (
            SampleState.DISAGREED,
            "测试discipline_viewer",
        )
        with pytest.raises(Refused, match="已经抽查过"):
            inspection.note(viewer, mine.id, YES)
        reviewer = desk(uow, Role.REVIEWER)
        with pytest.raises(Refused, match="看过号码"):
            inspection.note(reviewer, quality.id, YES)
        inspection.reveal(reviewer, quality.id)
        assert inspection.note(reviewer, quality.id, YES).state is SampleState.AGREED
    with system.store.read() as uow:
        supervisor_id = story.who(Role.SUPERVISOR).id
        (said,) = uow.bells.of_person(supervisor_id, 9, NoticeKind.SAMPLE_DIFFERS)
        assert (said.no, said.link) == (order.no, f"/inspections/{mine.id}")
    # The second call is the inspector's own act: no step was taken on the ticket.
    assert story.now_of(order.no) == order
    with system.store.write() as uow:
        supervisor = desk(uow, Role.SUPERVISOR)
        with pytest.raises(Stale):
            inspection.look_again(supervisor, quality.id, "没有不一致")
        inspection.look_again(supervisor, mine.id, "抽查时说没有解决")
    assert (story.now_of(order.no).status, story.now_of(order.no).round) == (Status.IN_PROGRESS, 2)
    with system.store.read() as uow:
        steps = uow.tickets.steps(order.no)
    assert steps[-1].step is Step.RECALL


@pytest.mark.parametrize(("inspected", "is_said"), [(19, False), (20, True)])
def test_a_share_is_said_only_of_enough_calls(inspected: int, *, is_said: bool) -> None:
    found = inspection.share_of(Agreement("x", inspected, 2))
    assert (found is not None) is is_said
    if found is not None:
        assert 0 < found.low < found.value < found.high < 1
