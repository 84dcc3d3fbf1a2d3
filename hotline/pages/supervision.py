"""督办台: what escalated, what is late, what waits for a decision; each number opens its tickets."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, g, render_template

from hotline import views
from hotline.doors import open_act
from hotline.pages.lists import ViewPlan, work_page
from hotline.permits import permit
from models.domain.permissions import Permission
from models.domain.words import Status, Urgency
from models.queries import health
from models.queries.tickets import Filter
from models.services.act import Act

pages = Blueprint("supervision", __name__)
SILENCE = timedelta(seconds=30)  # a scheduler beats every second; this long without is an alarm


@pages.get("/supervision")
@permit(Permission.SUPERVISE)
def show() -> str:
    """Escalated first; the banner says when the scheduler is silent."""
    with open_act(g.person) as act:
        page = work_page(act, "supervision.show", _plans(act))
        return render_template(
            "supervision.html",
            rows=page.rows,
            numbers=page.views,
            heading=page.heading,
            owners=page.owners,
            next_url=page.next_url,
            stale=_stale(act),
            now=act.now,
        )


def _plans(act: Act) -> tuple[ViewPlan, ...]:
    return (
        ViewPlan("escalated", "已升级", Filter(escalated=True)),
        ViewPlan("p1", "特急未签收", Filter(urgency=Urgency.P1, statuses=(Status.DISPATCHED,))),
        ViewPlan("overdue", "已超时", Filter(overdue_at=act.now)),
        ViewPlan("soon", "两小时内到期", Filter(overdue_at=act.now + timedelta(hours=2))),
        ViewPlan("waiting", "待签收", Filter(statuses=(Status.DISPATCHED,))),
        ViewPlan("returns", "退单待审", Filter(statuses=(Status.RETURN_REQUESTED,))),
        ViewPlan("disputes", "会商待裁定", Filter(statuses=(Status.IN_CONSULTATION,))),
        ViewPlan("all", "全部在办", Filter()),
    )


def _stale(act: Act) -> str | None:
    last = health.last_beat(act.session)
    if last is None:
        return "（从未启动）"
    silent = act.now - last
    return views.spelled(silent) if silent > SILENCE else None
