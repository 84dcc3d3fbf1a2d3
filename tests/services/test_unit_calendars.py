"""Each office's own hours decide when its clocks are due."""

from __future__ import annotations

import copy
from datetime import datetime

from sqlalchemy import select

from models.domain.worktime import SHANGHAI
from models.policy.load import default_body, policy_from_body
from models.services.policies import keep_version
from models.tables.clocks import TicketClock
from tests.builders import CITY, World


def test_a_county_works_by_the_calendar_of_its_city(world: World) -> None:
    """The nearest office above that differs is inherited; the province's calendar is not asked."""
    body = copy.deepcopy(default_body())
    body["calendar"]["units"] = {
        CITY: {"intervals": [["09:00", "12:00"]], "days": {"2026-12-08": False}}
    }
    world.policy = policy_from_body(body)
    with world.act() as act:
        keep_version(act.session, body, act.now)
    world.clock.move(datetime(2026, 12, 7, 10, tzinfo=SHANGHAI) - world.clock.now())
    number = world.dispatched().number

    ticket_id = world.ticket(number).id
    with world.sessions() as session:
        accept = select(TicketClock).where(
            TicketClock.ticket_id == ticket_id, TicketClock.kind == "accept"
        )
        due = session.scalars(accept).one().due_at
    # 24 hours end on Tuesday, a day off there; they roll over to the close of Wednesday, at noon.
    assert due.astimezone(SHANGHAI) == datetime(2026, 12, 9, 12, 0, tzinfo=SHANGHAI)
