"""Similar and past tickets beside a ticket: same caller, same employer, same matter at the same unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from models.domain.permissions import Permission, may
from models.queries import similar
from models.services.act import Act
from models.tables.tickets import Ticket

_MATTER_SPAN = timedelta(days=90)


def section(act: Act, ticket: Ticket) -> list[tuple[str, Sequence[Ticket]]]:
    """(label, tickets), without the empty ones. Whose phone it is is for those who may read callers."""
    session, person = act.session, act.person
    callers = similar.of_caller(session, person, ticket) if may(person, _CALLER) else ()
    found = [
        ("同一来电人", callers),
        ("同一单位", similar.of_employer(session, person, ticket)),
        (
            "近 90 天本单位同类",
            similar.of_matter(session, person, ticket, act.now - _MATTER_SPAN),
        ),
    ]
    return [(label, rows) for label, rows in found if rows]


_CALLER = Permission.READ_CALLER
