"""Seals what happened and checks the seals: a changed byte is located, a deleted last row is found (design.md D10)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.domain.chain import Link, link_hash
from models.queries import seals
from models.services.act import Act
from models.tables.trail import Anchor, Event

KINDS = ("event", "view")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the trail does not fit itself."""

    where: str
    what: str


def seal(act: Act) -> int:
    """One anchor per kind over everything that committed since the last; returns how many rows it covers."""
    if not seals.lock_sealing(act.session):
        return 0
    high = seals.safe_below(act.session)
    return sum(_seal(act, kind, high) for kind in KINDS)


def verify(session: Session) -> Iterator[Fault]:
    """Recompute every ticket's chain, every head and every anchor; yields what does not fit.

    Wants a session that has not begun. Rows after the last anchor, deleted together with the ticket's
    head, leave no trace: that is what the few minutes between two anchors risk.
    """
    seals.read_one_moment(session)
    yield from _chains(session)
    for kind in KINDS:
        yield from _anchors(session, kind)


def _seal(act: Act, kind: str, high: int) -> int:
    last = seals.last_anchor(act.session, kind)
    low = last.below_xid if last else 0
    previous = bytes(last.hash) if last else b""
    digest, count = _digest(previous, seals.rows_between(act.session, kind, int(low), high))
    if count == 0:
        return 0
    act.session.add(
        Anchor(
            kind=kind,
            number=last.number + 1 if last else 1,
            day=act.now.date(),
            at=act.now,
            below_xid=str(high),
            rows=count,
            previous_hash=previous,
            hash=digest,
        )
    )
    return count


def _digest(previous: bytes, rows: Iterable[seals.Sealed]) -> tuple[bytes, int]:
    running, count = hashlib.sha256(previous), 0
    for row in rows:
        running.update(row.id.to_bytes(8, "big") + row.digest)
        count += 1
    return running.digest(), count


def _anchors(session: Session, kind: str) -> Iterator[Fault]:
    previous, low = b"", 0
    for number, anchor in enumerate(seals.anchors(session, kind), start=1):
        where = f"{kind} 封存 {anchor.number}"
        if anchor.number != number or bytes(anchor.previous_hash) != previous:
            yield Fault(where, "前后不相接，中间可能缺少封存")
        high = int(anchor.below_xid)
        digest, count = _digest(previous, seals.rows_between(session, kind, low, high))
        if count != anchor.rows:
            yield Fault(where, f"应有 {anchor.rows} 条记录，实有 {count} 条")
        elif digest != bytes(anchor.hash):
            yield Fault(where, "内容与封存不符")
        previous, low = bytes(anchor.hash), high


def _chains(session: Session) -> Iterator[Fault]:
    expected = {row[0]: row for row in seals.heads(session)}
    ends: dict[int, tuple[int, bytes]] = {}
    for event in seals.all_events(session):
        seq, previous = ends.get(event.ticket_id, (0, b""))
        where = f"工单 {expected[event.ticket_id][1]} 第 {event.seq} 条"
        if event.seq != seq + 1 or bytes(event.previous_hash) != previous:
            yield Fault(where, "与前一条不相接，中间可能缺少记录")
        if link_hash(bytes(event.previous_hash), _link(event)) != bytes(event.hash):
            yield Fault(where, "内容被改动")
        ends[event.ticket_id] = (event.seq, bytes(event.hash))
    for ticket_id, number, seq, head in expected.values():
        if ends.get(ticket_id, (0, b"")) != (seq, bytes(head)):
            yield Fault(f"工单 {number}", "最后的记录与工单不符，可能被删除")


def _link(event: Event) -> Link:
    return Link(
        event.ticket_id,
        event.seq,
        event.kind,
        event.at,
        event.actor_id,
        event.from_status,
        event.to_status,
        event.codes,
    )
