"""What waits for a supervisor's word: suspensions to review, provisional deadlines, unit hours."""

from dataclasses import replace
from datetime import datetime

from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import Role
from service.domain.ticket import RequestType, Status
from service.profiles import published_calendar
from tests.installation import UNIT, Clock, SignIn
from tests.stories import Story

BLOCKED = {"blocker": "season", "promised_on": "2026-06-30", "reason": "冬季不能施工"}


def test_a_review_lets_it_wait_or_ends_it_and_keeps_what_was_typed(
    story: Story, clock: Clock, sign_in: SignIn
) -> None:
    no = story.in_progress().no
    client = sign_in(Role.REVIEWER)
    page = client.get(f"/tickets/{no}").text
    assert "会签：同意挂账" in page
    version = story.now_of(no).version
    consent = {"step": "endorse", "version": version, "reason": "确实不能施工"}
    assert client.post(f"/tickets/{no}/steps", data=consent).status_code == 303
    waiting = story.take(Role.DISPATCHER, no, Step.SUSPEND, **BLOCKED)
    client = sign_in(Role.SUPERVISOR)
    assert "没有等着复核的挂账" in client.get("/suspended?tab=review").text
    assert "受季节限制" in client.get("/suspended?tab=all").text
    form = {"step": "review_suspension", "version": waiting.version, "promised_on": "2026-03-01"}
    refused = client.post(f"/suspended/{no}", data=form | {"reason": "材料未到"})
    assert refused.status_code == 422
    assert "承诺日期要晚于今天" in refused.text
    assert "材料未到" in refused.text
    stale = client.post(f"/suspended/{no}", data=form | {"version": 1, "reason": "材料未到"})
    assert stale.status_code == 409
    early = form | {"promised_on": "2026-07-31", "reason": ""}
    empty = client.post(f"/suspended/{no}", data=early).text
    assert f'id="f-reason-{no}-error"' in empty
    assert f'id="f-early-{no}"' in empty
    early["reason"] = "材料未到"
    assert "还没有到复核时间" in client.post(f"/suspended/{no}", data=early).text
    assert story.now_of(no).progress.suspension_reviews == 0
    assert client.post(f"/suspended/{no}", data=early | {"early": "1"}).status_code == 303
    form["version"] = story.now_of(no).version
    ended = client.post(f"/suspended/{no}", data=form | {"step": "resume", "reason": "材料到了"})
    assert ended.status_code == 303
    assert story.now_of(no).status is Status.IN_PROGRESS
    assert "材料到了" in client.get(f"/tickets/{no}").text


def test_changed_deadlines_are_offered_and_accepted_together(
    story: Story, clock: Clock, sign_in: SignIn
) -> None:
    hotline, known = story.system.hotline, published_calendar()
    clock.at = datetime(2026, 12, 30, 10, 0, tzinfo=LOCAL)
    hotline.calendar = known
    no = story.in_progress(request_type=RequestType.HELP).no
    client = sign_in(Role.SUPERVISOR)
    assert "（暂定）" in client.get(f"/tickets/{no}").text
    assert ">暂定<" in client.get("/tickets?status=open").text
    assert "没有要核定的期限" in client.get("/deadlines").text
    assert "核定期限" not in client.get("/supervision").text
    sunday = datetime(2027, 1, 3, tzinfo=LOCAL).date()
    hotline.calendar = replace(
        known,
        make_up_days=known.make_up_days | {sunday},
        known_years=known.known_years | {2027},
    )
    assert "/deadlines" in client.get("/supervision").text
    page = client.get("/deadlines").text
    assert "2027-01-07（暂定）" in page
    assert "早 1 天" in page
    assert client.post("/deadlines").status_code == 422
    token = f"{no}:{story.now_of(no).version}"
    assert client.post("/deadlines", data={"selected": token}).status_code == 303
    assert not story.now_of(no).is_provisional


def test_hours_of_a_unit_are_changed_on_its_line(story: Story, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    wrong = client.post(f"/units/{UNIT}/hours", data={"hours": "朝九晚五"})
    assert wrong.status_code == 400
    assert "办公时间“朝九晚五”看不懂" in wrong.text
    assert 'value="朝九晚五"' in wrong.text
    short = client.post(f"/units/{UNIT}/hours", data={"hours": "9:00-9:01"})
    assert (short.status_code, "至少 2 小时" in short.text) == (400, True)
    done = client.post(f"/units/{UNIT}/hours", data={"hours": "每天 0:00-24:00"})
    assert done.status_code == 303
    assert "每天 00:00-24:00" in client.get(f"/units?q={UNIT}").text
    assert "/hours" not in sign_in(Role.DISPATCHER).get(f"/units?q={UNIT}").text
