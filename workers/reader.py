"""The workers' reader: the bundle in use is a row, so that all hosts change to a new one at their next batch (D13)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pathlib import Path
from typing import Protocol

import structlog

from classifier.bundle import ensure_default
from classifier.model import Classifier
from models.database import Sessions, database_now
from models.domain.verdict import Verdict
from models.queries import bundles

log = structlog.get_logger()


class TextReader(Protocol):
    """Reads a batch of texts; raises if it can't."""

    def verdicts(self, texts: Sequence[str]) -> list[Verdict]: ...


class BundleReader:
    """Loads the bundle in use at the first batch, and again whenever another one is put in use."""

    def __init__(self, sessions: Sessions, home: Path) -> None:
        self._sessions = sessions
        self._home = home
        self._id = ""
        self._classifier: Classifier | None = None

    def verdicts(self, texts: Sequence[str]) -> list[Verdict]:
        """Verdicts of the bundle that is in use now."""
        return self._fresh().verdicts(texts)

    def _fresh(self) -> Classifier:
        with self._sessions() as session:
            wanted = bundles.id_in_use(session)
        if wanted is None:
            wanted = self._install_default()
        if self._classifier is None or wanted != self._id:
            with self._sessions() as session:
                body = bundles.body(session, wanted)
            self._classifier = Classifier.load(body)
            self._id = wanted
            log.info("bundle_loaded", bundle=wanted[:12])
        return self._classifier

    def _install_default(self) -> str:
        path = ensure_default(self._home, lambda sentence: log.info("bundle", say=sentence))
        body = path.read_bytes()
        with self._sessions.begin() as session:
            return bundles.put_in_use(
                session, hashlib.sha256(body).hexdigest(), body, {}, database_now(session)
            )


