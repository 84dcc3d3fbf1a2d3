"""Errors at the door: one table from code to status; problem+json for programs (RFC 9457), a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping

import structlog
from flask import Flask, Response, g, render_template, request
from sqlalchemy.exc import DataError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

from models.domain.errors import HotlineError

log = structlog.get_logger()

STATUS: Mapping[str, int] = {
    "unreadable": 400,
    "invalid_input": 422,
    "not_found": 404,
    "not_allowed": 403,
    "unauthorised": 401,
    "move_not_possible": 409,
    "conflict": 409,
    "limit_passed": 409,
    "policy_invalid": 422,
    "idempotency_mismatch": 422,
    "locked": 429,
    "too_heavy": 422,
}
_TITLES: Mapping[int, str] = {
    400: "请求无法理解",
    401: "需要登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种请求方式",
    409: "现在不能这样办理",
    413: "内容太大",
    415: "内容类型不对",
    422: "内容需要修改",
    429: "操作太频繁",
    500: "系统出错",
    503: "暂时不可用",
}
_DETAILS: Mapping[int, str] = {
    400: "请求内容无法读取，请检查格式后重发。",
    403: "您没有权限使用这个功能。需要时请联系系统管理员。",
    404: "没有这个页面或接口，请核对地址。",
    405: "这个地址不支持该请求方法，请对照接口说明。",
    413: "内容太大：一般内容最多 1 MiB，附件一次合计最多 50 MB。请缩短或分次提交；原来的内容没有保存。",
    415: "请以 application/json 提交内容。",
    429: "操作太频繁，请一分钟后再试。",
    500: "系统出错，已记录。内容没有保存，请稍后再试；紧急情况请拨打 12351 或 110。",
    503: "数据库暂时不可用，内容没有保存，请稍后再试；紧急情况请拨打 12351 或 110。",
}


class Unauthorised(HotlineError):
    """Nobody we know, or a token that has ended."""

    code = "unauthorised"


def register(app: Flask) -> None:
    """Every error leaves the door through here."""
    app.register_error_handler(HotlineError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(TimeoutError, _no_database)
    app.register_error_handler(DataError, _no_value)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: HotlineError) -> Response:
    status = STATUS.get(error.code, 500)
    faults = [{"field": fault.field, "message": fault.message} for fault in error.errors]
    answer = _problem(status, error.code, error.message, faults)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    answer = _problem(status, f"http_{status}", _DETAILS.get(status, error.name), [])
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _no_value(error: DataError) -> Response:
    """The doors check first; what slipped through is still the sender's to mend, and nothing was kept."""
    log.error("value_refused_by_database", kind=type(error.orig).__name__)
    return _problem(
        422, "invalid_input", "内容有误（过长或含有不能保存的字符），请修改后重交。", []
    )


def _no_database(error: OperationalError | TimeoutError) -> Response:
    log.error("database_unavailable", kind=type(getattr(error, "orig", error)).__name__)
    answer = _problem(503, "database_unavailable", _DETAILS[503], [])
    answer.headers["Retry-After"] = "5"
    return answer


def _unforeseen(error: Exception) -> Response:
    log.error("request_failed", kind=type(error).__name__, exc_info=error)
    return _problem(500, "internal", _DETAILS[500], [])


def _problem(status: int, code: str, detail: str, faults: list[dict[str, str]]) -> Response:
    title = _TITLES.get(status, "请求没有成功")
    request_id = g.get("request_id", "")
    if request.path.startswith(("/api/", "/healthz", "/readyz", "/metrics")):
        body = {
            "type": f"urn:hotline:problem:{code}",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
            "errors": faults,
            "request_id": request_id,
        }
        text = json.dumps(body, ensure_ascii=False)
        return Response(text, status, content_type="application/problem+json; charset=utf-8")
    page = render_template(
        "error.html", title=title, detail=detail, errors=faults, request_id=request_id
    )
    return Response(page, status, content_type="text/html; charset=utf-8")
