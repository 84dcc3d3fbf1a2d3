"""Takes the demo's pleas in as their callers would have, and lets the demo's people go some of the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from classifier import entities, redflags
from hotline.demo.cases import CASES, DemoCase
from models.domain.permissions import Person
from models.domain.words import ContactWay, Queue, Status
from models.queries import identity
from models.queries import tickets as ticket_queries
from models.services import accept, call_back, dispatch, reply, return_
from models.services.act import Act
from models.services.plea import CallerSaid, Plea
from models.services.receive import receive
from models.tables.people import User

_SOURCE = "demo"
_STEP = timedelta(hours=2)


def add_demo_tickets(act: Act, users: Mapping[str, User]) -> int:
    """Keep the cases that are not there yet; returns how many were new."""
    return sum(_keep(act, users, case) for case in CASES)


def _keep(act: Act, users: Mapping[str, User], case: DemoCase) -> bool:
    at = act.now - timedelta(hours=case.hours_ago)
    operator = _as(act, users["operator"], at)
    received = receive(operator, _plea(case), users["operator"].unit_id)
    if not received.new:
        return False
    for count, step in enumerate(case.way, start=1):
        when = min(at + count * _STEP, act.now)
        _STEPS[step](replace(act, now=when), users, received.number)
    return True


def _plea(case: DemoCase) -> Plea:
    found = entities.extract(case.text)
    persons = found.get("persons")
    return Plea(
        text=case.text,
        channel=case.channel,
        caller=CallerSaid(name=case.caller, phone=case.phone, anonymous=case.caller is None),
        demand_type=case.demand,
        category=case.category,
        employer=case.employer,
        region_code=case.region,
        persons=persons if isinstance(persons, int) else None,
        source=_SOURCE,
        external_id=case.key,
        red_flags=redflags.scan(case.text),
    )


def _dispatch(act: Act, users: Mapping[str, User], number: str) -> None:
    ticket = ticket_queries.visible_ticket(act.session, act.person, number)
    assert ticket is not None, "the system sees everything"
    if ticket.status == Status.RECEIVED:  # a danger rule may have dispatched it at intake
        dispatch.dispatch(_as(act, users["dispatcher"]), number, dispatch.DispatchOrder())


def _accept(act: Act, users: Mapping[str, User], number: str) -> None:
    accept.accept(_owner(act, users, number), number)


def _return(act: Act, users: Mapping[str, User], number: str) -> None:
    reason = return_.ReturnReason(
        "加班工资争议双方各执一词，需走仲裁，不属监察职责。",
        "劳动争议调解仲裁法第二条",
        Queue.LEGAL,
    )
    return_.return_(_owner(act, users, number), number, reason)


def _reply(act: Act, users: Mapping[str, User], number: str) -> None:
    disposal = reply.Disposal(
        answer="已与您电话联系并说明办理情况，后续材料请按告知的清单准备。",
        internal="已联系来电人，情况属实。",
        confirmed=True,
        solved=True,
        contacted_at=act.now,
        contact_way=ContactWay.PHONE,
    )
    reply.reply(_owner(act, users, number), number, disposal)


def _call_back(act: Act, users: Mapping[str, User], number: str) -> None:
    result = call_back.CallBackResult(reached=True, solved=True, satisfied=True)
    call_back.call_back(_as(act, users["callback"]), number, result)


def _close(act: Act, users: Mapping[str, User], number: str) -> None:
    call_back.close(_as(act, users["callback"]), number)


_STEPS: Mapping[str, Callable[[Act, Mapping[str, User], str], None]] = {
    "dispatch": _dispatch,
    "accept": _accept,
    "return": _return,
    "reply": _reply,
    "call_back": _call_back,
    "close": _close,
}


def _owner(act: Act, users: Mapping[str, User], number: str) -> Act:
    """Act as the demo's staff of whichever department owns the ticket now."""
    ticket = ticket_queries.visible_ticket(act.session, act.person, number)
    assert ticket is not None, "the system sees everything"
    for user in users.values():
        if user.department_id == ticket.department_id:
            return _as(act, user)
    return _as(act, users["supervisor"])


def _as(act: Act, user: User, now: datetime | None = None) -> Act:
    person: Person = identity.person_of(act.session, user)
    return replace(act, person=person, now=now or act.now)
