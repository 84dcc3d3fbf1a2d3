"""`python -m bench [PART ...]`: how fast it is, as ratios within one run, beside the aims. docs/benchmarks.md.

Parts: startup intake triage escalate streams lists pages search beat sweep lateness; all of them by default, in some ten minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping

from bench import beats, hands, intake, lists, pages, search, startup, streams
from bench.ground import HOME, Ground, ground
from bench.report import Line, as_json, as_markdown, tell
from models.clock import SystemClock
from models.migrations.run import upgrade

Part = Callable[[Ground, argparse.Namespace], list[Line]]
PARTS: Mapping[str, Part] = {
    "startup": lambda where, _chosen: startup.measure(where),
    "intake": lambda where, chosen: intake.measure(where, chosen.seconds),
    "triage": lambda where, chosen: hands.triage(where, chosen.tickets, chosen.jobs),
    "escalate": lambda where, chosen: hands.escalations(where, chosen.steps),
    "streams": lambda where, chosen: streams.measure(where, chosen.seconds / 2),
    "lists": lambda where, chosen: lists.measure(where, 1_000, chosen.big, chosen.asks),
    "pages": lambda where, chosen: pages.measure(where, chosen.big, max(5, chosen.asks // 20)),
    "search": lambda where, chosen: search.measure(where, chosen.big, max(2, chosen.asks // 20)),
    "beat": lambda where, chosen: beats.beat(where, 10_000, chosen.big, chosen.asks // 4),
    "sweep": lambda where, chosen: beats.sweep(where, (1_000, chosen.big // 10, chosen.big), 500),
    "lateness": lambda where, chosen: beats.lateness(where, chosen.big, chosen.due),
}


def main() -> int:
    chosen = _chosen()
    lines: list[Line] = []
    start, at = time.perf_counter(), SystemClock().now()
    with ground() as where:
        upgrade(where.settings.database_owner_url)
        for name in chosen.parts or PARTS:
            began = time.perf_counter()
            found = PARTS[name](where, chosen)
            tell(found)
            print(f"       {name} took {time.perf_counter() - began:.0f} s", file=sys.stderr)
            lines += found
            spent = time.perf_counter() - start
            (HOME / "report.md").write_text(as_markdown(lines, at, spent), encoding="utf-8")
    (HOME / "last.json").write_text(as_json(lines), encoding="utf-8")
    return 0


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="what to measure")
    parser.add_argument("--seconds", type=float, default=10, help="of intake, per app")
    parser.add_argument("--tickets", type=int, default=4_000, help="to triage")
    parser.add_argument("--jobs", type=int, default=1_000, help="of RQ that do nothing")
    parser.add_argument("--steps", type=int, default=40_000, help="rungs to fire")
    parser.add_argument("--big", type=int, default=1_000_000, help="tickets of the big table")
    parser.add_argument("--due", type=int, default=100_000, help="steps due within a minute")
    parser.add_argument("--asks", type=int, default=200, help="requests per page")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
