"""回访: replied tickets that wait for a call to the caller."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from hotline.doors import open_act
from hotline.pages.lists import ViewPlan, work_page
from hotline.permits import permit
from models.domain.permissions import Permission
from models.domain.words import Status
from models.queries.tickets import Filter

pages = Blueprint("aftercare", __name__)


@pages.get("/call-backs")
@permit(Permission.AFTERCARE)
def show() -> str:
    """Replied tickets in sight, the nearest call-back limit first."""
    with open_act(g.person) as act:
        plans = (
            ViewPlan("waiting", "待回访", Filter(statuses=(Status.REPLIED,))),
            ViewPlan("late", "回访已超时", Filter(statuses=(Status.REPLIED,), overdue_at=act.now)),
            ViewPlan("rework", "重办中", Filter(statuses=(Status.REWORK,))),
        )
        page = work_page(act, "aftercare.show", plans)
        return render_template(
            "aftercare.html",
            rows=page.rows,
            views=page.views,
            owners=page.owners,
            next_url=page.next_url,
            now=act.now,
        )
