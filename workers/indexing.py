"""Fills the search index behind what happens. A process of its own beside the scheduler: nobody waits for it, and
the long first filling of an old installation delays no escalation."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Sequence

import structlog

from classifier.initials import initials_of
from classifier.search_words import reader_words
from models.logs import configure
from models.queries import beats
from models.services import search_index
from models.services.act import Act
from models.services.search_index import Filled, Tools
from models.settings import Settings, settings_from
from workers import runtime
from workers.blame import is_the_database
from workers.parent import die_with
from workers.runtime import Runtime
from workers.stop import told_to_stop

log = structlog.get_logger()
BATCH = 200
_LOOK_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 10.0
_BEAT_EVERY = 20  # looks
_GIVE_WAY = 10  # of 19: a page or an escalation comes first on the processor


def tools() -> Tools:
    """The reader's words and the initials of employers."""
    return Tools(reader_words(), initials_of)


class Indexer:
    """Follows what happens; a ticket that cannot be spelled is set aside and told."""

    def __init__(self, runtime: Runtime, tools: Tools, batch: int = BATCH) -> None:
        self._runtime = runtime
        self._tools = tools
        self._batch = batch
        self.broken: set[int] = set()

    def follow(self) -> Filled:
        """One batch."""
        return self._guarded(
            lambda act: search_index.follow(
                act, self._tools, self._batch, but_for=frozenset(self.broken)
            ),
            lambda act: search_index.waiting(act, self._batch),
        )

    def rebuild(self, *, whole: bool) -> Filled:
        """One batch of all tickets."""
        return self._guarded(
            lambda act: search_index.rebuild(
                act, self._tools, self._batch, whole=whole, but_for=frozenset(self.broken)
            ),
            lambda act: search_index.next_by_id(act, self._batch),
        )

    def _guarded(
        self, work: Callable[[Act], Filled], waiting: Callable[[Act], Sequence[int]]
    ) -> Filled:
        try:
            with self._runtime.act() as act:
                return work(act)
        except Exception as fault:
            if is_the_database(fault):
                raise
            log.error("index_batch_failed", kind=type(fault).__name__)
        with self._runtime.act() as act:
            ids = waiting(act)
        for ticket_id in ids:
            self._try(ticket_id)
        with self._runtime.act() as act:
            return work(act)

    def _try(self, ticket_id: int) -> None:
        try:
            with self._runtime.act() as act:
                search_index.index(act, self._tools, [ticket_id])
        except Exception as fault:
            if is_the_database(fault):
                raise
            self.broken.add(ticket_id)
            log.error("ticket_not_indexed", ticket_id=ticket_id, kind=type(fault).__name__)


def main() -> None:
    """`python -m workers.indexing PARENT`"""
    die_with(int(sys.argv[1]))
    os.nice(_GIVE_WAY)
    serve(settings_from(os.environ).complete())


def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT. A lost database is waited for: what was missed is all events."""
    configure(settings.log_level)
    told = told_to_stop()
    built = runtime.build_patiently(settings, told)
    if built is None:
        return
    indexer = Indexer(built, tools())
    name = f"indexer:{socket.gethostname()[:40]}:{os.getpid()}"
    looks, pause = 0, _LOOK_SECONDS
    while not told.is_set():
        try:
            done = indexer.follow()
            if looks % _BEAT_EVERY == 0:
                _beat(built, name, indexer)
            looks, pause = looks + 1, 0.0 if done.more else _LOOK_SECONDS
        except Exception as fault:  # searching gets older, nothing else happens
            pause = min(max(pause * 2, _LOOK_SECONDS), _LONGEST_PAUSE_SECONDS)
            log.error(
                "indexing_failed",
                kind=type(fault).__name__,
                exc_info=not is_the_database(fault),
            )
        told.wait(pause)


def _beat(built: Runtime, name: str, indexer: Indexer) -> None:
    with built.act() as act:
        beats.beat(act.session, name, act.now, {"broken": len(indexer.broken)})


if __name__ == "__main__":
    main()
