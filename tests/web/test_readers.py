"""The page of the readers: what it lists, putting one in use, stepping back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.shelf import registry
from models.training.drift import Drift
from service.bootstrap import System, shelf_of
from service.domain.permissions import Role
from service.flows.lessons import drift
from tests.installation import NOW
from tests.trained import tiny_reader

CALM = Drift("2026-02", 90, 0.05, (0.1, 0.2, 0.3, 0.4), 0.8, 0.02, 0.1, {"01": 90}, ("b",))
MOVED = Drift("2026-03", 80, 0.31, (0.4, 0.2, 0.2, 0.2), 0.6, 0.4, 0.35, {"02": 80}, ("b",))


@pytest.fixture
def name(system: System, tmp_path: Path) -> str:
    tiny_reader(tmp_path / "a", "a")
    return registry.add(shelf_of(system.settings).folder, tmp_path / "a", NOW).name


@pytest.fixture
def client(sign_in: Callable[[Role], TestClient]) -> TestClient:
    return sign_in(Role.ANALYST)


def test_it_lists_readers_and_months_in_plain_words(
    system: System, client: TestClient, name: str
) -> None:
    for month in (CALM, MOVED):
        drift.keep(shelf_of(system.settings), month)
    text = client.get("/readers").text
    assert text.index("内置模型") < text.index(name)
    for words in ("现用", "待用", "变化大（0.40）", "平稳（0.02）", "31.0%", "启用"):
        assert words in text
    assert text.index("2026-03：") < text.index("2026-02")
    assert text.count("建议用近期工单重新训练") == 2
    for words in ("主题结构变化大", "没见过的词多了", "读得没以前有把握", "人工改主题多了"):
        assert words in text
    assert "退回" not in text


def test_one_is_put_in_use_and_taken_back(system: System, client: TestClient, name: str) -> None:
    folder = shelf_of(system.settings).folder
    assert client.post("/readers/promote", data={"name": name}).status_code == 303
    assert registry.load_registry(folder).champion == name
    assert "退回 内置模型" in client.get("/readers").text
    assert client.post("/readers/rollback").status_code == 303
    assert registry.load_registry(folder).champion == "builtin"


def test_a_reader_that_is_not_there_is_said(client: TestClient) -> None:
    answer = client.post("/readers/promote", data={"name": "trained-x"})
    assert answer.status_code == 404
    assert "没有登记过" in answer.text
