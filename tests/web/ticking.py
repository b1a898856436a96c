"""Sending a page's form, and ticking rows of its list."""

from typing import Any

from fastapi.testclient import TestClient

from tests.stories import Story


def post(client: TestClient, url: str, **data: Any) -> Any:
    return client.post(url, data=data)


def token(story: Story, no: str, unit: str | None = None) -> str:
    version = story.now_of(no).version
    return f"{no}:{version}" if unit is None else f"{no}:{version}:{unit}"
