"""Files come with their step or not at all; opening one leaves a trace; reporters stay hidden."""

import io
import os
from collections.abc import Callable
from typing import Any

import pytest

from service.domain.attachments import FILES, AttachmentRules
from service.domain.errors import BadInput, NotFound, Refused
from service.domain.lifecycle.steps import Step
from service.domain.notices.messages import NoticeKind
from service.domain.permissions import Role
from service.domain.ticket import RequestType, Ticket
from service.flows import steps, tracking
from service.flows.desk import Desk
from service.flows.files import access as attachment_access
from service.flows.files import attachments
from service.flows.files.attachments import Given, Kept
from service.flows.tracking import CALLER
from tests.files.samples import SAMPLES
from tests.installation import UNIT, Clock
from tests.stories import REPLY, Story

HASH_CHARS = 64
PHOTO, PAPER = SAMPLES["jpeg"], SAMPLES["pdf"]


def given(name: str = "现场.jpg", content: bytes = PHOTO) -> Given:
    return Given(name, io.BytesIO(content))


def keep(story: Story, *files: Given) -> list[Kept]:
    return attachments.take_in(story.system.store, story.system.hotline.attachments, files)


def act(
    story: Story, who: Role | str, no: str, step: Step, files: list[Kept], /, **said: Any
) -> Ticket:
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, story.who(who), story.system.now())
        return steps.take(desk, no, step, said, files=files)


def at_desk(story: Story, who: Role | str, ask: Callable[[Desk], Any]) -> Any:
    with story.system.store.write() as uow:
        return ask(Desk(uow, story.system.hotline, story.who(who), story.system.now()))


def opened_by(
    story: Story,
    who: Role | str,
    no: str,
    number: str,
    ask: Callable[..., Any] = attachment_access.open_original,
) -> Any:
    return at_desk(story, who, lambda desk: ask(desk, story.system.store, no, number))


def names(story: Story, who: Role | str, ticket: Ticket) -> list[str]:
    found = at_desk(story, who, lambda desk: attachment_access.files_of(desk, ticket))
    return [file.name for file in found.shown if file.is_there]


def test_files_come_with_the_step_and_the_step_keeps_their_hashes(story: Story) -> None:
    (photo,) = files = keep(story, given("照片.png"), given("again.jpg"))
    ticket = act(
        story,
        Role.UNIT_CLERK,
        story.in_progress(files=tuple(keep(story, given("来件.pdf", PAPER)))).no,
        Step.REPLY,
        files,
        result_code="solved",
        reply=REPLY,
    )
    assert names(story, Role.REVIEWER, ticket) == ["来件.pdf", "照片.jpg"]
    with story.system.store.read() as uow:
        first, *_, last = uow.tickets.steps(ticket.no)
        assert last.data[FILES] == [["jpeg", len(PHOTO), photo.sha256]]
        assert [kind for kind, _, _ in first.data[FILES]] == ["pdf"]
        assert [(f.seq, f.actor_unit) for f in uow.attachments.of_ticket(ticket.no)] == [
            (1, ""),
            (last.seq, UNIT),
        ]


def test_what_is_wrong_with_a_file_is_said_by_its_name_and_the_others_are_kept(
    story: Story,
) -> None:
    store, rules = story.system.store, AttachmentRules(file_mb=1)
    sent = [
        given(),
        given("../病毒.jpg", b"MZ" + bytes(100)),
        given("空.txt", b""),
        given("大.txt", b"a" * (2**20 + 1)),
    ]
    kept, wrong = attachments.take_what_fits(store, rules, sent)
    assert [file.name for file in kept] == ["现场.jpg"]
    assert [text.partition("”")[0] for text in wrong] == ["“病毒.jpg", "“空.txt", "“大.txt"]
    assert "超过 1 MB" in wrong[2]
    with pytest.raises(BadInput) as refused:
        attachments.take_in(store, rules, sent)
    assert set(refused.value.fields) == {attachments.FIELD}


