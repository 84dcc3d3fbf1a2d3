"""Whose office hours count: the calendar of the unit that handles a ticket, or of the nearest above it."""

from __future__ import annotations

from models.domain.policy import Policy
from models.domain.worktime import Calendar
from models.queries import directory
from models.services.act import Act


def calendar_of(act: Act, unit_id: int) -> Calendar:
    """The unit's calendar under the policy in force; asks the database only if some office differs."""
    if not act.policy.unit_calendars:
        return act.policy.calendar
    return act.policy.calendar_of(directory.codes_above(act.session, unit_id))


def calendar_under(act: Act, policy: Policy, unit_id: int) -> Calendar:
    """The same under another policy than the one in force."""
    if not policy.unit_calendars:
        return policy.calendar
    return policy.calendar_of(directory.codes_above(act.session, unit_id))
