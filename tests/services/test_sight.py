"""A list reads its page from the new end of several indexes; it finds what the one filter of sight finds."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.domain.words import DemandType, Queue
from models.queries import tickets
from models.queries.sight import newest, visible
from models.queries.tickets import Filter
from models.services.dispatch import DispatchOrder
from models.services.transfer import transfer
from models.tables.tickets import Ticket
from tests.builders import COUNTY, OTHER_CITY, World, a_plea, a_verdict


@pytest.fixture
def mixed(world: World) -> World:
    """Handled here and there, handed on, co-handled, confidential, of another city, not yet read."""
    world.receive(a_plea(region_code=COUNTY))
    handed_on = world.receive(a_plea(region_code=COUNTY)).number
    world.triage()
    with world.act("dispatcher") as act:
        transfer(act, handed_on, DispatchOrder(queue=Queue.LEGAL, reason="属于法援"))
    world.receive(a_plea(region_code=COUNTY))
    world.triage(a_verdict(demand_type=DemandType.REPORT))
    world.receive(a_plea(region_code=OTHER_CITY))
    world.triage()
    world.receive(a_plea(region_code=None))
    return world


def test_every_person_finds_by_page_what_they_see(mixed: World) -> None:
    """For all roles at all levels, whole and page by page."""
    for name, person in mixed.people.items():
        with mixed.sessions() as session:
            whole = session.scalars(
                select(Ticket.id).where(visible(person)).order_by(Ticket.id.desc())
            ).all()
            found = tickets.page(session, person, Filter())
            paged: list[int] = []
            while page := tickets.page(
                session, person, Filter(), before_id=paged[-1] if paged else None, limit=2
            ):
                paged += [ticket.id for ticket in page]

        assert [ticket.id for ticket in found] == list(whole), name
        assert paged == list(whole), name


def test_what_is_asked_for_anyway_is_not_asked_twice(world: World) -> None:
    """One's own department needs no OR over other ways of seeing; a neighbour's does."""
    mine = world.people["social_security"]
    other = world.people["legal"]

    own = str(newest(mine, [], 5, owner=mine.department_id, logger=None))
    foreign = str(newest(mine, [], 5, owner=other.department_id, logger=None))

    assert "party" not in own
    assert "party" in foreign
