"""Numbers for Prometheus: requests of this app, and what the database says about the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import HistogramMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from models.queries import due, health

_NEWEST = 1000  # escalations that the lateness is told of
_LATENESS_BOUNDS = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0, 86_400.0)


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


class Lateness(Collector):
    """How late the newest escalations were: a histogram over rows, so that every process says the same."""

    def __init__(self, seconds: Sequence[float]) -> None:
        self._seconds = seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """Cumulative counts by bound."""
        family = HistogramMetricFamily(
            "hotline_escalation_lateness_seconds", "Late by, of the newest escalations"
        )
        counts = [
            (str(bound), sum(one <= bound for one in self._seconds)) for bound in _LATENESS_BOUNDS
        ]
        family.add_metric([], [*counts, ("+Inf", len(self._seconds))], sum_value=sum(self._seconds))
        yield family


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
    aside, _since = due.set_aside(session)
    Gauge("hotline_rungs_set_aside", "Rungs that failed and wait", registry=registry).set(aside)
    registry.register(Lateness(health.recent_lateness(session, _NEWEST)))
    beat = Gauge("hotline_last_beat_seconds", "Since a scheduler last worked", registry=registry)
    last = health.last_beat(session)
    beat.set((now - last).total_seconds() if last else float("inf"))
    Gauge("hotline_bell_up", "Whether Redis answers", registry=registry).set(bell)
    tickets = Gauge("hotline_open_tickets", "Open tickets", ["status"], registry=registry)
    for status, count in health.open_by_status(session):
        tickets.labels(status).set(count)
    return generate_latest(registry)
