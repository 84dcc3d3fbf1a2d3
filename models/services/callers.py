"""Reading who called: only inside one's sight, for confidential tickets only by those who need it, never untraced."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.errors import NotAllowed
from models.domain.words import Role
from models.queries import callers
from models.services.act import Act
from models.services.trail import record_view
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class ReadCaller:
    """A caller in clear."""

    name: str | None
    phone: str | None
    anonymous: bool


@dataclass(frozen=True, slots=True)
class ReadOriginal:
    """A value in clear and the token that stands for it in the text."""

    token: str
    value: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the right-holder gets to see."""

    callers: tuple[ReadCaller, ...]
    originals: tuple[ReadOriginal, ...]


def read(act: Act, ticket: Ticket) -> Seen:
    """Decrypt callers and originals of a ticket that the person sees; the view is written down first.

    A confidential ticket's caller is for the one who logged it, the owning department and the supervisor
    (domain.md 8, GB/T 33358). Raises NotAllowed otherwise.
    """
    person = act.person
    owner = person.department_id == ticket.department_id
    if ticket.confidential and not (
        owner or person.user_id == ticket.logged_by or person.role is Role.SUPERVISOR
    ):
        raise NotAllowed("这是保密件，来电人信息只对登记人、承办科室和督办开放。")
    record_view(act, ticket.id, "caller")
    open_ = act.keys.decrypt
    return Seen(
        callers=tuple(
            ReadCaller(
                open_(c.name_sealed, purpose="caller.name") if c.name_sealed else None,
                open_(c.phone_sealed, purpose="caller.phone") if c.phone_sealed else None,
                c.anonymous,
            )
            for c in callers.of_ticket(act.session, ticket.id)
        ),
        originals=tuple(
            ReadOriginal(o.token, open_(o.value_sealed, purpose="original"))
            for o in callers.originals(act.session, ticket.id)
        ),
    )
