"""承办单: the ticket on paper, for whoever takes it out of the house."""

from __future__ import annotations

from flask import Blueprint, g
from werkzeug.wrappers import Response

from hotline import papers, views
from hotline.doors import open_act, policy
from hotline.permits import permit
from models.domain.errors import NotFound
from models.domain.permissions import Permission
from models.domain.ticket import CHANNEL_LABELS, STATUS_LABELS
from models.domain.words import Channel, Status
from models.queries import due, tickets
from models.services.act import Act
from models.services.trail import record_view
from models.tables.tickets import Ticket

pages = Blueprint("papers", __name__)


@pages.post("/tickets/<number>/paper")
@permit(Permission.READ)
def paper(number: str) -> Response:
    """The paper as DOCX: tokens stay tokens, the caller is not on it. Taking it leaves a trace."""
    with open_act(g.person) as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        if ticket is None:
            raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
        body = papers.paper("12351 职工热线承办单", _lines(act, ticket))
        record_view(act, ticket.id, "paper")
    answer = Response(body, content_type=papers.DOCX_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{ticket.number}.docx"'
    return answer


def _lines(act: Act, ticket: Ticket) -> list[papers.Line]:
    unit, department = tickets.owner_names(act.session, [ticket.department_id])[
        ticket.department_id
    ]
    clocks = [
        f"{views.CLOCK_LABELS.get(clock.kind, clock.kind)} {views.local_time(clock.due_at)}"
        for clock in due.running_clocks(act.session, ticket.id)
    ]
    name = policy().taxonomy.get(ticket.category).name if ticket.category else "待分类"
    notes = [
        (f"{views.NOTE_LABELS.get(note.kind, note.kind)} {views.local_time(note.at)}", note.text)
        for note in tickets.notes(act.session, ticket.id)
    ]
    return [
        ("工单号", f"{ticket.number}　{'（保密件）' if ticket.confidential else ''}"),
        ("级别、状态", f"{ticket.urgency} {STATUS_LABELS[Status(ticket.status)]}"),
        (
            "受理",
            f"{views.local_time(ticket.received_at)}　{CHANNEL_LABELS[Channel(ticket.channel)]}",
        ),
        ("分类", f"{ticket.category or ''} {name}"),
        ("用人单位", ticket.employer or "未填"),
        ("承办", f"{unit} {department}"),
        ("时限", "\n".join(clocks) or "没有运行中的时限"),
        ("诉求", ticket.text),
        *notes,
        ("办理情况", "\n\n\n\n"),
        ("经办人、负责人", "\n（签字）　　　　　　年　　月　　日"),
        ("打印", f"{act.person.name}　{views.local_time(act.now)}"),
    ]
