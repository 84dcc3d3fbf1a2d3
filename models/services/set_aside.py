"""A rung that can't be fired is set aside, longer each time: never forgotten, and no other waits for it."""

from __future__ import annotations

from datetime import timedelta

from models.queries import due
from models.services.act import Act

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)


def set_aside(act: Act, step_id: int) -> None:
    """Try it again after a minute, two, four, at most an hour; nothing if it was fired or cancelled meanwhile."""
    step = due.lock_step(act.session, step_id)
    if step is None:
        return
    step.set_aside_until = act.now + delay(step.failures)
    step.failures += 1


def delay(failures: int) -> timedelta:
    """How long after so many earlier failures."""
    doubled: timedelta = _FIRST * (1 << min(failures, 10))
    return min(doubled, _LONGEST)
