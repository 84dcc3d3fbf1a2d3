"""The jobs: no arguments, safe to run twice, late or never. They drain what is due and go."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from rq import get_current_job
from structlog.contextvars import bound_contextvars

from models.domain.errors import HotlineError
from workers import drain
from workers.drain import Done
from workers.runtime import Runtime, current

log = structlog.get_logger()


class JobFailed(HotlineError):
    """All that RQ may keep of a failure: the real one could quote a caller's words; our log has type and place."""

    code = "job_failed"


def emergency() -> None:
    """A P1 was kept and dispatched: its people must hear of it. Its text is read like others'."""
    _run("emergency", drain.notify, drain.escalate)
    current().bell.ring("triage")


def escalate() -> None:
    """Due rungs, then the notices they made."""
    _run("escalate", drain.escalate, drain.notify)


def triage() -> None:
    """Unread tickets, then the notices that dispatching made."""
    _run("triage", drain.triage, drain.notify)


def notify() -> None:
    """Unsent notices."""
    _run("notify", drain.notify)


def _run(name: str, *works: Callable[[Runtime], Done]) -> None:
    runtime = current()
    job = get_current_job()
    with bound_contextvars(job=name, job_id=job.id if job else None):
        runtime.bell.heard(name)  # first: a ring that comes while we work must make a new job
        try:
            done = [work(runtime) for work in works]
        except Exception:
            log.exception("job_failed")
            raise JobFailed(
                f"任务 {name} 失败，详见日志；到期的工作仍在数据库中，会再次处理。"
            ) from None
        if any(each.more for each in done):
            runtime.bell.ring(name)
