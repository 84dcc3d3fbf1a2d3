"""Who has a ticket open: a memory of seconds in Valkey. Where it is dead nobody is said to be there, and nobody waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import redis
import structlog

from workers.enqueue import client

log = structlog.get_logger()
BELIEVED_FOR = timedelta(seconds=40)  # pages say every fifteen seconds that they are open
_MOST = 20
_REST_SECONDS = (
    5.0  # after a failure nobody asks for a while: a dead host must cost the pages nothing
)


class Presence:
    """Ids only: names come from the database, and nothing is kept beyond the belief."""

    def __init__(self, url: str) -> None:
        self._redis = client(url)
        self._resting_until = 0.0

    def here(self, ticket_id: int, user_id: int, now: datetime) -> Sequence[int]:
        """This person looks at the ticket now; the others who do. Empty when nobody can tell."""
        key, oldest = _key(ticket_id), (now - BELIEVED_FOR).timestamp()
        with self._redis.pipeline(transaction=False) as line:
            line.zadd(key, {str(user_id): now.timestamp()})
            line.zremrangebyscore(key, "-inf", oldest)
            line.pexpire(key, BELIEVED_FOR)
            line.zrange(key, 0, _MOST)
            told = self._ask(line.execute)
        found = told[-1] if told else ()
        return [int(each) for each in found if int(each) != user_id]

    def gone(self, ticket_id: int, user_id: int) -> None:
        """The page was left; if nobody hears it, the belief ends by itself."""
        self._ask(lambda: [self._redis.zrem(_key(ticket_id), str(user_id))])

    def _ask(self, question: Callable[[], list[Any]]) -> list[Any]:
        if time.monotonic() < self._resting_until:
            return []
        try:
            return question()
        except redis.RedisError as fault:
            self._resting_until = time.monotonic() + _REST_SECONDS
            log.debug("presence_unknown", kind=type(fault).__name__)
            return []


def _key(ticket_id: int) -> str:
    return f"seen:{ticket_id}"
