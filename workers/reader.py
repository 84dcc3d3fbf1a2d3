"""The workers' reader: the bundle in use is a row, so that all hosts change to a new one at their next batch (D13)."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from classifier.late import own_bundle, reader_of
from models.database import Sessions, database_now
from models.domain.errors import BundleInvalid
from models.domain.thresholds import OWN, Thresholds
from models.domain.verdict import Verdict
from models.queries import bundles as bundle_rows
from models.services import bundles

if TYPE_CHECKING:
    from classifier.model import Classifier

log = structlog.get_logger()
_AGAIN_SECONDS = 60.0  # after a training that failed: a full disk is not emptied in a second


class TextReader(Protocol):
    """Reads a batch of texts; raises if it can't."""

    def prepare(self) -> bool:
        """Get ready before a batch is claimed; False if that takes longer (the batch stays due for later)."""

    def verdicts(self, texts: Sequence[str], thresholds: Thresholds = OWN) -> list[Verdict]: ...


class BundleReader:
    """Loads the bundle in use, and another one as soon as that is put in use.

    Where none can be used the program's own is trained in the background: half a minute in which
    this process must go on with emergencies and escalations.
    """

    def __init__(self, sessions: Sessions, home: Path) -> None:
        self._sessions = sessions
        self._home = home
        self._asked_for = ""
        self._classifier: Classifier | None = None
        self._fetching = threading.Thread()
        self._fetch_again_at = 0.0

    def prepare(self) -> bool:
        with self._sessions() as session:
            wanted = bundle_rows.id_in_use(session)
        if wanted is not None and wanted != self._asked_for:
            self._asked_for = wanted
            self._load(wanted)
        if self._classifier is None:
            self._fetch_in_background(wanted)
        return self._classifier is not None

    def verdicts(self, texts: Sequence[str], thresholds: Thresholds = OWN) -> list[Verdict]:
        if self._classifier is None:
            raise BundleInvalid("分类模型还没有就绪，请稍后再试。")
        return self._classifier.verdicts(texts, thresholds)

    def _load(self, wanted: str) -> None:
        """A bundle of another version of the program is refused; the one that was loaded goes on reading."""
        with self._sessions() as session:
            body = bundle_rows.body(session, wanted)
        try:
            self._classifier = reader_of(body)
            log.info("bundle_loaded", bundle=wanted[:12])
        except BundleInvalid:
            log.exception("bundle_refused", bundle=wanted[:12])

    def _fetch_in_background(self, unusable: str | None) -> None:
        now = time.monotonic()
        if not self._fetching.is_alive() and now >= self._fetch_again_at:
            self._fetch_again_at = now + _AGAIN_SECONDS
            self._fetching = threading.Thread(target=self._fetch, args=(unusable,), daemon=True)
            self._fetching.start()

    def _fetch(self, unusable: str | None) -> None:
        try:
            raw, manifest = own_bundle(self._home, lambda _said: log.info("bundle_training"))
            trained = bundles.Trained(raw, manifest)
            with self._sessions.begin() as session:
                used = bundles.use(session, trained, database_now(session), unusable)
            self._asked_for = ""
            log.info("bundle_in_use", bundle=used[:12])
        except (
            Exception
        ):  # tried again at the next batch; tickets wait at the dispatch desk, clocks running
            log.exception("bundle_not_ready")
