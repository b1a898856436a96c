"""Maps every leaf of the domain's tree of errors to an HTTP answer, for people and systems."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from service.domain import errors
from service.store.database.failures import is_disk_full
from service.web.render import error_page

CODES: dict[type[errors.DomainError], int] = {
    errors.BadInput: 400,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.PasswordDue: 403,
    errors.NotFound: 404,
    errors.Stale: 409,
    errors.IllegalStep: 422,
    errors.Refused: 422,
    errors.TooMany: 429,
    errors.Misconfigured: 503,
}
_DISK_FULL = (
    "服务器的磁盘满了，刚才的操作没有生效。请马上告诉系统管理员；先把内容记下来，腾出空间后再交。"
)
# What the reader of a request says of a field, by kind of mistake; of others its own English.
_MISTAKES = {
    "missing": "必填",
    "enum": "不是可选的项，可选：{expected}",
    "literal_error": "不是可选的项，可选：{expected}",
    "int_parsing": "要写整数",
    "int_type": "要写整数",
    "float_parsing": "要写数字",
    "bool_parsing": "要写 true 或 false",
    "string_type": "要写文字",
    "list_type": "要写成列表",
    "dict_type": "要写成对象",
    "model_attributes_type": "要写成对象",
    "json_invalid": "不是合格的 JSON",
    "date_from_datetime_parsing": "日期要写成 2026-01-31",
    "date_parsing": "日期要写成 2026-01-31",
    "string_too_long": "太长，最多 {max_length} 字",
    "string_too_short": "太短，至少 {min_length} 字",
    "greater_than_equal": "要不小于 {ge}",
    "less_than_equal": "要不大于 {le}",
    "extra_forbidden": "没有这一项",
}
_log = structlog.get_logger("web")


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(errors.DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def body_of(problem: errors.DomainError) -> dict[str, Any]:
    """The JSON body: what went wrong, in words, and what a program needs to go on."""
    body: dict[str, Any] = {"error": type(problem).__name__, "message": problem.message}
    if isinstance(problem, errors.BadInput) and problem.fields:
        body["fields"] = problem.fields
    if isinstance(problem, errors.Refused) and problem.rule:
        body["rule"] = problem.rule
    if isinstance(problem, errors.Stale):
        body |= {"version": problem.version, "status": problem.status}
    return body


def _wrong(mistake: Mapping[str, Any]) -> str:
    words = _MISTAKES.get(str(mistake["type"]))
    told: dict[str, Any] = mistake.get("ctx") or {}
    return words.format(**told) if words else str(mistake["msg"])


def wants_json(request: Request) -> bool:
    """Whether a program asked and not a person's browser."""
    return request.url.path.startswith("/api/") or is_open311(request)


def is_open311(request: Request) -> bool:
    """Whether the question came over Open311, which has error bodies of its own."""
    return request.url.path.startswith("/open311/")


def _open311(code: int, message: str) -> Response:
    """GeoReport v2 wants a list of errors, and 403 for a missing key and 400 for a bad request."""
    code = {401: 403, 422: 400}.get(code, code)
    return JSONResponse([{"code": code, "description": message}], code)


async def _domain_error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, errors.DomainError)  # noqa: S101  (registered for this type only)
    code = CODES[type(problem)]
    request.app.state.metrics.refused(type(problem).__name__)
    if is_open311(request):
        return _open311(code, problem.message)
    if wants_json(request):
        headers = {"WWW-Authenticate": "Bearer"} if code == 401 else None
        return JSONResponse(body_of(problem), code, headers=headers)
    if isinstance(problem, errors.NotSignedIn):
        return _to_sign_in(request, problem.message)
    is_page = request.method == "GET" and "hx-request" not in request.headers
    if isinstance(problem, errors.PasswordDue) and is_page:
        return RedirectResponse("/password", 303)
    return error_page(request, code, problem.message)


def _to_sign_in(request: Request, message: str) -> Response:
    """The sign-in page; where something was sent, first a page that says what became of it."""
    if request.method == "GET" and "hx-request" not in request.headers:
        wanted = f"{request.url.path}?{request.url.query}".rstrip("?")
        return RedirectResponse(f"/sign-in?{urlencode({'next': wanted}, safe='/')}", 303)
    came_from = urlsplit(request.headers.get("referer", ""))
    here = came_from.netloc == request.url.netloc
    wanted = f"{came_from.path}?{came_from.query}".rstrip("?") if here else ""
    address = f"/sign-in?{urlencode({'next': wanted}, safe='/')}" if wanted else "/sign-in"
    if request.method != "GET":
        message = "登录已过期，刚才这一步没有办成。"
    return error_page(request, 401, message, sign_in=address)


async def _malformed(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)  # noqa: S101  (registered for this type)
    fields = {".".join(str(p) for p in e["loc"][1:]): _wrong(e) for e in problem.errors()}
    message = "请求的格式不对，请核对标出的各项。"
    if is_open311(request):
        return _open311(422, f"{message}{'、'.join(fields)}")
    if wants_json(request):
        return JSONResponse({"error": "BadInput", "message": message, "fields": fields}, 422)
    return error_page(request, 422, message)


async def _http_error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)  # noqa: S101  (registered for this type only)
    words = {404: "没有这个页面。", 405: "这个地址不支持这种操作。"}
    message = words.get(problem.status_code, "请求不能处理。")
    if is_open311(request):
        return _open311(problem.status_code, message)
    if wants_json(request):
        error = "NotFound" if problem.status_code == 404 else "BadInput"
        return JSONResponse({"error": error, "message": message}, problem.status_code)
    return error_page(request, problem.status_code, message)


async def _unexpected(request: Request, problem: Exception) -> Response:
    if is_disk_full(problem):
        _log.error("disk_full", path=request.url.path)
        return _failed(request, 507, "DiskFull", _DISK_FULL)
    # The message may hold what a caller said; only the kind of error is logged.
    _log.error("unexpected_error", kind=type(problem).__name__, path=request.url.path)
    message = "系统出了问题，刚才的操作没有生效。请稍后重试；若仍不行请联系管理员。"
    return _failed(request, 500, "Unexpected", message)


def _failed(request: Request, code: int, error: str, message: str) -> Response:
    if wants_json(request):
        return JSONResponse({"error": error, "message": message}, code)
    return error_page(request, code, message)
