"""The bundle that the call desk's suggestions come from: the one in use, as for the workers (D13)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from classifier.late import own_reader, reader_of
from models.database import Sessions
from models.domain.errors import BundleInvalid
from models.queries import bundles

if TYPE_CHECKING:
    from classifier.model import Classifier

log = structlog.get_logger()


class BundleInUse:
    """Names and loads it; where none is in use yet, or this program can't read it, the program's own."""

    def __init__(self, sessions: Sessions, home: Path) -> None:
        self._sessions = sessions
        self._home = home

    def name(self) -> str | None:
        """The id of the bundle in use."""
        with self._sessions() as session:
            return bundles.id_in_use(session)

    def load(self) -> Classifier:
        """Raises BundleInvalid when not even the program's own can be had."""
        with self._sessions() as session:
            wanted = bundles.id_in_use(session)
            body = bundles.body(session, wanted) if wanted else None
        if body is not None:
            try:
                return reader_of(body)
            except BundleInvalid:  # of another version of the program
                log.exception("bundle_refused", bundle=str(wanted)[:12])
        return own_reader(self._home, self._say)

    def _say(self, sentence: str) -> None:
        log.info("reader", say=sentence)
