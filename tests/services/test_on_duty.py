"""The roster decides who hears; holes fall to the leader, the supervisors, and up; notices keep office hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.domain.errors import NotAllowed, NotFound
from models.domain.ladder import Recipient
from models.domain.roster import Duty
from models.domain.worktime import SHANGHAI
from models.services import roster
from models.services.recipients import recipients
from models.tables.clocks import Notice
from models.tables.people import User
from models.tables.tickets import Ticket
from tests.builders import World, a_plea, a_red_flag

HOUR = timedelta(hours=1)


def put(world: World, who: str, start: int, end: int, by: str = "supervisor") -> int:
    """Put somebody on duty, in hours from now."""
    now = world.clock.now()
    with world.act(by) as act:
        user_id = world.people[who].user_id
        assert user_id is not None
        return roster.put_on_duty(act, Duty(user_id, now + start * HOUR, now + end * HOUR)).id


def heard(world: World, number: str, recipient: Recipient) -> set[str]:
    """Names of those who would hear now."""
    names = {person.user_id: name for name, person in world.people.items()}
    with world.act() as act:
        ticket = act.session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return {names[user_id] for user_id in recipients(act, ticket, (recipient,))}


def test_on_duty_first_then_leader_then_supervisor_then_up(world: World) -> None:
    """The line of a county department."""
    number = world.dispatched().number

    assert heard(world, number, Recipient.OWNER_STAFF) == {"social_security", "leader"}
    put(world, "social_security", -1, 1)
    assert heard(world, number, Recipient.OWNER_STAFF) == {"social_security"}
    world.clock.move(2 * HOUR)
    assert heard(world, number, Recipient.OWNER_STAFF) == {"leader"}
    _sack(world, "leader")
    assert heard(world, number, Recipient.OWNER_STAFF) == {"city_supervisor"}
    _sack(world, "city_supervisor")
    assert heard(world, number, Recipient.OWNER_STAFF) == {"supervisor"}


def test_where_no_supervisor_exists_somebody_still_hears(world: World) -> None:
    """Never nobody, whatever the organisation lacks."""
    number = world.dispatched().number
    _sack(world, "supervisor", "city_supervisor", "other_supervisor")

    for recipient in Recipient:
        assert heard(world, number, recipient), recipient


def test_a_supervisor_on_duty_hears_instead_of_all(world: World) -> None:
    """The nearest level that has somebody on duty."""
    number = world.dispatched().number
    put(world, "city_supervisor", 5, 9)
    put(world, "supervisor", -1, 9)

    assert heard(world, number, Recipient.SUPERVISOR) == {"supervisor"}


def test_a_cancelled_duty_does_not_count(world: World) -> None:
    """It stays in the table with who cancelled it."""
    number = world.dispatched().number
    duty_id = put(world, "social_security", -1, 1)
    with world.act("supervisor") as act:
        roster.cancel(act, duty_id)

    assert heard(world, number, Recipient.OWNER_STAFF) == {"social_security", "leader"}
    with pytest.raises(NotFound), world.act("supervisor") as act:
        roster.cancel(act, duty_id)


def test_who_may_put_whom_on_duty(world: World) -> None:
    """A supervisor inside the own subtree, a leader inside the own department, nobody else."""
    put(world, "social_security", 0, 8, by="leader")
    put(world, "union", 0, 8, by="city_supervisor")

    with pytest.raises(NotAllowed):
        put(world, "union", 0, 8, by="leader")
    with pytest.raises(NotFound):
        put(world, "union", 0, 8, by="other_supervisor")
    with pytest.raises(NotAllowed):
        put(world, "social_security", 0, 8, by="social_security")


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 23:50", "2026-11-25 08:30"),
        ("2026-11-27 18:00", "2026-11-30 08:30"),
        ("2026-09-30 20:00", "2026-10-08 08:30"),
        ("2026-10-10 10:00", "2026-10-10 10:00"),  # a Saturday that is worked
    ],
)
def test_nobody_is_woken_for_an_ordinary_ticket(world: World, moment: str, due: str) -> None:
    """zammad 4432: the notice has a calendar of its own, not only the due time."""
    world.clock.move(_local(moment) - world.clock.now())
    number = world.dispatched().number

    with world.sessions() as session:
        query = select(Notice.due_at).join(Ticket, Ticket.id == Notice.ticket_id)
        dues = set(session.scalars(query.where(Ticket.number == number)))
    assert dues == {_local(due)}


def test_an_emergency_is_heard_at_any_hour(world: World) -> None:
    """Midnight of a holiday."""
    world.clock.move(_local("2026-10-02 00:10") - world.clock.now())
    world.receive(a_plea(red_flags=(a_red_flag(),)))

    with world.sessions() as session:
        assert set(session.scalars(select(Notice.due_at))) == {world.clock.now()}


def _local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def _sack(world: World, *names: str) -> None:
    ids = [world.people[name].user_id for name in names]
    with world.act() as act:
        act.session.execute(update(User).where(User.id.in_(ids)).values(active=False))
