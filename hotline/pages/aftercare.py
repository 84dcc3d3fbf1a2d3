"""回访: replied tickets that wait for a call to the caller, the nearest limit first, with what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g, render_template

from hotline import views
from hotline.doors import open_act
from hotline.pages.lists import ViewPlan, work_page
from hotline.permits import permit
from models.domain.call_backs import (
    OUTCOME_LABELS,
    CallOutcome,
    half_day_begin,
    may_be_let_be,
    missed_in_this_half_day,
    next_half_day,
    spoken,
)
from models.domain.permissions import Permission
from models.domain.words import Status
from models.queries import call_backs
from models.queries.tickets import Filter
from models.services.act import Act
from models.services.call_back import tried_of
from models.tables.tickets import CallBack, Ticket

pages = Blueprint("aftercare", __name__)


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried for one ticket since the reply, in words, and when the next try counts."""

    lines: tuple[str, ...]
    next_at: str  # empty: now
    may_end: bool  # enough half-days, or the caller refused
    has_phone: bool


@pages.get("/call-backs")
@permit(Permission.AFTERCARE)
def show() -> str:
    """Replied tickets in sight, the nearest call-back limit first."""
    with open_act(g.person) as act:
        page = work_page(act, "aftercare.show", plans(act))
        waiting = [row[0] for row in page.rows if row[0].status == Status.REPLIED]
        return render_template(
            "aftercare.html",
            rows=page.rows,
            views=page.views,
            owners=page.owners,
            next_url=page.next_url,
            tries=tries_of(act, waiting),
            now=act.now,
        )


def plans(act: Act) -> tuple[ViewPlan, ...]:
    """The ways to look at the list; the first is what can be called now."""
    replied, begin = (Status.REPLIED,), half_day_begin(act.now)
    return (
        ViewPlan("now", "现在可打", Filter(statuses=replied, callable_since=begin)),
        ViewPlan("later", "本半天已打过", Filter(statuses=replied, missed_since=begin)),
        ViewPlan("late", "回访已超时", Filter(statuses=replied, overdue_at=act.now)),
        ViewPlan("waiting", "全部待回访", Filter(statuses=replied)),
        ViewPlan("rework", "重办中", Filter(statuses=(Status.REWORK,))),
    )


def tries_of(act: Act, found: Sequence[Ticket]) -> dict[int, Tries]:
    """ticket id -> its tries; asked for once, not per row."""
    ids = [ticket.id for ticket in found]
    made = call_backs.since_reply(act.session, ids)
    phones = call_backs.with_phone(act.session, ids)
    return {each: _tries(act, made.get(each, []), has_phone=each in phones) for each in ids}


def _tries(act: Act, made: Sequence[CallBack], *, has_phone: bool) -> Tries:
    tried = [tried_of(one) for one in made]
    missed = missed_in_this_half_day(tried, act.now)
    return Tries(
        tuple(_line(one) for one in made),
        spoken(next_half_day(act.now), act.now) if missed else "",
        not has_phone or may_be_let_be(tried, act.policy.allowances.call_back_half_days),
        has_phone,
    )


def _line(one: CallBack) -> str:
    outcome = OUTCOME_LABELS[CallOutcome(one.outcome)] if one.outcome else ""
    plain = "接通" if one.reached else "未联系上"
    return f"{views.local_time(one.at, '%m-%d %H:%M')} {outcome or plain}"
