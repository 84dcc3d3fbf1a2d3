"""The web's reader: danger rules at once, the model in the background; the web answers before it is loaded (D14)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from classifier import entities, redflags
from models.domain.thresholds import OWN, Thresholds
from models.domain.verdict import RedFlag, Verdict

log = structlog.get_logger()


_LOOK_SECONDS = 5.0  # between two looks at which bundle is in use


class Model(Protocol):
    """What a suggestion needs of a classifier."""

    def verdicts(self, texts: Sequence[str], thresholds: Thresholds = OWN) -> list[Verdict]: ...


class Reader:
    """`load` gives the model or raises; it runs in a thread, after the first question and whenever `in_use` changes.

    Operators must see what triage will do, so the suggestion follows the bundle in use as the workers do.
    """

    def __init__(
        self,
        load: Callable[[], Model],
        in_use: Callable[[], str | None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._in_use = in_use
        self._now = now
        self._model: Model | None = None
        self._loaded: str | None = None  # what was in use when the model was loaded
        self._look_at = 0.0
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
        self._follow()
        return self._model.verdicts([text], thresholds)[0]

    def warm(self) -> threading.Thread:
        """Begin to load in the background; answers the thread that loads, or that has loaded."""
        if self._model is None:
            self._begin()
        return self._loading

    def _follow(self) -> None:
        """Load another bundle once that is in use; until it is there the old one goes on answering."""
        if self._now() < self._look_at:
            return
        self._look_at = self._now() + _LOOK_SECONDS
        if self._in_use() != self._loaded:
            self._begin()

    def _begin(self) -> None:
        if self._started.acquire(blocking=False):
            self._loading = threading.Thread(target=self._fetch, name="reader", daemon=True)
            self._loading.start()

    def _fetch(self) -> None:
        try:
            loaded = self._in_use()
            self._model = self._load()
            self._loaded = loaded
            log.info("reader_loaded", bundle=(loaded or "")[:12])
        except Exception:  # the web goes on without suggestions, and says so in its log
            log.exception("reader_not_loaded")
        finally:
            self._started.release()


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "文中已提到" if value else ""
    if isinstance(value, (list, tuple)):
        return "、".join(str(one) for one in value)
    return str(value)
