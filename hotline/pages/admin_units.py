"""单位: the units below the own one: find, found, change, hand their tickets over, end, take up again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.board.links import address
from hotline.doors import open_act
from hotline.pages import admin_frame
from hotline.pages.admin_frame import LEVEL_LABELS, Refused, version_of
from hotline.permits import permit
from models.domain.errors import FieldError, HotlineError, InvalidInput, NotFound
from models.domain.permissions import Permission, may
from models.domain.slices import Measure, Slice
from models.domain.words import Level, Queue, Role
from models.queries import accounts, directory, units
from models.queries.leaving import clocks_of
from models.queries.units import UnitFilter
from models.services import units as verbs
from models.services.act import Act
from models.services.units import UnitForm
from models.tables.clocks import TicketClock
from models.tables.people import Unit

pages = Blueprint("admin_units", __name__)
_STATES = {"": "全部状态", "yes": "在用", "no": "已停用"}
Answer = str | Response | tuple[str, int]


@pages.get("/admin/units")
@permit(Permission.ADMINISTER)
def show() -> str:
    """The list, narrowed by what stands in the address."""
    with open_act(g.person) as act:
        return _list(act, Refused())


@pages.post("/admin/units")
@permit(Permission.ADMINISTER)
def create() -> Answer:
    """A new unit with its five departments."""
    try:
        with open_act(g.person) as act:
            unit = verbs.create_unit(act, _form())
            unit_id, name = unit.id, unit.name
    except HotlineError as error:
        with open_act(g.person) as act:
            page = _list(act, admin_frame.refused(error, "create"))
            return page, admin_frame.status_of(error)
    flash(f"已建立{name}和它的五个科室。下一步：为科室建立账号。")
    return redirect(url_for("admin_units.one", unit_id=unit_id))


@pages.get("/admin/units/<int:unit_id>")
@permit(Permission.ADMINISTER)
def one(unit_id: int) -> str:
    """A unit with its departments, what depends on it, and its history."""
    with open_act(g.person) as act:
        return _page(act, unit_id, Refused())


@pages.post("/admin/units/<int:unit_id>")
@permit(Permission.ADMINISTER)
def change(unit_id: int) -> Answer:
    """Name, place, level, parent, telephone, names of departments."""

    def verb(act: Act) -> str:
        verbs.change_unit(act, unit_id, version_of(request.form), _form())
        return "已保存。"

    return _done(unit_id, "change", verb)


@pages.post("/admin/units/<int:unit_id>/hand-over")
@permit(Permission.ADMINISTER)
def hand_over(unit_id: int) -> Answer:
    """All open matters to the same departments of another unit."""

    def verb(act: Act) -> str:
        count = verbs.hand_over_unit(act, unit_id, request.form.get("to", ""))
        return f"已移交全部在办工单（{count} 件），由接手单位重新签收。"

    return _done(unit_id, "hand-over", verb)


@pages.post("/admin/units/<int:unit_id>/deactivate")
@permit(Permission.ADMINISTER)
def deactivate(unit_id: int) -> Answer:
    """End the unit, or say what it still has."""

    def verb(act: Act) -> str:
        verbs.deactivate_unit(act, unit_id, version_of(request.form))
        return "单位已停用。新工单改由上级单位承接。"

    return _done(unit_id, "deactivate", verb)


@pages.post("/admin/units/<int:unit_id>/reactivate")
@permit(Permission.ADMINISTER)
def reactivate(unit_id: int) -> Answer:
    """Take it up again."""

    def verb(act: Act) -> str:
        verbs.reactivate_unit(act, unit_id, version_of(request.form))
        return "单位已恢复使用。"

    return _done(unit_id, "reactivate", verb)


def _done(unit_id: int, form: str, verb: Callable[[Act], str]) -> Answer:
    try:
        with open_act(g.person) as act:
            words = verb(act)
    except HotlineError as error:
        with open_act(g.person) as act:
            page = _page(act, unit_id, admin_frame.refused(error, form))
            return page, admin_frame.status_of(error)
    flash(words)
    return redirect(url_for("admin_units.one", unit_id=unit_id))


def _list(act: Act, refusal: Refused) -> str:
    above = act.person.unit_id or 0
    asked = request.args
    narrow = UnitFilter(
        words=asked.get("words", "").strip()[:60],
        level=asked.get("level", "") if asked.get("level") in set(Level) else "",
        active={"yes": True, "no": False}.get(asked.get("active", "")),
    )
    return render_template(
        "admin_units.html",
        tabs=admin_frame.tabs(),
        rows=units.listed(act.session, above, narrow),
        tickets=units.open_by_unit(act.session),
        tickets_url=_tickets_url(act),
        narrow=narrow,
        asked=asked,
        states=_STATES,
        levels=list(LEVEL_LABELS.items()),
        parents=_parents(act),
        refused=refusal,
    )


def _page(act: Act, unit_id: int, refusal: Refused) -> str:
    above = act.person.unit_id or 0
    unit = accounts.unit_below(act.session, unit_id, above)
    if unit is None:
        raise NotFound("没有找到这个单位，或者不在您单位的管辖范围内。")
    found = verbs.unit_dependents(act, unit)
    clocks: dict[int, list[TicketClock]] = {}
    for clock in clocks_of(act.session, [ticket.id for ticket in found.tickets]):
        clocks.setdefault(clock.ticket_id, []).append(clock)
    return render_template(
        "admin_unit.html",
        tabs=admin_frame.tabs(),
        unit=unit,
        parent=act.session.get(Unit, unit.parent_id) if unit.parent_id else None,
        level_label=LEVEL_LABELS[unit.level],
        levels=list(LEVEL_LABELS.items()),
        parents=_parents(act),
        may_move=act.person.role is Role.ADMIN,
        may_end=unit.parent_id is not None and unit.id != act.person.unit_id,
        departments=units.departments(act.session, unit.id),
        numbers=units.department_numbers(act.session, unit.id),
        found=found,
        clocks=clocks,
        now=act.now,
        may_read=may(act.person, Permission.READ),
        department_url=_department_url(act),
        followers=[
            other
            for other in directory.units_below(act.session, above)
            if other.active and other.id != unit.id
        ],
        history=admin_frame.said(accounts.history_of_unit(act.session, unit.id)),
        refused=refusal,
    )


def _parents(act: Act) -> list[tuple[str, str]]:
    below = directory.units_below(act.session, act.person.unit_id or 0)
    return [(unit.code, unit.name) for unit in below if unit.active and unit.level != Level.COUNTY]


def _tickets_url(act: Act) -> Callable[[Unit], str | None]:
    """The list behind a number, for those who may read tickets; administrators see the number alone."""
    if not may(act.person, Permission.READ):
        return lambda unit: None
    return lambda unit: address(Slice(Measure.OPEN, unit=unit.code))


def _department_url(act: Act) -> Callable[[int], str | None]:
    if not may(act.person, Permission.READ):
        return lambda department_id: None
    return lambda department_id: address(Slice(Measure.OPEN, owner=department_id))


def _form() -> UnitForm:
    form = request.form
    if form.get("level", "") not in set(Level):
        raise InvalidInput(
            "没有保存，请修改标出的内容。", errors=(FieldError("level", "请从列表中选择层级。"),)
        )
    names = {queue: form.get(f"department-{queue}", "").strip() for queue in Queue}
    return UnitForm(
        code=form.get("code", "").strip(),
        name=form.get("name", "").strip(),
        place=form.get("place", "").strip(),
        level=Level(form["level"]),
        parent_code=form.get("parent_code", ""),
        phone=form.get("phone", "").strip(),
        departments={q: name for q, name in names.items() if f"department-{q}" in form},
    )
