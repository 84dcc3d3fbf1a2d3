"""派单审核台: what the reader was not sure of, and returns to decide."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from hotline.doors import open_act
from hotline.pages.lists import ViewPlan, work_page
from hotline.permits import permit
from models.domain.permissions import Permission
from models.domain.words import Status
from models.queries.tickets import Filter

pages = Blueprint("dispatch_desk", __name__)

VIEWS = (
    ViewPlan(
        "all",
        "全部待处理",
        Filter(statuses=(Status.IN_REVIEW, Status.RETURN_REQUESTED, Status.RECEIVED)),
    ),
    ViewPlan("review", "待派单", Filter(statuses=(Status.IN_REVIEW,))),
    ViewPlan("returns", "退单待审", Filter(statuses=(Status.RETURN_REQUESTED,))),
    ViewPlan("disputes", "会商中", Filter(statuses=(Status.IN_CONSULTATION,))),
    ViewPlan("unread", "系统研判中", Filter(statuses=(Status.RECEIVED,))),
)


@pages.get("/dispatch-desk")
@permit(Permission.DISPATCH)
def show() -> str:
    """Everything in the person's sight that waits for a dispatcher."""
    with open_act(g.person) as act:
        page = work_page(act, "dispatch_desk.show", VIEWS)
        return render_template(
            "dispatch_desk.html",
            rows=page.rows,
            views=page.views,
            owners=page.owners,
            next_url=page.next_url,
            now=act.now,
        )
