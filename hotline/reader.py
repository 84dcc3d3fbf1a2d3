"""The web's reader: danger rules at once, the model in the background; the web answers before it is loaded (D14)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from classifier import entities, redflags
from models.domain.thresholds import OWN, Thresholds
from models.domain.verdict import RedFlag, Verdict

if TYPE_CHECKING:
    from classifier.model import Classifier

log = structlog.get_logger()


class Reader:
    """`load` gives the model or raises; it runs once, in a thread, after the first question."""

    def __init__(self, load: Callable[[], Classifier]) -> None:
        self._load = load
        self._model: Classifier | None = None
        self._started = threading.Lock()
        self._loading = threading.Thread()

    def red_flags(self, text: str) -> tuple[RedFlag, ...]:
        """Plain rules, no model, in the intake request (D6)."""
        return redflags.scan(text)

    def persons(self, text: str) -> int | None:
        """How many people the text speaks of, if it says so."""
        found = entities.extract(text).get("persons")
        return found if isinstance(found, int) else None

    def facts(self, text: str) -> dict[str, str]:
        """What the text states outright, as a person reads it, by the name of the fact."""
        return {name: _shown(value) for name, value in entities.extract(text).items()}

    def suggestion(self, text: str, thresholds: Thresholds = OWN) -> Verdict | None:
        """The model's verdict; None while it is not loaded."""
        if self._model is None:
            self.warm()
            return None
        return self._model.verdicts([text], thresholds)[0]

    def warm(self) -> threading.Thread:
        """Begin to load in the background; answers the thread that loads, or that has loaded."""
        if self._model is None and self._started.acquire(blocking=False):
            self._loading = threading.Thread(target=self._fetch, name="reader", daemon=True)
            self._loading.start()
        return self._loading

    def _fetch(self) -> None:
        try:
            self._model = self._load()
            log.info("reader_loaded")
        except Exception:  # the web goes on without suggestions, and says so in its log
            log.exception("reader_not_loaded")
            self._started.release()


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "文中已提到" if value else ""
    if isinstance(value, (list, tuple)):
        return "、".join(str(one) for one in value)
    return str(value)
