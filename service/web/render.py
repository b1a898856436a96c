"""Renders a page: the template, its context dataclass, and the frame around every page."""

import base64
import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from service.bootstrap import System
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor, Permission
from service.labels import label
from service.web.navigation import bars, current_of, entries_for, home_of
from service.web.sessions import Visitor

_TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
FLASH = "minsheng_flash"
# Browsers drop a cookie of more than 4 KiB, and with it the whole message.
_LONGEST_FLASH, _MOST_SAID = 4096, 600
PRODUCT = "民声"
_MOBILE = 11
# Told of steps, or mentioned in notes: all who work on tickets.
_NOTICE_ITEMS = {True: [{"label": "通知设置", "href": "/notices/choices"}], False: []}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What a person sees when something went wrong."""

    code: int = field(metadata={"help": "HTTP 状态码"})
    message: str = field(metadata={"help": "出了什么事、接下来怎么办"})
    sign_in: str = field(default="", metadata={"help": "要先登录时，登录页的地址"})


def render(
    request: Request, template: str, page: Any, visitor: Visitor | None = None, status: int = 200
) -> HTMLResponse:
    """The page; ``page`` is a context dataclass whose fields are the template's variables."""
    context = {item.name: getattr(page, item.name) for item in fields(page)}
    context["shell"] = _shell(request, visitor)
    html = templates().get_template(template).render(context)
    response = HTMLResponse(html, status)
    if FLASH in request.cookies:
        response.delete_cookie(FLASH)
    return response


def fragment(template: str, page: Any) -> HTMLResponse:
    """A part of a page, for htmx."""
    context = {item.name: getattr(page, item.name) for item in fields(page)}
    return HTMLResponse(templates().get_template(template).render(context))


def see_other(url: str, message: str = "", kind: str = "success") -> RedirectResponse:
    """303 to a page, with a message shown there once."""
    response = RedirectResponse(url, 303)
    if message:
        said = message if len(message) <= _MOST_SAID else f"{message[: _MOST_SAID - 1]}…"
        plain = json.dumps([said, kind], ensure_ascii=False)
        packed = base64.urlsafe_b64encode(plain.encode("utf-8", "replace")).decode()
        response.set_cookie(FLASH, packed, max_age=60, httponly=True, samesite="lax")
    return response


def error_page(request: Request, code: int, message: str, *, sign_in: str = "") -> HTMLResponse:
    """The error page, framed for whoever is signed in; ``sign_in``: where to do so first."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    template = "error.html" if visitor else "error_public.html"
    return render(request, template, ErrorPage(code, message, sign_in), visitor, code)


@cache
def templates() -> Environment:
    """The template environment: escapes everything, knows no undefined names."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"label": _label, "moment": moment, "day": day}
    environment.filters |= {"number": number, "digits": digits}
    return environment


def moment(at: datetime | None) -> str:
    """A time as people here write it: 2026-01-31 09:05."""
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if at else ""


def day(at: datetime | None) -> str:
    """A day as people here write it: 2026-01-31."""
    return at.astimezone(LOCAL).strftime("%Y-%m-%d") if at else ""


def number(value: float) -> str:
    """A count with thin groups of thousands: 12,345."""
    return f"{value:,}"


def digits(phone: str) -> str:
    """A mobile number in groups, as one dials it: 138 0013 8000; any other as it is."""
    is_mobile = len(phone) == _MOBILE and phone.isdigit()
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}" if is_mobile else phone


def _label(member: StrEnum | None) -> str:
    return label(member) if member is not None else ""


def _shell(request: Request, visitor: Visitor | None) -> dict[str, Any]:
    system: System = request.app.state.system
    shell: dict[str, Any] = {
        "product": PRODUCT,
        "slogan": "接诉即办，未诉先办",
        "city": system.settings.city,
        "version": _version(),
        "now": system.now().isoformat(),
        "csrf_token": visitor.csrf if visitor else "",
        "flashes": _flashes(request),
        "roles": [],
        "nav": [],
        "subnav": [],
        "home_url": "/",
        "search_url": "",
    }
    return shell | _of_visitor(request, visitor) if visitor else shell


def _of_visitor(request: Request, visitor: Visitor) -> dict[str, Any]:
    actor, path = visitor.actor, request.url.path
    entries = entries_for(actor)
    current = current_of(entries, path, is_sent=request.method == "POST")
    line, parts = bars(entries, current)
    return {
        "user_id": actor.id,
        "user_name": f"{visitor.unit} · {actor.name}" if visitor.unit else actor.name,
        "user_detail": "、".join(label(role) for role in sorted(actor.roles)),
        "user_items": [
            *_NOTICE_ITEMS[actor.may(Permission.TICKET_READ)],
            {"label": "修改密码", "href": "/password"},
        ],
        "bell_url": "/notices/bell" if _is_told(actor) else "",
        "sign_out_url": "/sign-out",
        "role_label": "",
        "home_url": home_of(actor),
        "nav": line,
        "subnav": parts,
        "search_url": "/tickets" if any(e.href == "/tickets" for e in entries) else "",
        "search_label": "查工单：编号或内容",
    }


def _is_told(actor: Actor) -> bool:
    return actor.may(Permission.TICKET_READ) or actor.may(Permission.JOB_READ)


def _flashes(request: Request) -> list[dict[str, str]]:
    packed = request.cookies.get(FLASH)
    if not packed or len(packed) > _LONGEST_FLASH:
        return []
    try:
        text, kind = json.loads(base64.urlsafe_b64decode(packed))
    except (ValueError, TypeError):
        return []
    return [{"text": str(text), "kind": str(kind)}]


@cache
def _version() -> str:
    return version("minsheng")
