"""Files over the pages and over JSON: kept when a form is refused, saved and never run."""

from typing import Any

from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Channel
from service.flows.staff.people import make_key
from tests.files.samples import SAMPLES
from tests.installation import SignIn
from tests.stories import REPLY, Story

PHOTO = ("files", ("现场.jpg", SAMPLES["jpeg"], "text/html"))
VIRUS = ("files", ("发票.jpg", b"MZ" + bytes(90), "image/jpeg"))


def reply(client: TestClient, ticket: Any, *files: Any, **more: Any) -> Any:
    form = {
        "step": "reply",
        "version": str(ticket.version),
        "result_code": "solved",
        "reply": REPLY,
    }
    return client.post(f"/tickets/{ticket.no}/steps", data=form | more, files=list(files))


def test_a_reply_goes_with_its_photo_and_the_page_lists_it(story: Story, sign_in: SignIn) -> None:
    ticket, clerk = story.in_progress(), sign_in(Role.UNIT_CLERK)
    assert reply(clerk, ticket, PHOTO).status_code == 303
    reviewer = sign_in(Role.REVIEWER)
    assert f"/tickets/{ticket.no}/files/1/preview" in reviewer.get("/review").text
    page = reviewer.get(f"/tickets/{ticket.no}").text
    assert "现场.jpg" in page
    assert f"/tickets/{ticket.no}/files/1/preview" in page


def test_a_refused_form_keeps_words_and_good_files_and_names_the_bad_one(
    story: Story, sign_in: SignIn
) -> None:
    ticket, clerk = story.in_progress(), sign_in(Role.UNIT_CLERK)
    refused = reply(clerk, ticket, PHOTO, VIRUS)
    assert refused.status_code == 400
    assert "“发票.jpg”不是能收的文件" in refused.text
    assert REPLY in refused.text
    (token,) = [f for f in refused.text.split('"') if f.startswith("eyJ")]
    assert reply(clerk, story.now_of(ticket.no), kept=token).status_code == 303
    assert "现场.jpg" in clerk.get(f"/tickets/{ticket.no}").text


def test_files_sent_ahead_come_back_as_boxes_that_stand_for_them(
    story: Story, sign_in: SignIn
) -> None:
    clerk = sign_in(Role.UNIT_CLERK)
    part = clerk.post("/files", files=[PHOTO, VIRUS])
    assert part.status_code == 200
    assert part.text.count('name="kept"') == 1
    assert 'role="alert"' in part.text


def test_a_ticket_is_registered_with_what_the_caller_sent(story: Story, sign_in: SignIn) -> None:
    form = {
        "text": "样例路东段的路灯从上周起一直不亮，晚上看不清路，希望尽快修好。",
        "phone": "13800000001",
        "action": "register",
    }
    agent = sign_in(Role.AGENT)
    refused = agent.post("/tickets", data=form, files=[PHOTO, VIRUS])
    assert (refused.status_code, "发票.jpg" in refused.text) == (400, True)
    assert 'name="kept"' in refused.text
    done = agent.post("/tickets", data=form, files=[PHOTO])
    assert done.status_code == 303
    assert "现场.jpg" in agent.get(done.headers["location"]).text


