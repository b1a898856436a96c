"""Who sends a request: a session cookie (pages) or a bearer key (other systems).

Every request with a session cookie that changes something must carry the session's CSRF token,
as a form field ``csrf_token`` or a header ``X-CSRF-Token``.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask

from service.bootstrap import System
from service.domain.errors import NotAllowed, NotSignedIn
from service.domain.permissions import Actor

COOKIE = "minsheng_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_TOUCHED_EVERY = timedelta(minutes=2)
_KEY_NOTED_EVERY = timedelta(hours=1)
# A page left open asks by itself; that nobody works at it must be noticed all the same.
_ASKED_BY_THE_PAGE = frozenset({"/notices/bell"})
_FOR_SYSTEMS = ("/api/", "/open311/")


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person or system behind a request; ``channel`` is set for channel keys.

    ``unit``: the name of the person's unit, empty for people of the hotline. ``must_change``: the
    password is somebody else's choice and has to be changed first.
    """

    actor: Actor
    csrf: str = ""
    channel: str = ""
    unit: str = ""
    must_change: bool = False

    @property
    def is_channel(self) -> bool:
        """Whether this is a key that may only file and follow requests."""
        return bool(self.channel)


async def visitor_of(request: Request) -> Visitor | None:
    """The visitor, or None.

    The database is asked on a thread: while all connections are out, the event loop must go on, for
    it is the loop that brings them back.

    Raises ``NotSignedIn`` for a bad key, ``NotAllowed`` for bad CSRF or a channel's key on a page.
    """
    system: System = request.app.state.system
    header = request.headers.get("authorization", "")
    if header:
        return _where_it_may(request, await run_in_threadpool(_by_header, request, system, header))
    key = await _open311_key(request)
    if key:
        return await run_in_threadpool(_by_key, request, system, key)
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    visitor = await run_in_threadpool(_by_cookie, request, system, token)
    request.state.visitor = visitor
    if visitor is not None and request.method not in SAFE:
        await _check_csrf(request, visitor)
    return visitor


def _by_header(request: Request, system: System, header: str) -> Visitor:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("请用 Authorization: Bearer 密钥。")
    return _by_key(request, system, token)


def _where_it_may(request: Request, visitor: Visitor) -> Visitor:
    """Pages are for people: on one, a channel's key would do more than file and follow."""
    if visitor.is_channel and not request.url.path.startswith(_FOR_SYSTEMS):
        raise NotAllowed("渠道密钥只能用于接口，不能用于网页。")
    return visitor


async def _open311_key(request: Request) -> str:
    """GeoReport v2 sends its key as a parameter ``api_key``; nowhere else is it looked for."""
    if not request.url.path.startswith("/open311/"):
        return ""
    if request.method in SAFE:
        return request.query_params.get("api_key", "")
    return str((await request.form()).get("api_key", ""))


def _by_key(request: Request, system: System, token: str) -> Visitor:
    token = token.strip()
    with system.store.read() as uow:
        found, used_at = uow.people.by_key(token), uow.people.key_used_at(token)
    if found is None:
        raise NotSignedIn("密钥无效或已停用。")
    if used_at is None or system.now() - used_at > _KEY_NOTED_EVERY:
        request.state.used_key = token
    actor, channel = found
    return Visitor(actor, channel=channel)


def _by_cookie(request: Request, system: System, token: str) -> Visitor | None:
    settings, now = system.settings, system.now()
    with system.store.read() as uow:
        found = uow.people.signed_in(token)
    if found is None or now - found.created_at > timedelta(hours=settings.session_hours):
        return None
    if now - found.seen_at > timedelta(minutes=settings.idle_minutes):
        return None
    if now - found.seen_at > _TOUCHED_EVERY and request.url.path not in _ASKED_BY_THE_PAGE:
        request.state.used = token
    return Visitor(found.actor, csrf=found.csrf, unit=found.unit, must_change=found.must_change)


def touched(request: Request) -> BackgroundTask | None:
    """What remembers that the sign-in or the key was used, to be done after the answer was sent.

    Writing while the answer is made would make every page wait for whoever writes now.
    """
    token: str = getattr(request.state, "used", "")
    key: str = getattr(request.state, "used_key", "")
    if not token and not key:
        return None
    return BackgroundTask(_touch, request.app.state.system, token, key)


def _touch(system: System, token: str, key: str) -> None:
    with system.store.write() as uow:
        if token:
            uow.people.touch(token, system.now())
        if key:
            uow.people.note_key_used(key, system.now())


async def _check_csrf(request: Request, visitor: Visitor) -> None:
    given = request.headers.get("x-csrf-token", "")
    content = request.headers.get("content-type", "")
    if not given and content.startswith(("application/x-www-form-urlencoded", "multipart/")):
        given = str((await request.form()).get("csrf_token", ""))
    if not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise NotAllowed("页面已过期，没有提交。请返回上一页，刷新后再提交。")
