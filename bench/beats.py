"""The scheduler: a beat with nothing due at two sizes, and how late 100,000 steps of one minute fire."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import timedelta

import psycopg

from bench.big import cached
from bench.checker import plain
from bench.ground import Ground
from bench.processes import start, stop
from bench.report import Line, percentile
from models.settings import Settings
from workers import drain, runtime
from workers.scheduler import Scheduler

_WARM = 5
_SWEEPS = 3
_WORTH_A_VACUUM = 10_000
_LEAD_SECONDS = 20  # scheduler and worker are up by then
_SPAN_SECONDS = 60
_LONGEST_SECONDS = 240


def beat(ground: Ground, small: int, big: int, asks: int) -> list[Line]:
    few, many = _beat(cached(ground, small), asks), _beat(cached(ground, big), asks)
    return [
        Line("beat", f"nothing due, {small:,} pending steps, p50", few, "ms"),
        Line("beat", f"nothing due, {big:,} pending steps, p50", many, "ms"),
        Line("beat", f"against {small:,}", many / few, "x", at_most=2),
    ]


def sweep(ground: Ground, sizes: Sequence[int], rungs: int) -> list[Line]:
    """The same number due among ever more open clocks: work is O(due), not O(open)."""
    spent = {size: _sweep(cached(ground, size), rungs) for size in sizes}
    first = spent[sizes[0]]
    lines = [
        Line("sweep", f"{rungs} rungs due among {size:,} open clocks", ms, "ms")
        for size, ms in spent.items()
    ]
    return [
        *lines,
        Line("sweep", f"against {sizes[0]:,}", spent[sizes[-1]] / first, "x", at_most=2),
    ]


def _sweep(settings: Settings, rungs: int) -> float:
    """The best of a few: other people use the machine too."""
    hands = runtime.build(settings)
    times = []
    for _ in range(_SWEEPS):
        _make_due(settings, rungs, begins_in=-60, span=0)
        began = time.perf_counter()
        fired = drain.escalate(hands, _LONGEST_SECONDS).count
        times.append((time.perf_counter() - began) * 1000)
        assert fired == rungs, f"{fired} of {rungs} rungs fired"
    return min(times)


def lateness(ground: Ground, among: int, steps: int) -> list[Line]:
    """Real scheduler, one real worker process."""
    settings = cached(ground, among)
    last = _make_due(settings, steps, begins_in=_LEAD_SECONDS + steps / 20_000, span=_SPAN_SECONDS)
    hands = [
        start(settings, ("hotline.cli", "worker"), HOTLINE_WORKERS="1"),
        start(settings, ("hotline.cli", "scheduler")),
    ]
    try:
        late, unfired = _lateness(settings, last)
    finally:
        for each in hands:
            stop(each)
    within = f"of {steps:,} steps due within a minute among {among:,}"
    return [
        Line("lateness", f"p50 {within}", percentile(late, 50), "s"),
        Line("lateness", f"p99 {within}", percentile(late, 99), "s", at_most=0.5),
        Line("lateness", "latest", max(late), "s"),
        Line("lateness", "fired early", sum(each < 0 for each in late), "", at_most=0),
        Line("lateness", "not fired", unfired, "", at_most=0),
    ]


def _beat(settings: Settings, asks: int) -> float:
    scheduler = Scheduler(runtime.build(settings), "bench")
    for _ in range(_WARM):
        scheduler.look()
    scheduler.settle()  # the first audit
    times = []
    for _ in range(asks):
        began = time.perf_counter()
        scheduler.look()
        times.append((time.perf_counter() - began) * 1000)
    scheduler.stop()
    return percentile(times, 50)


def _make_due(settings: Settings, steps: int, *, begins_in: float, span: float) -> int:
    """Spread evenly over `span` seconds that begin so many seconds from now; the id after which rungs are new."""
    with psycopg.connect(plain(settings.database_owner_url)) as connection:
        connection.execute(
            """UPDATE step SET due_at = clock_timestamp()::timestamptz + make_interval(secs => %s + %s * n / %s)
               FROM (SELECT id, row_number() OVER () AS n FROM step
                     WHERE fired_at IS NULL AND cancelled_at IS NULL LIMIT %s) chosen
               WHERE chosen.id = step.id""",
            [float(begins_in), float(span), steps, steps],
        )
        row = connection.execute("SELECT max(id) FROM event").fetchone()
    if steps > _WORTH_A_VACUUM:
        with psycopg.connect(plain(settings.database_owner_url), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE step")
    assert row is not None, "there are events"
    return int(row[0])


def _lateness(settings: Settings, last_event: int) -> tuple[list[float], int]:
    """Late is what was fired counted from when it was due; by the event, which commits with the rung."""
    end = time.monotonic() + _LONGEST_SECONDS
    pause = threading.Event()
    soon = timedelta(hours=1)
    waiting = -1
    with psycopg.connect(plain(settings.database_url), autocommit=True) as connection:
        while time.monotonic() < end:
            row = connection.execute(
                """SELECT count(*) FROM step WHERE fired_at IS NULL AND cancelled_at IS NULL
                   AND due_at < clock_timestamp() + %s""",
                [soon],
            ).fetchone()
            assert row is not None, "count gives a row"
            waiting = int(row[0])
            if waiting == 0:
                break
            pause.wait(1.0)
        late = connection.execute(
            """SELECT extract(epoch FROM s.fired_at - s.due_at)::float FROM event e
               JOIN step s ON s.clock_id = (e.codes->>'clock_id')::bigint AND s.code = e.codes->>'step'
               WHERE e.id > %s AND e.kind = 'escalated'""",
            [last_event],
        ).fetchall()
    return [each[0] for each in late], waiting
