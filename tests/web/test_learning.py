"""The page of what was learned: proposals in plain words, to accept or to turn down."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from models.shelf import registry
from service.bootstrap import System, shelf_of
from service.domain.permissions import Role
from service.domain.proposals import Finding, ProposalKind
from service.flows.lessons import learning
from service.jobs import background
from service.store.installation.runs import DONE
from service.web.views import learningrows
from tests.installation import NOW
from tests.trained import tiny_reader

SHARE = {"count": 7, "whole": 27, "low": 0.13, "high": 0.45, "usual": 0.02, "chance": 0.00001}
LEAD = Finding(
    ProposalKind.LEAD,
    "010101:city",
    SHARE
    | {"topic": "010101", "level": "city", "family": "housing", "ended": 6}
    | {"before": "urban_management"},
    tuple(f"2026030100{n:04}" for n in range(15)),
)
COMPARED = {
    "against": "builtin",
    "rows": 212,
    "seen": 0,
    "old_accuracy": 0.7,
    "new_accuracy": 0.8,
    "only_old": 3,
    "only_new": 24,
    "chance": 0.0002,
    "gain": 0.1,
    "gain_low": 0.05,
    "gain_high": 0.15,
    "verdict": "better",
}


def reader_finding(name: str, **comparison: Any) -> Finding:
    side = {"by_kind": {"corrected": 0, "confirmed": 150}, "sure": 20, "sure_wrong": 2}
    return Finding(
        ProposalKind.READER,
        name,
        {
            "comparison": COMPARED | comparison,
            "learned": 800,
            "kinds": {"corrected": 52, "confirmed": 160},
            "before": side | {"right": 150},
            "now": side | {"right": 171, "by_kind": {"corrected": 21, "confirmed": 150}},
            "gained": [["20260301000001", "030101", "010101", "030101"]],
            "lost": [],
            "until": NOW.isoformat(),
        },
        ("20260301000001",),
    )


@pytest.fixture
def client(sign_in: Callable[[Role], TestClient]) -> TestClient:
    return sign_in(Role.ANALYST)


@pytest.fixture
def propose(system: System) -> Callable[[Finding], int]:
    def put(finding: Finding) -> int:
        with system.store.write() as uow:
            return uow.proposals.put(finding, NOW)

    return put


def test_a_proposal_says_what_how_many_and_how_sure(
    client: TestClient, propose: Callable[[Finding], int]
) -> None:
    propose(LEAD)
    text = client.get("/learning").text
    for words in (
        "按目录（市级主办）派给城管 27 件，7 件退单成立，其中 6 件最后由住建承办",
        "市级主办由城管改为住建",
        "占 26%（95% 区间 13%–45%），平常是 2.0%；出于偶然的可能不到 0.1%",
        "依据：15 项",
        "还有 3 项",
        'href="/tickets/20260301000003"',
    ):
        assert words in text


def test_a_challenger_is_told_in_words_that_a_supervisor_understands(
    client: TestClient, propose: Callable[[Finding], int]
) -> None:
    propose(LEAD)
    propose(reader_finding("corrected-1"))
    text = client.get("/learning").text
    assert text.index("换读件模型") < text.index("改主办单位")
    for words in (
        "在 212 件两个模型都没学过的人工结论上，新模型对 171 件，现用的（内置模型）对 150 件",
        "出于偶然的可能不到 0.1%",
        "人工更正主题",
        "新模型读对、现用的读错的例子",
    ):
        assert words in text
    assert "新模型读错、现用的读对的例子" not in text


@pytest.mark.parametrize(
    ("verdict", "chance", "words"),
    [
        ("no_evidence", 0.29, "相差不大，出于偶然的可能有 29%"),
        ("worse", 0.01, "新模型更差，这样的差别出于偶然的可能约 1.0%，不建议启用"),
    ],
)
def test_what_is_not_better_is_not_praised(
    system: System, people: dict[Role, Any], verdict: str, chance: float, words: str
) -> None:
    with system.store.write() as uow:
        finding = reader_finding("corrected-1", verdict=verdict, chance=chance)
        proposal = uow.proposals.get(uow.proposals.put(finding, NOW))
        held = system.hotline.catalogue(uow, NOW)
    card = learningrows.card(proposal, held, people[Role.ANALYST])
    assert words in card.reason
    assert card.is_worse is (verdict == "worse")


def test_who_sees_no_tickets_gets_numbers_without_links(
    sign_in: Callable[[Role], TestClient], propose: Callable[[Finding], int]
) -> None:
    propose(LEAD)
    text = sign_in(Role.ADMIN).get("/learning").text
    assert "20260301000003" in text
    assert "/tickets/20260301000003" not in text


def test_accepting_a_change_goes_to_its_form_in_the_draft(
    client: TestClient, propose: Callable[[Finding], int]
) -> None:
    known = propose(LEAD)
    answer = client.post(f"/learning/{known}/accept", data={"note": ""})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/catalogue/draft/topics/010101",
    )
    form = client.get("/catalogue/draft/topics/010101")
    assert form.status_code == 200
    assert "住建" in form.text
    assert "已采纳" in client.get("/learning").text
    again = client.post(f"/learning/{known}/accept", data={"note": ""})
    assert again.status_code == 409


def test_a_challenger_is_put_in_use_by_a_person_and_a_worse_one_only_on_purpose(
    system: System, client: TestClient, propose: Callable[[Finding], int], tmp_path: Any
) -> None:
    tiny_reader(tmp_path / "a", "a")
    folder = shelf_of(system.settings).folder
    name = registry.add(folder, tmp_path / "a", NOW).name
    registry.note_comparison(folder, name, {"verdict": "worse", "against": "builtin"})
    known = propose(reader_finding(name, verdict="worse"))
    assert client.post(f"/learning/{known}/accept").status_code == 422
    assert registry.load_registry(folder).champion == "builtin"
    assert 'name="anyway"' in client.get("/learning").text
    done = client.post(f"/learning/{known}/accept", data={"anyway": "1"})
    assert (done.status_code, done.headers["location"]) == (303, "/readers")
    assert registry.load_registry(folder).champion == name


def test_turning_down_needs_a_reason_and_says_that_it_is_kept(
    client: TestClient, propose: Callable[[Finding], int]
) -> None:
    known = propose(LEAD)
    refused = client.post(f"/learning/{known}/dismiss", data={"note": " "})
    assert refused.status_code == 400
    assert "写一句为什么不采纳" in refused.text
    long = client.post(f"/learning/{known}/dismiss", data={"note": "长" * 501})
    assert "长" * 501 in long.text
    assert client.post(f"/learning/{known}/dismiss", data={"note": "职责没变"}).status_code == 303
    text = client.get("/learning").text
    assert "职责没变" in text
    assert "不采纳" in text
    assert "现在没有建议" in text


def test_the_list_of_verdicts_is_handed_out_where_there_is_one(
    system: System, client: TestClient, propose: Callable[[Finding], int]
) -> None:
    known, other = propose(reader_finding("corrected-1")), propose(LEAD)
    folder = shelf_of(system.settings).folder / "corrected-1"
    for missing in (known, other, 99):
        assert client.get(f"/learning/{missing}/verdicts.csv").status_code == 404
    folder.mkdir(parents=True)
    (folder / learning.VERDICTS).write_text("工单号\r\n1\r\n")
    assert "工单号" in client.get(f"/learning/{known}/verdicts.csv").text


def test_learning_is_started_from_the_page(
    system: System, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, str]] = []

    def start(_: System, job: str, period: str) -> bool:
        started.append((job, period))
        return len(started) == 1

    monkeypatch.setattr(background, "start", start)
    assert client.post("/learning/run").status_code == 303
    assert "开始学习了" in client.get("/learning").text
    client.post("/learning/run")
    assert "没有启动" in client.get("/learning").text
    assert started == [("learning", "2026-03")] * 2


def test_the_page_says_how_the_last_learning_came_out(system: System, client: TestClient) -> None:
    with system.store.write() as uow:
        run = uow.runs.start("learning", "2026-03", NOW)
        uow.runs.finish(run, NOW, outcome=DONE, counts={"verdicts": 40, "fresh_verdicts": 12})
    text = client.get("/learning").text
    assert "人工结论 40 件，其中新的 12 件" in text
    assert "满 60 件才训练" in text


@pytest.mark.parametrize("kind", [ProposalKind.TOPIC, ProposalKind.NEW_TOPIC, ProposalKind.UNUSED])
def test_every_kind_is_told_and_its_acceptance_leads_on(
    client: TestClient, propose: Callable[[Finding], int], kind: ProposalKind
) -> None:
    figures = SHARE | {
        "topic": "010101",
        "other": "030101",
        "words": ["吐货"],
        "topics": ["010101"],
    }
    named = {"topic": "010101", "other": "030101"} if kind is ProposalKind.TOPIC else {}
    kept = {k: v for k, v in figures.items() if k not in ("topic", "other")} | named
    known = propose(Finding(kind, "k", kept, ("010101",)))
    text = client.get("/learning").text
    assert ("吐货" in text) is (kind is not ProposalKind.UNUSED)
    goal = client.post(f"/learning/{known}/accept").headers["location"]
    assert goal == (
        "/catalogue/draft/topics/030101" if kind is ProposalKind.TOPIC else "/catalogue"
    )
