"""办理进度: a worker asks with number and code; never who handles it or what was said inside."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from hotline import views
from hotline.doors import open_act
from hotline.permits import permit
from models.domain.permissions import SYSTEM, Permission
from models.domain.ticket import STATUS_LABELS
from models.domain.words import ClockKind, Status
from models.queries import due, tickets
from models.services.act import Act
from models.services.track import is_track_code
from models.tables.tickets import Ticket

pages = Blueprint("track", __name__)

_SHOWN = {
    "received",
    "dispatched",
    "accepted",
    "replied",
    "called_back",
    "rework_ordered",
    "closed",
    "answered",
    "rejected",
    "reopened",
    "merged",
}
_FAULT = "工单号或查询码不对。请核对登记时告知您的号码；忘记了可拨打 12351 查询。"


@dataclass(frozen=True, slots=True)
class Progress:
    """What the caller may know."""

    number: str
    status: str
    lines: list[dict[str, str]]
    due: str | None
    replies: list[tuple[str, str]]  # heading, words


@pages.get("/track")
@permit(Permission.PUBLIC)
def ask() -> str:
    """The form."""
    return render_template("track.html")


@pages.post("/track")
@permit(Permission.PUBLIC)
def show() -> str | tuple[str, int]:
    """Number and code must fit together; the answer to a wrong pair never says which was wrong."""
    number = request.form.get("number", "").strip()[:30]
    code = request.form.get("code", "").strip()[:30]
    with open_act(SYSTEM) as act:
        ticket = tickets.visible_ticket(act.session, SYSTEM, number)
        if ticket is None or not is_track_code(act.keys, number, code):
            return render_template("track.html", number=number, fault=_FAULT), 404
        return render_template("track.html", number=number, found=_progress(act, ticket))


def _progress(act: Act, ticket: Ticket) -> Progress:
    events = [row[0] for row in tickets.history(act.session, ticket.id)]
    finish = next(
        (c for c in due.running_clocks(act.session, ticket.id) if c.kind == ClockKind.FINISH), None
    )
    return Progress(
        number=ticket.number,
        status=STATUS_LABELS[Status(ticket.status)],
        lines=[
            {"at": views.local_time(e.at), "label": views.EVENT_LABELS[e.kind]}
            for e in events
            if e.kind in _SHOWN
        ],
        due=views.local_time(finish.due_at) if finish else None,
        replies=[
            ("不予受理告知" if n.kind == "rejection" else "答复内容", n.text)
            for n in tickets.notes(act.session, ticket.id)
            if n.public
        ],
    )
