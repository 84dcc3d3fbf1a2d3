"""Keeps the 值班表: a supervisor puts people of the own subtree on duty, a leader those of the own department."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from models.domain.errors import NotAllowed, NotFound
from models.domain.roster import Duty, Roster, check_duty
from models.domain.words import Role
from models.queries import roster
from models.services.act import Act
from models.tables.duty import DutyRow
from models.tables.people import User

# Somebody whose duties lie this near is rostered: off duty they are left in peace, the next in the line hears.
NEAR = timedelta(days=14)


def put_on_duty(act: Act, duty: Duty) -> DutyRow:
    """Keep one duty."""
    check_duty(duty)
    _require(act, duty.user_id)
    row = DutyRow(
        user_id=duty.user_id,
        starts_at=duty.starts_at,
        ends_at=duty.ends_at,
        by_user_id=act.person.user_id,
        at=act.now,
    )
    act.session.add(row)
    act.session.flush()
    return row


def cancel(act: Act, duty_id: int) -> None:
    """It no longer counts; it stays in the table with who cancelled it."""
    row = roster.standing_duty(act.session, duty_id)
    if row is None:
        raise NotFound("没有找到这条值班，可能已被取消。请刷新后再看。")
    _require(act, row.user_id)
    row.cancelled_at = act.now
    row.cancelled_by = act.person.user_id
    act.session.flush()


def roster_around(
    act: Act, user_ids: Collection[int], at: datetime, until: datetime | None = None
) -> Roster:
    """The duties of these people near these moments."""
    last = until or at
    return Roster(roster.duties_of(act.session, user_ids, at - NEAR, last + NEAR))


def _require(act: Act, user_id: int) -> None:
    person = act.person
    if person.role is Role.SYSTEM:
        return
    named = act.session.get(User, user_id)
    inside = person.unit_id is not None and roster.is_below(act.session, user_id, person.unit_id)
    of_own_department = named is not None and named.department_id == person.department_id
    if named is None or not inside:
        raise NotFound("没有找到这位同事，或者不在您单位的管辖范围内。")
    if person.role is Role.SUPERVISOR or (person.role is Role.LEADER and of_own_department):
        return
    raise NotAllowed("值班由督办安排，科室负责人可安排本科室人员。")
