"""Reads a claimed batch. A text that the reader can't bear harms itself only: neither its batch nor the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from models.domain.thresholds import Thresholds
from models.domain.verdict import Verdict
from models.services import triage
from models.services.triage import MAX_ATTEMPTS, Unread
from workers.blame import is_the_database
from workers.runtime import Runtime

log = structlog.get_logger()
# Claimed oftener: the process may have died of this text (memory, a hang). It is read alone and after the others.
_TRUSTED_ATTEMPTS = 2


def read(runtime: Runtime, unread: Sequence[Unread], thresholds: Thresholds) -> None:
    """Give every one of these its verdict, or leave it due; after MAX_ATTEMPTS a person reads it."""
    hopeless = [one for one in unread if one.attempts > MAX_ATTEMPTS]
    suspects = [one for one in unread if _TRUSTED_ATTEMPTS < one.attempts <= MAX_ATTEMPTS]
    trusted = [one for one in unread if one.attempts <= _TRUSTED_ATTEMPTS]
    _settle(runtime, {one.ticket_id: None for one in hopeless})
    _settle(runtime, _together(runtime, trusted, thresholds))
    for one in suspects:
        _settle(runtime, {one.ticket_id: _alone(runtime, one, thresholds)})


def _together(
    runtime: Runtime, unread: Sequence[Unread], thresholds: Thresholds
) -> dict[int, Verdict | None]:
    if not unread:
        return {}
    try:
        verdicts = runtime.reader.verdicts([one.text for one in unread], thresholds)
        return {one.ticket_id: verdict for one, verdict in zip(unread, verdicts, strict=True)}
    except Exception:  # somebody's text; which one shows when each is read alone
        log.exception("batch_unreadable", tickets=len(unread))
    return {one.ticket_id: _alone(runtime, one, thresholds) for one in unread}


def _alone(runtime: Runtime, one: Unread, thresholds: Thresholds) -> Verdict | None:
    try:
        return runtime.reader.verdicts([one.text], thresholds)[0]
    except Exception:
        log.exception("ticket_unreadable", ticket_id=one.ticket_id, attempts=one.attempts)
        return None


def _settle(runtime: Runtime, verdicts: Mapping[int, Verdict | None]) -> None:
    if not verdicts:
        return
    try:
        with runtime.act() as act:
            triage.settle(act, verdicts)
    except Exception as fault:
        if is_the_database(fault):
            raise
        log.exception("batch_unsettled", tickets=len(verdicts))
        for ticket_id, verdict in verdicts.items():
            _settle_alone(runtime, ticket_id, verdict)


def _settle_alone(runtime: Runtime, ticket_id: int, verdict: Verdict | None) -> None:
    """A verdict that can't be written is as good as none: in the end a person reads the ticket."""
    for attempt in (verdict, None):
        try:
            with runtime.act() as act:
                triage.settle(act, {ticket_id: attempt})
            return
        except Exception as fault:
            if is_the_database(fault):
                raise
            log.exception("ticket_unsettled", ticket_id=ticket_id)
