"""The page about the interface shows what the interface is."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.web.apidocs import docs_page


def test_every_operation_and_every_body_stands_on_the_page(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    schema = app.openapi()
    page = client.get("/docs")
    assert page.status_code == 200
    for path in schema["paths"]:
        assert f"<code>{path}</code>" in page.text
    shown = docs_page(schema)
    bodies = {item["body"] for group in shown.groups for item in group["operations"]} - {""}
    assert {"TicketIn", "StepIn", "TriageIn", "ServiceRequestIn"} <= bodies
    assert bodies <= {model["name"] for model in shown.models}


def test_every_operation_says_in_chinese_what_it_does(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    for group in docs_page(app.openapi()).groups:
        for item in group["operations"]:
            assert any("\u4e00" <= sign <= "\u9fff" for sign in item["text"]), item["path"]


def test_pages_are_not_part_of_the_interface(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    assert all(path.startswith(("/api/", "/open311/")) for path in app.openapi()["paths"])
