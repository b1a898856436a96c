"""The policy library: kept in editions, found by words, cited beside requests."""

from service.bootstrap import System
from service.domain.permissions import Role
from tests.installation import UNIT, SignIn
from tests.stories import LAMP, Story


def test_a_policy_is_kept_in_editions_found_cited_and_retired(
    system: System, sign_in: SignIn
) -> None:
    ticket = Story(system).in_progress()
    form = {
        "title": "路灯维护管理办法",
        "issuer": "城市管理局",
        "document_no": "齐城管〔2026〕3号",
        "valid_from": "2026-01-01",
        "topics": ticket.topic,
        "summary": "路灯不亮的，三日内修复",
        "lead": UNIT,
    }
    analyst = sign_in(Role.ANALYST)
    refused = analyst.post("/policies", data=form | {"summary": ""})
    assert refused.status_code == 400
    assert "路灯维护管理办法" in refused.text
    assert analyst.post("/policies", data=form).status_code == 303
    twice = analyst.post("/policies", data=form)
    assert (twice.status_code, "已有这一条" in twice.text) == (400, True)
    assert "根据《路灯维护管理办法》" in analyst.get("/policies/1").text
    changed = form | {"summary": "路灯不亮的，两日内修复", "version": "1"}
    assert analyst.post("/policies/1", data=changed).status_code == 400
    analyst.post("/policies/1", data=changed | {"why": "承诺提高"})
    assert analyst.post("/policies/1", data=changed | {"why": "又改"}).status_code == 409
    with system.store.read() as uow:
        assert [(e.version, e.why) for e in uow.policies.editions(1)] == [
            (2, "承诺提高"),
            (1, "新增"),
        ]
    agent = sign_in(Role.AGENT)
    assert "路灯维护管理办法" in agent.get("/policies?q=路灯不亮").text
    assert "路灯维护管理办法" not in agent.get("/policies?q=医保报销").text
    assert agent.get("/policies/new").status_code == 403
    unit = sign_in(Role.UNIT_CLERK).get(f"/tickets/{ticket.no}").text
    assert "两日内修复" in unit
    assert 'data-fill="#f-reply-reply"' in unit
    typed = agent.post("/tickets/reading", data={"text": LAMP, "topic": ticket.topic})
    assert "可答复依据" in typed.text
    queue = sign_in(Role.DISPATCHER)
    Story(system).waiting()
    assert "《路灯维护管理办法》（齐城管〔2026〕3号）" in queue.get("/dispatch").text
    analyst = sign_in(Role.ANALYST)
    analyst.post("/policies/1/retire", data={"version": "2", "why": "废"})
    assert "已废止" in analyst.get("/policies/1").text
    assert "两日内修复" not in sign_in(Role.UNIT_CLERK).get(f"/tickets/{ticket.no}").text