def test_a_refused_step_records_no_file_and_its_tokens_bring_them_again(
    story: Story, clock: Clock
) -> None:
    ticket, (photo,) = story.at_unit(), keep(story, given())
    with pytest.raises(Refused):
        act(story, Role.UNIT_CLERK, ticket.no, Step.SIGN, [photo])
    assert names(story, Role.UNIT_CLERK, ticket) == []
    vault, clerk, other = (
        story.system.store.vault,
        story.who(Role.UNIT_CLERK),
        story.who("neighbour"),
    )
    token = attachments.to_token(vault, clerk, photo, clock())
    assert attachments.from_tokens(vault, clerk, [token, token], clock()) == [photo]
    forged = token[:9] + ("A" if token[9] != "A" else "B") + token[10:]
    for actor, said in ((other, token), (clerk, forged), (clerk, "x"), (clerk, "")):
        with pytest.raises(BadInput):
            attachments.from_tokens(vault, actor, [said], clock())
    with pytest.raises(BadInput):
        attachments.from_tokens(vault, clerk, [token], clock.advance(hours=21))


def test_a_ticket_that_holds_enough_takes_no_more(story: Story) -> None:
    story.system.hotline.attachments = AttachmentRules(ticket_files=1)
    ticket, files = story.in_progress(), keep(story, given())
    act(story, Role.UNIT_CLERK, ticket.no, Step.NOTE, files, note="现场")
    with pytest.raises(Refused, match="最多 1 个附件"):
        act(story, Role.UNIT_CLERK, ticket.no, Step.NOTE, files, note="现场")


def test_opening_an_original_is_written_down_and_looking_at_the_small_one_is_not(
    story: Story,
) -> None:
    ticket = story.in_progress(files=tuple(keep(story, given())))
    store = story.system.store

    def both(desk: Desk) -> bytes:
        (file,) = attachment_access.files_of(desk, ticket).shown
        assert attachment_access.open_preview(desk, store, ticket.no, str(file.id))
        opened = attachment_access.open_original(desk, store, ticket.no, str(file.id))
        return b"".join(opened.pieces)

    assert at_desk(story, Role.UNIT_CLERK, both) == PHOTO
    assert traces(story, ticket.no) == ["attachment:1"]
    for who, number in (("neighbour", "1"), (Role.UNIT_CLERK, "2"), (Role.UNIT_CLERK, "x")):
        with pytest.raises(NotFound):
            opened_by(story, who, ticket.no, number)
    assert len(traces(story, ticket.no)) == 1


def traces(story: Story, no: str) -> list[str]:
    from sqlalchemy import select

    from service.store.tables.callers import AccessRow

    with story.system.store.read() as uow:
        return list(uow.session.scalars(select(AccessRow.what).where(AccessRow.no == no)))


def test_a_reporters_files_are_hidden_from_the_unit_as_the_reporter_is(story: Story) -> None:
    files = tuple(keep(story, given("我家门口.jpg")))
    ticket = story.in_progress(request_type=RequestType.REPORT, files=files)
    act(
        story,
        Role.UNIT_CLERK,
        ticket.no,
        Step.NOTE,
        keep(story, given("核查.pdf", PAPER)),
        note="查",
    )
    assert names(story, Role.UNIT_CLERK, ticket) == ["核查.pdf"]
    assert names(story, Role.SUPERVISOR, ticket) == ["我家门口.jpg", "核查.pdf"]
    found = at_desk(story, Role.UNIT_CLERK, lambda d: attachment_access.files_of(d, ticket))
    assert found.hidden == 1
    asks: list[Callable[..., Any]]
    asks = [attachment_access.open_original, attachment_access.open_preview]
    for ask in asks:
        with pytest.raises(NotFound):
            opened_by(story, Role.UNIT_CLERK, ticket.no, "1", ask)


