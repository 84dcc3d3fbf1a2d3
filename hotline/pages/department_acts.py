"""Acts on the department's queue: claim one, act on many, take the list away as a file, keep a view."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from hotline import export, views
from hotline.doors import open_act
from hotline.pages import bulk
from hotline.pages.department import bounds_of, drawn
from hotline.pages.queue_filter import GROUP_LABELS, Wanted, query_of
from hotline.pages.queue_rows import RowView, row_views
from hotline.permits import permit
from models.domain.errors import HotlineError, InvalidInput
from models.domain.permissions import Permission
from models.domain.ticket import CHANNEL_LABELS, STATUS_LABELS
from models.domain.words import Channel, Move, Status
from models.queries import work_queue
from models.services import saved_views
from models.services.act import Act
from models.services.trail import record_view

pages = Blueprint("department_acts", __name__)
MOST_EXPORTED = 5_000
HEAD = (
    "工单号", "状态", "级别", "分组", "时限", "截止时间", "分类", "诉求摘要", "用人单位", "涉及人数",
    "承办单位", "承办科室", "签收人", "下一级督办", "催办次数", "渠道", "受理时间",
)  # fmt: skip


@pages.post("/department/claim/<number>")
@permit(Permission.WORK)
def claim(number: str) -> Response:
    """签收 from the list. A script gets the row anew, whoever won; a browser without one gets the list."""
    told = bulk.one(g.person, number, Move.ACCEPT, {})
    if request.accept_mimetypes.best == "application/json":
        with open_act(g.person) as act:
            return jsonify(done=told.done, words=told.words, row=_row(act, number))
    flash(f"{number}：{told.words}", "message" if told.done else "error")
    return redirect(_back(request.form))


@pages.post("/department/bulk")
@permit(Permission.WORK)
def act_on_many() -> str | Response:
    """The chosen tickets, one by one; the answer says of each what worked and what did not and why."""
    try:
        told = bulk.move_all(
            g.person,
            request.form.getlist("number"),
            request.form.get("move", ""),
            request.form.to_dict(),
        )
    except HotlineError as error:
        flash(error.message, "error")
        return redirect(_back(request.form))
    return render_template("bulk_told.html", told=told, back=_back(request.form))


@pages.post("/department/export")
@permit(Permission.WORK)
def take_away() -> Response:
    """The chosen rows, or all of the view up to a limit, as CSV or XLSX. Whoever takes a list leaves a trace."""
    wanted = Wanted.read(MultiDict(_queried(request.form)))
    numbers = request.form.getlist("number")
    with open_act(g.person) as act:
        queue = wanted.queue(act.person, bounds_of(act))
        if numbers:
            found = work_queue.of_numbers(act.session, queue, numbers[:MOST_EXPORTED])
        else:
            found = work_queue.page(
                act.session, queue, wanted.groups, after=None, limit=MOST_EXPORTED
            )
        rows = [_cells(row) for row in row_views(act, found, queue.bounds)]
        record_view(act, None, "export")
        stamp = views.local_time(act.now, "%Y%m%d-%H%M")
    if request.form.get("format") == "xlsx":
        return _file(export.as_xlsx(HEAD, rows), export.XLSX_TYPE, f"工单-{stamp}.xlsx")
    return _file(export.as_csv(HEAD, rows), export.CSV_TYPE, f"工单-{stamp}.csv")


@pages.post("/department/views")
@permit(Permission.WORK)
def keep_view() -> Response:
    """Keep the filters of the page under a name."""
    wanted = Wanted.read(MultiDict(_queried(request.form)))
    try:
        with open_act(g.person) as act:
            saved_views.save_view(act, request.form.get("name", ""), query_of(wanted))
    except InvalidInput as error:
        flash("；".join([error.message, *(fault.message for fault in error.errors)]), "error")
    else:
        flash("视图已保存。")
    return redirect(_back(request.form))


@pages.post("/department/views/drop")
@permit(Permission.WORK)
def drop_view() -> Response:
    """Forget a view."""
    with open_act(g.person) as act:
        saved_views.drop_view(act, request.form.get("name", ""))
    flash("视图已删除。")
    return redirect(_back(request.form))


def _row(act: Act, number: str) -> str | None:
    entries = work_queue.visible_with_clock(act.session, act.person, [number])
    found = row_views(act, [(row[0], row[1]) for row in entries], bounds_of(act))
    return drawn(found[0], act) if found else None


def _queried(form: MultiDict[str, str]) -> dict[str, str]:
    """The filters that the page carried along in its field `back`."""
    pairs = [pair.partition("=") for pair in form.get("back", "").split("&")]
    return {name: value for name, _, value in pairs}


def _back(form: MultiDict[str, str]) -> str:
    """The queue with the filters it had; never another address, whatever the form says."""
    return f"{url_for('department.show')}?{query_of(Wanted.read(_queried(form)))}"


def _cells(row: RowView) -> tuple[str, ...]:
    ticket = row.ticket
    return (
        ticket.number,
        STATUS_LABELS[Status(ticket.status)],
        f"{ticket.urgency} {views.URGENCY_LABELS[ticket.urgency]}",
        GROUP_LABELS[row.group] if row.group else "",
        row.clock.words if row.clock else "",
        row.clock.title if row.clock else "",
        row.category,
        "".join(words for words, _kind in row.pieces),
        ticket.employer or "",
        str(ticket.persons or ""),
        *row.owner,
        row.person,
        row.rung,
        str(ticket.chases or ""),
        CHANNEL_LABELS[Channel(ticket.channel)],
        views.local_time(ticket.received_at),
    )


def _file(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
