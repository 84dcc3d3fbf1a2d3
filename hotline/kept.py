"""Numbers that took long to count, kept for some minutes in this process; what is quick is counted anew each time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

AGE = timedelta(minutes=5)
_SLOW = 0.25  # seconds; below this nobody need look at an older number
_ROOM = 200

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Dated(Generic[Value]):
    """What was counted, and as of when."""

    value: Value
    at: datetime


@dataclass(slots=True)
class _Place:
    held: Dated[Any] | None = None
    counting: Lock = field(default_factory=Lock)


class Kept:
    """Bounded, the longest unused goes first. One thread counts; others meanwhile get the older numbers."""

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()
        self._lock = Lock()

    def take(
        self, key: Hashable, now: datetime, count: Callable[[], Value], *, age: timedelta = AGE
    ) -> Dated[Value]:
        """The numbers of `key`, not older than `age` unless another thread is counting them just now.

        The key must hold everything on which the numbers depend, the sight of the person first of all.
        """
        place = self._place(key)
        held = place.held
        if held is not None and now - held.at < age:
            return held
        # Without an older number there is nothing to show: then one waits for whoever counts.
        if not place.counting.acquire(blocking=held is None):
            assert held is not None
            return held
        try:
            if place.held is not None and now - place.held.at < age:
                return place.held
            began = self._timer()
            found = Dated(count(), now)
            place.held = found if self._timer() - began >= _SLOW else None
            return found
        finally:
            place.counting.release()

    def _place(self, key: Hashable) -> _Place:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            if len(self._places) > _ROOM:
                self._places.popitem(last=False)
            return place
