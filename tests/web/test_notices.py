"""A handler's bell shows what came, reading marks it; what was given up may be sent again."""

from datetime import timedelta

from sqlalchemy import select, update

from service.domain.notices.messages import NoticeChannel, NoticeKind, NoticeState
from service.domain.permissions import Role
from service.store.tables.notices import ContactRow, NoticeRow
from service.store.tables.people import SessionRow
from tests.installation import Clock, SignIn
from tests.stories import Story


def test_what_came_rings_until_it_is_opened(story: Story, sign_in: SignIn) -> None:
    handler = sign_in(Role.HANDLER)
    assert "count" not in handler.get("/notices/bell").text
    ticket = story.at_unit()
    assert "1 条未读" in handler.get("/notices/bell").text
    shown = handler.get("/notices").text
    assert ticket.no in shown
    assert 'hx-get="/notices/bell"' in shown
    with story.system.store.read() as uow:
        (notice,) = uow.bells.of_person(story.who(Role.HANDLER).id, 10)
    opened = handler.post(f"/notices/open/{notice.id}")
    assert (opened.status_code, opened.headers["location"]) == (303, f"/tickets/{ticket.no}")
    assert "count" not in handler.get("/notices/bell").text
    clerk = sign_in(Role.UNIT_CLERK)
    assert "1 条未读" in clerk.get("/notices/bell").text
    assert clerk.get("/tickets/00000000000000").status_code == 404
    assert "1 条未读" in clerk.get("/notices/bell").text
    clerk.get(f"/tickets/{ticket.no}")
    assert "count" not in clerk.get("/notices/bell").text


def test_all_can_be_marked_at_once_and_nobody_marks_anothers(story: Story, sign_in: SignIn) -> None:
    story.at_unit()
    clerk = sign_in(Role.UNIT_CLERK)
    with story.system.store.read() as uow:
        (notice,) = uow.bells.of_person(story.who(Role.HANDLER).id, 10)
    assert clerk.post(f"/notices/open/{notice.id}").status_code == 404
    whose = {"mine": "0", "person_id": str(story.who(Role.HANDLER).id)}
    assert clerk.post("/notices/read", params=whose, data=whose).status_code == 303
    assert "count" not in clerk.get("/notices/bell").text
    assert "1 条未读" in sign_in(Role.HANDLER).get("/notices/bell").text


def test_wishes_are_kept_sealed_and_wrong_ones_stay_in_the_form(
    story: Story, sign_in: SignIn
) -> None:
    clerk = sign_in(Role.UNIT_CLERK)
    wrong = clerk.post("/notices/choices", data={"phone": "123", "dispatched": ["sms"]})
    assert wrong.status_code in (400, 422)
    assert 'value="123"' in wrong.text
    assert "11 位" in wrong.text
    missing = clerk.post("/notices/choices", data={"overdue": ["mail"]})
    assert "选了邮件" in missing.text
    wanted = {"phone": "13800000002", "dispatched": ["page", "sms"], "overdue": []}
    assert clerk.post("/notices/choices", data=wanted).status_code == 303
    person = story.who(Role.UNIT_CLERK).id
    with story.system.store.read() as uow:
        assert uow.bells.contact(person).phone == "13800000002"
        assert uow.bells.channels([person], NoticeKind.DISPATCHED)[person] == ["page", "sms"]
        assert uow.bells.channels([person], NoticeKind.OVERDUE)[person] == []
        assert uow.session.get(ContactRow, person) is not None
    assert "13800000002" in clerk.get("/notices/choices").text


def test_what_was_given_up_is_listed_and_sent_again_with_a_trace(
    story: Story, sign_in: SignIn
) -> None:
    ticket = story.registered()
    with story.system.store.write() as uow:
        sms = NoticeRow.channel == NoticeChannel.SMS.value
        dead = update(NoticeRow).where(sms).values(state="dead", error="网关答复 400")
        uow.session.execute(dead)
        notice_id = uow.session.scalar(select(NoticeRow.id).where(sms))
    admin = sign_in(Role.ADMIN)
    shown = admin.get("/notices/outbox").text
    assert ticket.no in shown
    assert "网关答复 400" in shown
    assert "138" not in shown
    assert admin.post(f"/notices/outbox/{notice_id}/resend").status_code == 303
    assert admin.post(f"/notices/outbox/{notice_id}/resend").status_code == 409
    with story.system.store.read() as uow:
        assert uow.session.scalar(select(NoticeRow.state).where(sms)) == NoticeState.WAITING
    assert sign_in(Role.SUPERVISOR).post(f"/notices/outbox/{notice_id}/resend").status_code == 403


def test_a_bell_that_asks_by_itself_keeps_nobody_signed_in(
    story: Story, sign_in: SignIn, clock: Clock
) -> None:
    handler = sign_in(Role.HANDLER)

    def seen() -> list[object]:
        with story.system.store.read() as uow:
            return list(uow.session.scalars(select(SessionRow.seen_at)))

    before = seen()
    clock.at += timedelta(minutes=10)
    handler.get("/notices/bell")
    assert seen() == before
    handler.get("/notices")
    assert seen() != before