def test_taking_down_is_a_step_and_only_wiping_takes_the_content(story: Story) -> None:
    ticket = story.in_progress(files=tuple(keep(story, given(), given("证.pdf", PAPER))))
    store, photo, paper = story.system.store, *keep(story, given(), given("", PAPER))
    take = Step.REMOVE_ATTACHMENT
    act(story, Role.AGENT, ticket.no, take, [], attachment="1", reason="传错了")
    act(story, Role.AGENT, ticket.no, take, [], attachment="2", reason="身份证", wipes="1")
    assert names(story, Role.SUPERVISOR, ticket) == []
    assert store.blobs.has(photo.sha256)
    assert not store.blobs.has(paper.sha256)
    with pytest.raises(Refused, match="已经撤下"):
        act(story, Role.AGENT, ticket.no, take, [], attachment="1", reason="再撤")
    with story.system.store.read() as uow:
        kept = uow.attachments.of_ticket(ticket.no)
        assert [(f.removed_at is None, f.wiped_at is None) for f in kept] == [
            (False, True),
            (False, False),
        ]
        assert [e.data["reason"] for e in uow.tickets.steps(ticket.no) if e.step is take] == [
            "传错了",
            "身份证",
        ]
    opened = at_desk(
        story,
        Role.SUPERVISOR,
        lambda desk: attachment_access.open_original(desk, store, ticket.no, "1"),
    )
    assert b"".join(opened.pieces) == PHOTO
    with pytest.raises(NotFound, match="已经撤下"):
        at_desk(story, Role.AGENT, lambda d: attachment_access.one_of(d, ticket.no, "1"))


def test_wiping_one_of_two_tickets_leaves_the_content_to_the_other(story: Story) -> None:
    files = tuple(keep(story, given()))
    one, other = story.in_progress(files=files), story.registered("另一处路灯不亮。", files=files)
    act(
        story,
        Role.AGENT,
        one.no,
        Step.REMOVE_ATTACHMENT,
        [],
        attachment="1",
        reason="误",
        wipes="1",
    )
    assert story.system.store.blobs.has(files[0].sha256)
    assert names(story, Role.AGENT, other) == ["现场.jpg"]


def test_the_night_sweeps_what_nobody_needs_and_finds_what_is_broken(
    story: Story, clock: Clock
) -> None:
    store, rules = story.system.store, story.system.hotline.attachments
    ticket = story.in_progress(files=tuple(keep(story, given(), given("a.pdf", PAPER))))
    act(story, Role.AGENT, ticket.no, Step.REMOVE_ATTACHMENT, [], attachment="2", reason="旧")
    (orphan,) = keep(story, given("b.txt", b"nobody sent the form"))
    assert attachments.tidy(store, rules, clock())["swept_files"] == 0
    for path in store.blobs.folder.rglob("*"):
        os.utime(path, (0, 0))
    assert attachments.tidy(store, rules, clock())["swept_files"] == 1
    assert not store.blobs.has(orphan.sha256)
    clock.advance(days=rules.removed_days + 1)
    tidied = attachments.tidy(store, rules, clock())
    assert tidied == {"swept_files": 0, "wiped_files": 1, "broken_files": 0}
    (left,) = [path for path in store.blobs.folder.rglob("*") if len(path.name) == HASH_CHARS]
    left.unlink()
    assert attachments.tidy(store, rules, clock())["broken_files"] == 1
    assert list(attachments.faults(store)) == [(ticket.no, "文件不见了")]


def test_a_caller_adds_to_an_open_request_and_the_unit_is_told(story: Story) -> None:
    ticket, files = story.in_progress(), keep(story, given())
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, CALLER, story.system.now())
        code = uow.vault.query_code(ticket.no)
        assert tracking.look_up(desk, ticket.no, code).may_attach
        with pytest.raises(Refused, match="没有填写内容"):
            tracking.act(desk, ticket.no, code, Step.ATTACH, {})
        tracking.act(desk, ticket.no, code, Step.ATTACH, {"note": "又拍了一张"}, files=files)
    assert names(story, Role.UNIT_CLERK, ticket) == ["现场.jpg"]
    with story.system.store.read() as uow:
        told = uow.bells.of_person(story.who(Role.UNIT_CLERK).id, 20, NoticeKind.ATTACHED)
        assert [notice.no for notice in told] == [ticket.no]


def test_a_content_that_was_wiped_is_not_recorded_again(story: Story) -> None:
    ticket, (photo,) = story.in_progress(), keep(story, given())
    story.system.store.blobs.drop(photo.sha256)
    with pytest.raises(BadInput) as refused:
        act(
            story,
            Role.UNIT_CLERK,
            ticket.no,
            Step.REPLY,
            [photo],
            result_code="solved",
            reply=REPLY,
        )
    assert refused.value.fields == {attachments.FIELD: "请重新选择文件"}
    assert names(story, Role.UNIT_CLERK, ticket) == []
