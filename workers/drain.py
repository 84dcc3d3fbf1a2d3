"""Does what is due, batch by batch, for jobs and for a scheduler whose bell is dead; one bad row stops no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from models.domain.errors import SendFailed
from models.queries import beside, due
from models.queries import facts as fact_rows
from models.services import escalate as escalating
from models.services import notify as notifying
from models.services import set_aside as setting_aside
from models.services import statutory_notices
from models.services import suspend as suspending
from models.services import triage as triaging
from models.services.act import Act
from workers import reading
from workers.blame import is_the_database
from workers.runtime import Runtime

log = structlog.get_logger()
TRIAGE_BATCH = 100
ESCALATE_BATCH = 500
NOTIFY_BATCH = 200
# Then the job ends and rings again: an emergency that came meanwhile is served first.
BUDGET_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows were done, and whether the time was over before the rows were."""

    count: int = 0
    more: bool = False


def triage(runtime: Runtime, seconds: float = BUDGET_SECONDS) -> Done:
    """Read and send on what is unread. Without a reader nothing is claimed, so that no attempt is counted."""
    if not runtime.reader.prepare():
        return Done()
    return _batches("triaged", lambda: _triage(runtime), TRIAGE_BATCH, seconds)


def escalate(runtime: Runtime, seconds: float = BUDGET_SECONDS) -> Done:
    """End pauses whose date has come, say which statutory limits draw near, then fire due rungs."""
    _resume(runtime)
    _warn(runtime)
    return _batches("escalated", lambda: _escalate(runtime), 1, seconds)


def notify(runtime: Runtime, seconds: float = BUDGET_SECONDS) -> Done:
    """Send due notices."""
    return _batches("notified", lambda: _notify(runtime), NOTIFY_BATCH, seconds)


def _batches(event: str, batch: Callable[[], int], full: int, seconds: float) -> Done:
    """Until a batch is not full or the time is over."""
    end = time.monotonic() + seconds
    count, last, more = 0, full, True
    while last >= full and more:
        last = batch()
        count += last
        more = time.monotonic() < end
    if count:
        log.info(event, rows=count)
    return Done(count, more=last >= full)


def _triage(runtime: Runtime) -> int:
    with runtime.act() as act:
        unread = triaging.claim(act, TRIAGE_BATCH)
        thresholds = act.policy.reader
    reading.read(runtime, unread, thresholds)
    return len(unread)


def _escalate(runtime: Runtime) -> int:
    try:
        with runtime.act() as act:
            return escalating.fire_due(act, ESCALATE_BATCH)
    except Exception as fault:
        if is_the_database(fault):
            raise
        log.exception("rungs_failed")
    return _in_parts(runtime)


def _resume(runtime: Runtime) -> None:
    """Each in a transaction of its own: a pause that can't be ended holds up no other, and no rung."""
    with runtime.act() as act:
        waiting = beside.due_pauses(act.session, act.now, ESCALATE_BATCH)
    _one_by_one(runtime, waiting, suspending.resume_by_itself, "resume_failed")


def _warn(runtime: Runtime) -> None:
    """The worker's own limits by law: each in a transaction of its own, as with pauses."""
    with runtime.act() as act:
        waiting = fact_rows.due_notices(act.session, act.now, ESCALATE_BATCH)
    failed = _one_by_one(runtime, waiting, statutory_notices.fire, "statutory_notice_failed")
    for notice_id in failed:
        with runtime.act() as act:
            statutory_notices.put_off(act, notice_id)


def _one_by_one(
    runtime: Runtime, ids: Sequence[int], do: Callable[[Act, int], object], event: str
) -> list[int]:
    """Each row in a transaction of its own; the ids that failed. Only a dead database stops the others."""
    failed = []
    for one in ids:
        try:
            with runtime.act() as act:
                do(act, one)
        except Exception as fault:
            if is_the_database(fault):
                raise
            log.exception(event, id=one)
            failed.append(one)
    return failed


def _in_parts(runtime: Runtime) -> int:
    """A clock that can't be read must not stop every other ladder of the province."""
    with runtime.act() as act:
        step_ids = list(due.due_step_ids(act.session, act.now, ESCALATE_BATCH))
    return _part(runtime, step_ids)


def _part(runtime: Runtime, step_ids: list[int]) -> int:
    """Halve what fails until the rung that fails is alone: it is set aside, and somebody should look."""
    if not step_ids:
        return 0
    try:
        with runtime.act() as act:
            return escalating.fire_these(act, set(step_ids))
    except Exception as fault:
        if is_the_database(fault):
            raise
        if len(step_ids) == 1:
            log.exception("rung_failed", step_id=step_ids[0])
            with runtime.act() as act:
                setting_aside.set_aside(act, step_ids[0])
            return 1
    half = len(step_ids) // 2
    return _part(runtime, step_ids[:half]) + _part(runtime, step_ids[half:])


def _notify(runtime: Runtime) -> int:
    with runtime.act() as act:
        letters = notifying.claim(act, NOTIFY_BATCH)
    results = [_send(runtime, letter) for letter in letters]
    with runtime.act() as act:
        notifying.settle(act, results)
    return len(letters)


def _send(runtime: Runtime, letter: notifying.Letter) -> notifying.Sent:
    try:
        runtime.senders[letter.channel].send(letter)
    except SendFailed as failure:
        log.warning("notice_failed", notice_id=letter.notice_id, retryable=failure.retryable)
        return notifying.Sent(letter.notice_id, ok=False, retryable=failure.retryable)
    except Exception:  # a channel without a sender, a sender with a fault: the other letters go out
        log.exception("notice_failed", notice_id=letter.notice_id, channel=letter.channel)
        return notifying.Sent(letter.notice_id, ok=False)
    return notifying.Sent(letter.notice_id, ok=True)
