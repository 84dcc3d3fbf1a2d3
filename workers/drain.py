"""Does what is due, batch by batch: the same functions for jobs and for a scheduler whose bell is dead."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from models.domain.errors import SendFailed
from models.domain.verdict import Verdict
from models.services import escalate as escalating
from models.services import notify as notifying
from models.services import triage as triaging
from workers.runtime import Runtime

log = structlog.get_logger()
TRIAGE_BATCH = 100
ESCALATE_BATCH = 200
NOTIFY_BATCH = 200
MOST_BATCHES = 100  # then the job ends and rings again: no job holds a worker for ever


def triage(runtime: Runtime, batches: int = MOST_BATCHES) -> int:
    """Read and send on what is unread; returns how many tickets were settled."""
    settled = 0
    for _ in range(batches):
        with runtime.act() as act:
            unread = triaging.claim(act, TRIAGE_BATCH)
        if not unread:
            break
        verdicts = _read(runtime, unread)
        with runtime.act() as act:
            settled += triaging.settle(act, verdicts)
    if settled:
        log.info("triaged", tickets=settled)
    return settled


def escalate(runtime: Runtime, batches: int = MOST_BATCHES) -> int:
    """Fire due rungs; returns how many fired."""
    fired = 0
    for _ in range(batches):
        with runtime.act() as act:
            count = escalating.fire_due(act, ESCALATE_BATCH)
        if not count:
            break
        fired += count
    if fired:
        log.info("escalated", rungs=fired)
    return fired


def notify(runtime: Runtime, batches: int = MOST_BATCHES) -> int:
    """Send due notices; returns how many were tried."""
    tried = 0
    for _ in range(batches):
        with runtime.act() as act:
            letters = notifying.claim(act, NOTIFY_BATCH)
        if not letters:
            break
        results = [_send(runtime, letter) for letter in letters]
        with runtime.act() as act:
            notifying.settle(act, results)
        tried += len(letters)
    if tried:
        log.info("notified", notices=tried)
    return tried


def _read(runtime: Runtime, unread: Sequence[triaging.Unread]) -> dict[int, Verdict | None]:
    """A text on which the reader fails must not hold up the ninety-nine beside it (bugbug 450)."""
    try:
        verdicts = runtime.reader.verdicts([one.text for one in unread])
        return {one.ticket_id: verdict for one, verdict in zip(unread, verdicts, strict=True)}
    except Exception as fault:
        log.error("batch_unreadable", tickets=len(unread), kind=type(fault).__name__)
    return {one.ticket_id: _read_one(runtime, one) for one in unread}


def _read_one(runtime: Runtime, one: triaging.Unread) -> Verdict | None:
    try:
        return runtime.reader.verdicts([one.text])[0]
    except Exception as fault:
        # The kind only: a traceback of a reader could quote the text.
        log.error("ticket_unreadable", ticket_id=one.ticket_id, kind=type(fault).__name__)
        return None


def _send(runtime: Runtime, letter: notifying.Letter) -> notifying.Sent:
    try:
        runtime.senders[letter.channel].send(letter)
    except SendFailed as failure:
        log.warning("notice_failed", notice_id=letter.notice_id, retryable=failure.retryable)
        return notifying.Sent(letter.notice_id, ok=False, retryable=failure.retryable)
    return notifying.Sent(letter.notice_id, ok=True)
