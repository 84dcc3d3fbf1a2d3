"""Rows to seal, in commit order and only below what is still in flight (design.md D16); and rows to verify."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from models.tables.tickets import Ticket
from models.tables.trail import Anchor, Event

_CHUNK = 5000
_EVENTS = """
    SELECT id, hash AS digest, xid::text AS xid FROM event
    WHERE xid >= cast(:low AS xid8) AND xid < cast(:high AS xid8) ORDER BY xid, id
"""
_VIEWS = """
    SELECT id, sha256(convert_to(concat_ws('|', id, coalesce(ticket_id, 0), user_id, what,
           extract(epoch FROM at)::numeric(20, 6)), 'UTF8')) AS digest, xid::text AS xid
    FROM view WHERE xid >= cast(:low AS xid8) AND xid < cast(:high AS xid8) ORDER BY xid, id
"""
_QUERIES = {"event": _EVENTS, "view": _VIEWS}


@dataclass(frozen=True, slots=True)
class Sealed:
    """One row as the seal sees it."""

    id: int
    digest: bytes


def safe_below(session: Session) -> int:
    """Every transaction below this has ended: nothing can still appear behind us."""
    query = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return int(session.execute(query).scalar_one())


def rows_between(session: Session, kind: str, low: int, high: int) -> Iterator[Sealed]:
    """Rows of transactions in [low, high), in commit order."""
    query = text(_QUERIES[kind]).execution_options(yield_per=_CHUNK)
    for row in session.execute(query, {"low": str(low), "high": str(high)}):
        yield Sealed(row.id, bytes(row.digest))


def last_anchor(session: Session, kind: str) -> Anchor | None:
    """The newest seal of this kind."""
    query = select(Anchor).where(Anchor.kind == kind).order_by(Anchor.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def anchors(session: Session, kind: str) -> Sequence[Anchor]:
    """All seals of this kind in order."""
    return session.scalars(select(Anchor).where(Anchor.kind == kind).order_by(Anchor.number)).all()


def lock_sealing(session: Session) -> bool:
    """One sealer at a time; the others come back later."""
    return bool(session.execute(text("SELECT pg_try_advisory_xact_lock(1235102)")).scalar_one())


def read_one_moment(session: Session) -> None:
    """All queries of this transaction see the same moment; call it first, heads and events must fit."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def all_events(session: Session) -> Iterator[Event]:
    """Every event, ticket by ticket, in order."""
    query = select(Event).order_by(Event.ticket_id, Event.seq).execution_options(yield_per=_CHUNK)
    yield from session.scalars(query)


def heads(session: Session) -> Iterator[Row[int, str, int, bytes]]:
    """(ticket id, number, seq, hash) of every ticket's head."""
    query = select(Ticket.id, Ticket.number, Ticket.event_seq, Ticket.event_hash)
    yield from session.execute(query.order_by(Ticket.id).execution_options(yield_per=_CHUNK))
