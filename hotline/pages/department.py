"""科室工作台: the tickets of my department, least remaining time first."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from hotline.doors import open_act
from hotline.pages.lists import ViewPlan, work_page
from hotline.permits import permit
from models.domain.permissions import Permission
from models.domain.words import Status
from models.queries import directory
from models.queries.tickets import Filter

pages = Blueprint("department", __name__)


@pages.get("/department")
@permit(Permission.WORK)
def show() -> str:
    """The queue of the person's department; a supervisor without one sees every department below."""
    with open_act(g.person) as act:
        mine = g.person.department_id
        plans = [
            ViewPlan("all", "全部在办", Filter(department_id=mine, without_desk=mine is None)),
            ViewPlan(
                "waiting", "待签收", Filter(department_id=mine, statuses=(Status.DISPATCHED,))
            ),
            ViewPlan(
                "working",
                "办理中",
                Filter(department_id=mine, statuses=(Status.ACCEPTED, Status.REWORK)),
            ),
            ViewPlan(
                "returned",
                "退单审核中",
                Filter(department_id=mine, statuses=(Status.RETURN_REQUESTED,)),
            ),
            ViewPlan("replied", "待回访", Filter(department_id=mine, statuses=(Status.REPLIED,))),
            ViewPlan("overdue", "已超时", Filter(department_id=mine, overdue_at=act.now)),
        ]
        page = work_page(act, "department.show", plans)
        place = directory.place_names(act.session, mine) if mine else ("所辖单位", "全部科室")
        return render_template(
            "department.html",
            rows=page.rows,
            views=page.views,
            next_url=page.next_url,
            place=place,
            now=act.now,
        )
