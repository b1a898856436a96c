"""What people do on a ticket's page, by clicking."""

from typing import Any


def fill(page: Any, step: str, **values: str) -> None:
    """Fill a step's form on the ticket's page; folded forms are opened first."""
    form = page.locator(f"#step-{step}")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        kind = field.get_attribute("type") or ""
        if kind == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        elif kind == "checkbox":
            field.check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def send(page: Any, step: str) -> None:
    """Press the step's button and wait for the answer."""
    with page.expect_navigation():
        page.locator(f"[data-step={step}]").click()


def do(page: Any, no: str, step: str, **values: str) -> None:
    page.goto(f"/tickets/{no}")
    fill(page, step, **values)
    send(page, step)


def claim(page: Any, no: str) -> None:
    """The clerk takes the call, before noting what was said; a claim lasts some minutes."""
    page.goto(f"/callback/{no}")
    button = page.get_by_role("button", name="我来打")
    if button.count():
        with page.expect_navigation():
            button.click()


def answer(
    page: Any, *, solved: str = "yes", button: str = "记下，打下一个", note: str = ""
) -> None:
    """Ask the three questions and press."""
    form = page.locator("#answers")
    for name in ("responded", "solved", "satisfied"):
        said = "yes" if name == "responded" else solved
        form.locator(f"[name={name}][value={said}]").check()
    form.locator("[name=note]").fill(note)
    with page.expect_navigation():
        form.get_by_role("button", name=button, exact=button == "记下").click()
