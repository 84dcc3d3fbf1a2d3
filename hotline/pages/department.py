"""科室工作台: the department's queue, least working time first, in groups; its rows refresh in place."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.pages.choices import choices
from hotline.pages.lists import capped
from hotline.pages.queue_filter import (
    GROUP_LABELS,
    VIEWS,
    Wanted,
    mark_of,
    query_of,
    written,
)
from hotline.pages.queue_rows import RowView, row_views
from hotline.permits import permit
from models.domain.permissions import Permission, Person
from models.domain.queue_groups import Bounds, Group, bounds_at
from models.domain.words import Move, Role, Urgency
from models.queries import directory, work_queue
from models.queries.work_queue import Entry, Mark, Queue
from models.services import saved_views
from models.services.act import Act
from models.services.calendars import calendar_of

pages = Blueprint("department", __name__)
PAGE = 50
_ASKED_AT_ONCE = 100  # numbers in one question about rows


@dataclass(frozen=True, slots=True)
class Link:
    """A way to look at the queue, with its number where one is counted."""

    label: str
    url: str
    here: bool
    count: str = ""
    key: str = ""


@pages.get("/department")
@permit(Permission.WORK)
def show() -> str:
    """One page of the queue as the address wants it."""
    wanted = Wanted.read(request.args)
    with open_act(g.person) as act:
        queue = wanted.queue(act.person, bounds_of(act))
        mark = mark_of(request.args.get("after", ""))
        found = work_queue.page(act.session, queue, wanted.groups, after=mark, limit=PAGE + 1)
        rows = row_views(act, found[:PAGE], queue.bounds)
        return render_template(
            "department.html",
            rows=rows,
            wanted=wanted,
            filters=query_of(wanted),
            views=_views(wanted),
            groups=_groups(act, wanted, queue),
            next_url=_next_url(wanted, rows, found),
            first_page=mark is None,
            place=_place(act),
            categories=_parents(act),
            urgencies=list(Urgency),
            saved=saved_views.views_of(act),
            bulk_move=bulk_move(act.person),
            now=act.now,
            **_labels(),
            **choices(act, ""),
        )


@pages.get("/department/rows")
@permit(Permission.WORK)
def rows() -> Response:
    """Rows that are on a screen, as they stand now, and which of the other numbers are new in this queue."""
    wanted = Wanted.read(request.args)
    shown = request.args.get("shown", "").split(",")[:_ASKED_AT_ONCE]
    heard = request.args.get("heard", "").split(",")[:_ASKED_AT_ONCE]
    with open_act(g.person) as act:
        queue = wanted.queue(act.person, bounds_of(act))
        here = work_queue.visible_with_clock(act.session, act.person, shown)
        found = row_views(act, [(row[0], row[1]) for row in here], queue.bounds)
        fresh = work_queue.of_numbers(act.session, queue, [n for n in heard if n not in shown])
        return jsonify(
            rows={row.ticket.number: drawn(row, act) for row in found},
            fresh=[row[0].number for row in fresh],
            groups={link.key: link.count for link in _groups(act, wanted, queue)},
            now_ms=int(act.now.timestamp() * 1000),
        )


def drawn(row: RowView, act: Act) -> str:
    """One row of the table, for a page that has it already."""
    return render_template("queue_row.html", row=row, now=act.now, **_labels())


def bounds_of(act: Act) -> Bounds:
    """The groups' borders by the calendar of the person's unit."""
    assert act.person.unit_id is not None, "who works in a department has a unit"
    return bounds_at(act.now, calendar_of(act, act.person.unit_id))


def bulk_move(person: Person) -> Move:
    """What `t` does: who may not give a ticket away asks the desk to."""
    return Move.TRANSFER if person.role is Role.SUPERVISOR else Move.RETURN


def _labels() -> dict[str, object]:
    return {"group_labels": GROUP_LABELS}


def _views(wanted: Wanted) -> list[Link]:
    return [
        Link(label, url_for("department.show", view=key), key == wanted.view, key=key)
        for key, (label, _statuses) in VIEWS.items()
    ]


def _groups(act: Act, wanted: Wanted, queue: Queue) -> list[Link]:
    links = []
    for group in Group:
        count = capped(work_queue.count(act.session, queue, group))
        here = wanted.group == group
        # A second press on the same group shows all of them again.
        address = f"{url_for('department.show')}?{query_of(wanted, group='' if here else group)}"
        links.append(Link(GROUP_LABELS[group], address, here, count, group))
    return links


def _next_url(wanted: Wanted, rows: list[RowView], found: list[Entry]) -> str | None:
    if len(found) <= PAGE:
        return None
    ticket_row, clock = rows[-1], found[PAGE - 1][1]
    assert ticket_row.group is not None, "a row of the queue has a clock"
    mark = Mark(ticket_row.group, clock.due_at, clock.id)
    return f"{url_for('department.show')}?{query_of(wanted, after=written(mark))}"


def _place(act: Act) -> tuple[str, str]:
    mine = act.person.department_id
    return directory.place_names(act.session, mine) if mine else ("所辖单位", "全部科室")


def _parents(act: Act) -> list[tuple[str, str]]:
    parents = act.policy.taxonomy.parents
    return [(code, f"{code} {name}") for code, name in parents.items()]
