"""Who must hear of what: turns a recipient of the ladder into people, never into nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.domain.ladder import Recipient
from models.domain.words import Role, Urgency
from models.queries import beside, directory
from models.services.act import Act
from models.tables.clocks import Notice
from models.tables.tickets import Ticket
from models.tables.trail import Event

_UNIT_PEOPLE = (Role.STAFF, Role.LEADER)


def tell_department(act: Act, ticket: Ticket, event: Event, department_id: int) -> None:
    """Notices to the staff and leader of a department."""
    people = directory.people_of_department(act.session, department_id, _UNIT_PEOPLE)
    tell(act, ticket, event, people)


def tell_supervisors(act: Act, ticket: Ticket, event: Event) -> None:
    """Notices to the nearest supervisors at or above the handling unit."""
    tell(act, ticket, event, recipients(act, ticket, (Recipient.SUPERVISOR,)))


def tell(act: Act, ticket: Ticket, event: Event, people: Iterable[int]) -> None:
    """One in-app notice per person, due now; the unique key makes a second telling harmless."""
    for user_id in sorted(set(people)):
        act.session.add(
            Notice(
                ticket_id=ticket.id,
                event_id=event.id,
                user_id=user_id,
                channel="in_app",
                kind=event.kind,
                urgent=ticket.urgency == Urgency.P1,
                due_at=act.now,
            )
        )


def recipients(act: Act, ticket: Ticket, named: Sequence[Recipient]) -> set[int]:
    """The people behind these recipients. A recipient whom nobody fills falls to the next one up."""
    found: set[int] = set()
    for recipient in named:
        found |= _people(act, ticket, recipient)
    return found


def _people(act: Act, ticket: Ticket, recipient: Recipient) -> set[int]:
    match recipient:
        case Recipient.OWNER_STAFF | Recipient.OWNER_LEADER:
            wanted = (Role.LEADER,) if recipient is Recipient.OWNER_LEADER else _UNIT_PEOPLE
            people = directory.people_of_department(act.session, ticket.department_id, wanted)
            return set(people) or _nearest(act, ticket, (Role.SUPERVISOR,), above=0)
        case Recipient.CO_STAFF | Recipient.CO_LEADER:
            return _co_unit(act, ticket, recipient)
        case Recipient.DISPATCH_DESK:
            return _nearest(act, ticket, (Role.DISPATCHER, Role.SUPERVISOR), above=0)
        case Recipient.SUPERVISOR:
            return _nearest(act, ticket, (Role.SUPERVISOR,), above=0)
        case Recipient.HIGHER_SUPERVISOR:
            return _nearest(act, ticket, (Role.SUPERVISOR,), above=1)
        case Recipient.PROVINCE_SUPERVISOR:
            return _nearest(act, ticket, (Role.SUPERVISOR,), above=2)


def _co_unit(act: Act, ticket: Ticket, recipient: Recipient) -> set[int]:
    """People of every department that still owes an answer; where there are none, the owner's."""
    wanted = (Role.LEADER,) if recipient is Recipient.CO_LEADER else _UNIT_PEOPLE
    found: set[int] = set()
    for task in beside.open_assists(act.session, ticket.id):
        found |= set(directory.people_of_department(act.session, task.department_id, wanted))
    return found or _people(act, ticket, Recipient.OWNER_LEADER)


def _nearest(act: Act, ticket: Ticket, roles: Sequence[Role], *, above: int) -> set[int]:
    """People at the lowest unit, at least `above` levels up, that has any; else the highest that has."""
    rows = directory.people_upward(act.session, ticket.unit_id, roles)
    if not rows:
        return set()
    distances = sorted({row.distance for row in rows})
    high = [distance for distance in distances if distance >= above]
    chosen = high[0] if high else distances[-1]
    return {row.id for row in rows if row.distance == chosen}
