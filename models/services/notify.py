"""Sends notices: claim, hand to the sender outside any transaction, settle. Twice at worst, never zero times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from models.queries import due
from models.services.act import Act
from models.tables.clocks import Notice

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Letter:
    """What a sender gets: ids only; the in-app page joins the words for those who may read them."""

    notice_id: int
    user_id: int
    ticket_id: int
    channel: str
    kind: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one letter."""

    notice_id: int
    ok: bool
    retryable: bool = True


def claim(act: Act, limit: int) -> list[Letter]:
    """Lease unsent notices, urgent ones first; commit before sending."""
    return [
        Letter(n.id, n.user_id, n.ticket_id, n.channel, n.kind, n.attempts)
        for n in due.claim_unsent(act.session, act.now, LEASE, limit)
    ]


def settle(act: Act, results: Iterable[Sent]) -> None:
    """Mark sent ones; failed ones come again later, longer each time, until MAX_ATTEMPTS."""
    for result in results:
        notice = act.session.get_one(Notice, result.notice_id, with_for_update=True)
        if notice.sent_at is not None:
            continue
        if result.ok:
            notice.sent_at = act.now
        elif not result.retryable or notice.attempts >= MAX_ATTEMPTS:
            notice.failed_at = act.now
        else:
            notice.due_at = act.now + timedelta(seconds=10 * 2**notice.attempts)