def test_an_original_is_saved_and_never_shown_and_a_preview_is_a_bare_jpeg(
    story: Story, sign_in: SignIn
) -> None:
    ticket, clerk = story.in_progress(), sign_in(Role.UNIT_CLERK)
    reply(
        clerk, ticket, ("files", ("<b>现场.html", b"<script>alert(1)</script>", "text/html")), PHOTO
    )
    page = clerk.get(f"/tickets/{ticket.no}/files/1")
    assert page.content == b"<script>alert(1)</script>"
    assert page.headers["content-type"].startswith("text/plain")
    assert page.headers["content-disposition"].startswith("attachment;")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'; sandbox" in page.headers["content-security-policy"]
    small = clerk.get(f"/tickets/{ticket.no}/files/2/preview")
    assert (small.headers["content-type"], small.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert "default-src 'none'" in small.headers["content-security-policy"]
    assert clerk.get(f"/tickets/{ticket.no}/files/1/preview").status_code == 404
    assert sign_in("neighbour").get(f"/tickets/{ticket.no}/files/1").status_code == 404
    assert sign_in(Role.ADMIN).get(f"/tickets/{ticket.no}/files/1").status_code == 403


def test_a_file_is_taken_down_on_the_page_with_a_reason(story: Story, sign_in: SignIn) -> None:
    ticket, clerk = story.in_progress(), sign_in(Role.UNIT_CLERK)
    reply(clerk, ticket, PHOTO)
    form = {"step": "remove_attachment", "attachment": "1", "reason": "拍错了地方"}
    version = {"version": str(ticket.version + 1)}
    assert clerk.post(f"/tickets/{ticket.no}/steps", data=form | version).status_code == 303
    page = clerk.get(f"/tickets/{ticket.no}").text
    assert "已撤下：拍错了地方" in page
    assert f"/tickets/{ticket.no}/files/1/preview" not in page


def test_systems_send_and_fetch_files_under_the_same_rules(story: Story, sign_in: SignIn) -> None:
    ticket, clerk = story.in_progress(), sign_in(Role.UNIT_CLERK)
    address = f"/api/v1/tickets/{ticket.no}/attachments"
    sent = clerk.post(address, files=[PHOTO], data={"note": "现场照片"})
    assert (sent.status_code, sent.json()["attachments"][0]["kind"]) == (201, "jpeg")
    refused = clerk.post(address, files=[VIRUS])
    assert (refused.status_code, "发票.jpg" in refused.json()["fields"]["files"]) == (400, True)
    assert clerk.post(address).status_code == 400
    (listed,) = clerk.get(address).json()["attachments"]
    assert (listed["name"], listed["is_there"]) == ("现场.jpg", True)
    assert clerk.get(f"{address}/{listed['id']}").content == SAMPLES["jpeg"]
    assert sign_in("neighbour").post(address, files=[PHOTO]).status_code == 404


def test_a_channel_adds_files_for_its_own_callers_with_their_code(
    story: Story, system: System, client: TestClient
) -> None:
    ours, theirs = story.registered(channel=Channel.WECHAT), story.registered("停水两天了，求助。")
    with system.store.write() as uow:
        key = make_key(uow, name="微信", channel="wechat", now=system.now())
        codes = {no: uow.vault.query_code(no) for no in (ours.no, theirs.no)}
    client.headers["Authorization"] = f"Bearer {key}"
    for no, code, status in (
        (ours.no, codes[ours.no], 201),
        (ours.no, "AAAAAA", 404),
        (theirs.no, codes[theirs.no], 404),
    ):
        address = f"/api/v1/tickets/{no}/attachments"
        answer = client.post(address, files=[PHOTO], data={"code": code})
        assert answer.status_code == status, answer.text
        assert client.get(address).status_code == 403


def test_a_caller_adds_a_photo_and_sees_no_note(
    story: Story, system: System, client: TestClient
) -> None:
    ticket = story.in_progress()
    story.take(Role.SUPERVISOR, ticket.no, Step.NOTE, note="内部：该户已多次反映")
    with system.store.read() as uow:
        key = {"no": ticket.no, "code": uow.vault.query_code(ticket.no)}
    page = client.get("/track", params=key).text
    assert "补充材料" in page
    assert "内部" not in page
    assert client.post("/track/attach", data=key, files=[VIRUS]).status_code == 400
    assert (
        client.post("/track/attach", data=key | {"code": "AAAAAA"}, files=[PHOTO]).status_code
        == 404
    )
    assert (
        client.post("/track/attach", data=key | {"note": "看图"}, files=[PHOTO]).status_code == 303
    )
    with system.store.read() as uow:
        assert [f.name for f in uow.attachments.of_ticket(ticket.no)] == ["现场.jpg"]


def test_a_body_that_no_ticket_could_hold_is_turned_away_unread(
    system: System, sign_in: SignIn
) -> None:
    system.settings.ticket_mb = 1
    huge = ("files", ("大.txt", b"a" * (6 * 2**20), "text/plain"))
    refused = sign_in(Role.AGENT).post("/files", files=[huge])
    assert (refused.status_code, "超过 5 MB" in refused.text) == (413, True)


def test_a_note_mentions_who_was_chosen_beside_it(story: Story, sign_in: SignIn) -> None:
    ticket, supervisor = story.in_progress(), sign_in(Role.SUPERVISOR)
    form = {"step": "note", "version": str(ticket.version), "note": "请今天回复"}
    name = story.who(Role.HANDLER).name
    address = f"/tickets/{ticket.no}/steps"
    wrong = supervisor.post(address, data=form | {"mention": story.who("neighbour").name})
    assert (wrong.status_code, "看不到这张工单" in wrong.text) == (400, True)
    assert "请今天回复" in wrong.text
    assert supervisor.post(address, data=form | {"mention": name}).status_code == 303
    handler = sign_in(Role.HANDLER)
    assert f"工单{ticket.no}的备注提到了您" in handler.get("/notices?mine=1").text
    assert "条未读" in handler.get("/notices/bell").text
    assert f"请今天回复 @{name}" in handler.get(f"/tickets/{ticket.no}").text


def test_a_caller_who_is_not_content_sends_a_photo_to_the_next_round(
    story: Story, sign_in: SignIn
) -> None:
    ticket, clerk = story.callback_due(), sign_in(Role.CALLBACK_CLERK)
    address = f"/callback/{ticket.no}"
    assert clerk.post(f"{address}/claim").status_code == 303
    answers = {"responded": "yes", "solved": "no", "satisfied": "no", "version": ticket.version}
    assert clerk.post(f"{address}/answers", data=answers).status_code == 303
    version = story.now_of(ticket.no).version
    long = {"of": ticket.no, "version": version, "step": "redo", "reason": "长" * 4001}
    told = clerk.post(f"{address}/decide", data=long).text
    assert "最多 4000 字，现在是 4001 字" in told.split('id="f-redo-reason-error">')[1][:40]
    assert told.count("长" * 4001) == 1, "kept, and only where it was typed"
    form = {"of": ticket.no, "version": version, "step": "redo", "reason": "又不亮了", **answers}
    form["version"] = version
    refused = clerk.post(f"{address}/decide", data=form, files=[VIRUS, PHOTO])
    assert (refused.status_code, "现场.jpg" in refused.text) == (400, True)
    assert clerk.post(f"{address}/decide", data=form, files=[PHOTO]).status_code == 303
    with story.system.store.read() as uow:
        assert [f.name for f in uow.attachments.of_ticket(ticket.no)] == ["现场.jpg"]
