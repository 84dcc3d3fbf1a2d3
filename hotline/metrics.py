"""Numbers for Prometheus: requests of this app, and what the database says about the whole."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from sqlalchemy.orm import Session

from models.queries import due, health


class RequestNumbers:
    """How long requests took; one per app, so that two apps in a process do not add up."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "hotline_request_seconds",
            "Time to answer a request",
            ["method", "route", "status"],
            registry=self._registry,
        )

    def observe(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count one request. `route` is the template; without one the method is anybody's invention too."""
        known = (method, route) if route else ("-", "unknown")
        self._seconds.labels(*known, status).observe(seconds)

    def rendered(self) -> bytes:
        """The exposition text."""
        return generate_latest(self._registry)


def rendered(session: Session, now: datetime, *, bell: bool) -> bytes:
    """The exposition text of the whole; gauges are read fresh, so that two processes say the same."""
    registry = CollectorRegistry()
    late = Gauge(
        "hotline_oldest_due_seconds",
        "Age of the oldest row that is due and not done",
        ["kind"],
        registry=registry,
    )
    for kind, at in due.oldest_due(session, now).items():
        late.labels(kind).set((now - at).total_seconds() if at else 0)
    beat = Gauge("hotline_last_beat_seconds", "Since a scheduler last worked", registry=registry)
    last = health.last_beat(session)
    beat.set((now - last).total_seconds() if last else float("inf"))
    Gauge("hotline_bell_up", "Whether Redis answers", registry=registry).set(bell)
    tickets = Gauge("hotline_open_tickets", "Open tickets", ["status"], registry=registry)
    for status, count in health.open_by_status(session):
        tickets.labels(status).set(count)
    return generate_latest(registry)
