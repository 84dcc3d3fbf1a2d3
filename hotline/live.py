"""News for open pages (Server-Sent Events): one thread looks, every page hears what its person may see.

A stream reads the feed in commit order (design.md D16), so a reconnect with Last-Event-ID misses nothing.
It holds a thread of the server while it is open: more than `most` are refused, or they would starve the pages.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models.database import Sessions
from models.domain.permissions import Person, Sight, sight_of
from models.queries import feed
from models.queries.feed import Cursor
from models.tables.trail import Event

log = structlog.get_logger()
LOOK_EVERY_SECONDS = 0.5
BEAT_EVERY_SECONDS = 15.0  # a comment, so that proxies keep the line and a gone browser is noticed
LONGEST_SECONDS = 600.0  # then the browser comes again and is asked for its log-in anew
RETRY_MILLISECONDS = 2_000


class Live:
    """The streams of one web process."""

    def __init__(self, sessions: Sessions, most: int) -> None:
        self._sessions = sessions
        self._places = threading.BoundedSemaphore(most)
        self._news = threading.Condition()
        self._turn = 0  # goes up whenever something happened
        self._listening = 0
        self._closed = False
        self._reading = threading.Lock()
        self._read_in = -1  # the turn of what is shared
        self._shared: dict[tuple[Sight, Cursor], tuple[list[str], Cursor]] = {}

    def enter(self) -> bool:
        """Take a place for one stream; False when all are taken."""
        return not self._closed and self._places.acquire(blocking=False)

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()

    def close(self) -> None:
        """The server stops: every stream ends at once and its browser finds the next server."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def newest(self) -> Cursor:
        """The place in the feed where nothing is unread."""
        with self._sessions() as session:
            return feed.newest(session)

    def stream(self, person: Person, after: Cursor) -> Iterator[str]:
        """Server-Sent Events after a place in the feed. The caller has entered and leaves afterwards."""
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        cursor, turn, waited = after, -1, 0.0
        with _Listening(self):
            while waited < LONGEST_SECONDS and not self._closed:
                if turn != self._turn:
                    turn = self._turn
                    lines, cursor = self._read(person, cursor)
                    yield from lines
                    continue
                if not self._wait(turn):
                    waited += BEAT_EVERY_SECONDS
                    yield ": 在\n\n"

    def _read(self, person: Person, after: Cursor) -> tuple[list[str], Cursor]:
        """What is new after a place. Pages with the same sight at the same place share one question: two hundred
        open pages of a few departments ask a few times, not two hundred. What comes after a shared answer is a new
        turn, so that nobody misses it.
        """
        key = sight_of(person), after
        with self._reading:
            if self._read_in != self._turn:
                self._read_in = self._turn
                self._shared.clear()
            if key not in self._shared:
                with self._sessions() as session:
                    page = feed.events_after(session, person, after)
                    lines = [_line(event, number) for event, number in page.events]
                self._shared[key] = lines, page.next
            return self._shared[key]

    def _wait(self, turn: int) -> bool:
        """Until something happened after `turn`, the server stops, or it is time for a beat (False)."""
        with self._news:
            return self._news.wait_for(
                lambda: self._turn != turn or self._closed, BEAT_EVERY_SECONDS
            )

    def come(self) -> None:
        """One more listens; the first one sets the looking thread going."""
        with self._news:
            self._listening += 1
            if self._listening == 1:
                threading.Thread(target=self._look, name="live", daemon=True).start()

    def go(self) -> None:
        """One less; the last one lets the looking thread end."""
        with self._news:
            self._listening -= 1
            self._news.notify_all()

    def _look(self) -> None:
        cursor = Cursor()
        while self._is_wanted():
            try:
                with self._sessions() as session:
                    newest = feed.newest(session)
            except SQLAlchemyError:
                log.warning("feed_unreadable")  # the pages hear of it later; nothing is missed
                continue
            if newest != cursor:
                cursor = newest
                with self._news:
                    self._turn += 1
                    self._news.notify_all()

    def _is_wanted(self) -> bool:
        """Pause, then say whether anybody still listens."""
        with self._news:
            self._news.wait_for(lambda: self._closed or not self._listening, LOOK_EVERY_SECONDS)
            return bool(self._listening) and not self._closed


class _Listening:
    """Counts a stream as a listener for as long as it lasts, however it ends."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def __enter__(self) -> None:
        self._live.come()

    def __exit__(self, *_fault: object) -> None:
        self._live.go()


def cursor_of(told: str) -> Cursor | None:
    """The place that a browser names in Last-Event-ID; None when it names none of ours."""
    xid, _, row = told.partition("-")
    if not (xid.isdecimal() and row.isdecimal() and len(told) <= 40):
        return None
    return Cursor(int(xid), int(row))


def _line(event: Event, number: str) -> str:
    raised = event.codes.get("to") == "P1" if event.kind == "raised" else False
    urgent = raised or event.kind == "emergency_announced"
    news = {"number": number, "kind": event.kind, "urgent": urgent}
    return f"id: {event.xid}-{event.id}\nevent: ticket\ndata: {json.dumps(news)}\n\n"
