"""The red banner of every supervisor's page: nobody climbs ladders, or nobody looks for what did not happen."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, g, request

from hotline import views
from hotline.board.now import silence
from hotline.doors import open_act
from models.domain.condition import AUDIT_QUIET
from models.domain.permissions import SYSTEM, Permission, may
from models.queries import health
from models.services.act import Act


def watch(app: Flask) -> None:
    """Asked once a request, before the view: a page in mid-transaction must not want a second connection."""

    @app.before_request
    def look() -> None:
        person = g.get("person")
        if person is None or request.path.startswith("/api/"):
            return
        if may(person, Permission.SUPERVISE):
            with open_act(SYSTEM) as act:
                g.alarms = alarms(act)


def alarms(act: Act) -> list[str]:
    """What is silent, in words; empty when all is well."""
    said = []
    if beat := silence(act):
        said.append(f"调度心跳已停 {beat}，时限升级可能迟到，请立即通知系统管理员。")
    if audit := _audit_silence(health.last_beat(act.session, "auditor"), act.now):
        said.append(f"自动核查已停 {audit}，遗漏可能无人补正，请通知系统管理员。")
    return said


def _audit_silence(last: datetime | None, now: datetime) -> str:
    if last is None:
        return "（从未启动）"
    return views.spelled(now - last) if now - last > AUDIT_QUIET else ""
