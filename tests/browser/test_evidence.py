"""A photo goes with the reply, is looked at and saved; who is mentioned finds the note."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.bootstrap import System
from service.domain.permissions import Role
from tests.files.samples import photo_with_place
from tests.stories import REPLY, Story

OpenAs = Callable[[Role | str], Any]


def test_evidence_goes_with_the_reply_and_a_mention_reaches_a_colleague(
    system: System, open_as: OpenAs, tmp_path: Path
) -> None:
    story = Story(system)
    ticket, name = story.in_progress(), story.who(Role.HANDLER).name
    photo, virus = tmp_path / "路灯现场.jpg", tmp_path / "说明.jpg"
    photo.write_bytes(photo_with_place())
    virus.write_bytes(b"MZ" + bytes(200))

    page = open_as(Role.UNIT_CLERK)
    page.goto(f"/tickets/{ticket.no}")
    form = page.locator("#step-reply")
    form.locator("textarea[name=reply]").fill(REPLY)
    form.locator("input[type=file]").set_input_files([virus, photo])
    form.locator("text=不是能收的文件").wait_for()
    form.locator("input[name=kept]").wait_for()
    assert form.locator("input[name=kept]").count() == 1
    assert form.locator("textarea[name=reply]").input_value() == REPLY
    form.locator("input[name=result_code][value=solved]").check()
    form.locator("button[data-step=reply]").click()
    page.locator("[data-success]").wait_for()

    shown = page.locator("#files .file-list img")
    shown.wait_for()
    assert shown.evaluate("img => img.decode().then(() => img.naturalWidth)") > 500
    with page.expect_download() as saved:
        page.locator("#files a[download]").click()
    assert saved.value.suggested_filename == "路灯现场.jpg"
    assert Path(saved.value.path()).read_bytes() == photo.read_bytes()

    _mention(page, name)
    handler = open_as(Role.HANDLER)
    handler.goto("/notices?mine=1")
    handler.locator("button", has_text="查看").first.click()
    handler.locator(f"text=请复核 @{name}").first.wait_for()
    assert "#step-" in handler.url


def _mention(page: Any, name: str) -> None:
    """Write a note and choose the name from the list that "@" opens, with the keyboard alone."""
    page.locator("summary", has_text="备注").first.click()
    note = page.locator("#step-note textarea[name=note]")
    note.fill("请复核 ")
    note.press("End")
    note.press_sequentially(f"@{name[:4]}")
    page.locator(".name-list li").first.wait_for()
    options = page.locator(".name-list li").all_inner_texts()
    for _ in range(next(n for n, text in enumerate(options) if text.startswith(name))):
        note.press("ArrowDown")
    note.press("Enter")
    assert note.input_value() == f"请复核 @{name} "
    page.locator("#step-note button[data-step=note]").click()
    page.locator("[data-success]").wait_for()
