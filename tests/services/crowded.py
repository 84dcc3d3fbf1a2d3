"""Tickets with as many clocks at once as a status can have: what a move must not touch has to be there to be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from models.domain.permissions import Person
from models.domain.words import PauseReason, Queue, Role, Status
from models.services import (
    accept,
    assist,
    call_back,
    consult,
    dispatch,
    extend,
    reply,
    return_,
    suspend,
    transfer,
)
from models.services.act import Act
from models.tables.tickets import Ticket
from tests.builders import CITY, COUNTY, World, a_plea, a_red_flag
from tests.services.standing import WISH, stand
from tests.services.ways import a_disposal

ORDINARY, UNDECIDED, URGENT = "ordinary", "undecided extension", "P1"
_FAR = (Status.DISPATCHED, Status.RETURN_REQUESTED, Status.IN_CONSULTATION)


def crowd(world: World, status: Status, kind: str) -> str | None:
    """The number of such a ticket; None where there can be none (P1 pauses never, an extension is asked at work)."""
    if kind == UNDECIDED:
        return _undecided(world, status)
    if kind == URGENT:
        return _urgent(world, status)
    if status in _FAR:
        return _far(world, status)
    if status in (Status.ACCEPTED, Status.SUSPENDED):
        return _at_work(world, status)
    return stand(world, status)


def owner(world: World, act: Act, number: str) -> Person:
    """Staff of the department that has the ticket."""
    query = select(Ticket.department_id).where(Ticket.number == number)
    department_id = act.session.scalars(query).one()
    return next(
        person
        for person in world.people.values()
        if person.department_id == department_id and person.role is Role.STAFF
    )


def _help(world: World, act: Act, number: str, queue: Queue = Queue.UNION) -> None:
    staff = replace(act, person=owner(world, act, number))
    assist.assist(staff, number, assist.Question("企业是否建会？", queue))


def _at_work(world: World, status: Status) -> str:
    number = stand(world, Status.ACCEPTED)
    with world.act() as act:
        _help(world, act, number)
    if status is Status.SUSPENDED:
        until = world.clock.now() + timedelta(days=2)
        with world.act("supervisor") as act:
            wish = suspend.Suspension(PauseReason.AGREED_DATE, until, "约好后天")
            suspend.suspend(act, number, wish)
    return number


def _undecided(world: World, status: Status) -> str | None:
    if status not in (Status.ACCEPTED, Status.REWORK):
        return None
    number = stand(world, status)
    with world.act("social_security") as act:
        _help(world, act, number)
        extend.request_extension(act, number, 3, "须等银行流水")
    return number


def _far(world: World, status: Status) -> str:
    """Asked for help, then given to another department: the child task goes along."""
    number = _at_work(world, Status.ACCEPTED)
    with world.act("dispatcher") as act:
        transfer.transfer(act, number, dispatch.DispatchOrder(queue=Queue.LEGAL))
    _dispute(world, number, status)
    return number


def _dispute(world: World, number: str, status: Status) -> None:
    if status in (Status.RETURN_REQUESTED, Status.IN_CONSULTATION):
        with world.act() as act:
            return_.return_(replace(act, person=owner(world, act, number)), number, WISH)
    if status is Status.IN_CONSULTATION:
        with world.act("dispatcher") as act:
            consult.consult(act, number, consult.Invitation("两家都说不是"))


def _urgent(world: World, status: Status) -> str | None:
    """The system's P1 that nobody has confirmed yet."""
    possible = {*_FAR, Status.ACCEPTED, Status.REPLIED, Status.REWORK}
    if status not in possible:
        return None
    number = world.receive(a_plea("他爬塔吊了", red_flags=(a_red_flag(),))).number
    with world.act("emergency") as act:
        accept.accept(act, number)
        _help(world, act, number)
    if status is Status.DISPATCHED:
        with world.act("supervisor") as act:
            for place in (CITY, COUNTY):
                transfer.transfer(act, number, dispatch.DispatchOrder(unit_code=place))
    _dispute(world, number, status)
    if status in (Status.REPLIED, Status.REWORK):
        with world.act("emergency") as act:
            disposal = replace(a_disposal(world), without_answers="人已救下")
            reply.reply(act, number, disposal)
    if status is Status.REWORK:
        with world.act("callback") as act:
            call_back.rework(act, number, "还在闹")
    return number
