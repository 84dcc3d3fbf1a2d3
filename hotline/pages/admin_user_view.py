"""One account as its page shows it: facts, form, what depends on it, who could take over, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from hotline import views
from hotline.pages import admin_frame
from hotline.pages.admin_frame import Refused
from models.domain.administration import assignable, may_manage
from models.domain.errors import NotFound
from models.domain.permissions import ROLE_LABELS, Permission, may
from models.domain.words import Queue, Role
from models.queries import accounts, directory
from models.queries.leaving import clocks_of
from models.services.act import Act
from models.services.leaving import Dependents, Followers, dependents, followers
from models.tables.clocks import TicketClock
from models.tables.people import Department, Unit, User


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the section 停用 says."""

    found: Dependents
    could: Followers
    clocks: dict[int, list[TicketClock]]


def page_of(act: Act, user_id: int, refusal: Refused) -> str:
    """The page; raises NotFound outside the own subtree."""
    found = accounts.account(act.session, user_id, act.person.unit_id or 0)
    if found is None:
        raise NotFound("没有找到这个账号，或者不在您单位的管辖范围内。")
    user, distance = found
    department = act.session.get(Department, user.department_id) if user.department_id else None
    itself = user.id == act.person.user_id
    return render_template(
        "admin_user.html",
        tabs=admin_frame.tabs(),
        user=user,
        unit=act.session.get_one(Unit, user.unit_id),
        department=department,
        itself=itself,
        may_edit=not itself and may_manage(act.person, Role(user.role), distance),
        leaving=_leaving(act, user) if user.active else None,
        may_read=may(act.person, Permission.READ),
        now=act.now,
        assignable=[(role.value, ROLE_LABELS[role]) for role in assignable(act.person)],
        queues=list(views.QUEUE_LABELS.items()),
        queue_now=Queue(department.queue).value if department else "",
        units=_units(act),
        history=admin_frame.said(accounts.history_of_user(act.session, user.id)),
        refused=refusal,
    )


def _units(act: Act) -> Sequence[Unit]:
    below = directory.units_below(act.session, act.person.unit_id or 0)
    return [unit for unit in below if unit.active]


def _leaving(act: Act, user: User) -> Leaving:
    found = dependents(act, user)
    clocks: dict[int, list[TicketClock]] = {}
    for clock in clocks_of(act.session, [ticket.id for ticket in found.tickets]):
        clocks.setdefault(clock.ticket_id, []).append(clock)
    could = followers(act, user) if found.any else Followers([], [])
    return Leaving(found, could, clocks)
