"""A department's list over HTTP at two sizes: first page, filtered page, deep page; staff sees only its own."""

from __future__ import annotations

import itertools
import json

from bench.big import cached
from bench.clients import one_by_one, request
from bench.ground import TOKENS, Ground
from bench.processes import web
from bench.report import Line, percentile

_PATH = "/api/v1/queues/social_security/tickets?limit=50"


def measure(ground: Ground, small: int, big: int, asks: int) -> list[Line]:
    few, many = _times(ground, small, asks), _times(ground, big, asks)
    lines = []
    for page in few:
        median_few, median_many = percentile(few[page], 50), percentile(many[page], 50)
        p95 = percentile(many[page], 95) * 1000
        lines += [
            Line("lists", f"{page} page, p50 at {small:,} tickets", median_few * 1000, "ms"),
            Line("lists", f"{page} page, p50 at {big:,} tickets", median_many * 1000, "ms"),
            Line("lists", f"{page} page, p95 at {big:,} tickets", p95, "ms", at_most=15),
            Line(
                "lists",
                f"{page} page, against {small:,}",
                median_many / median_few,
                "x",
                at_most=1.2,
            ),
        ]
    return lines


def _times(ground: Ground, tickets: int, asks: int) -> dict[str, list[float]]:
    settings = cached(ground, tickets)
    deep = max(60, tickets // 10)  # nine tenths of the list lie above it
    pages = {
        "first": _PATH,
        "filtered": f"{_PATH}&status=accepted",
        "deep": f"{_PATH}&cursor={deep}",
    }
    found = {}
    with web(settings) as port:
        for page, path in pages.items():
            whole = request("GET", path, TOKENS["social"])
            _times, bodies = one_by_one(port, itertools.repeat(whole, 20))
            assert json.loads(bodies[-1])["tickets"], f"the {page} page is empty"
            found[page], _bodies = one_by_one(port, itertools.repeat(whole, asks))
    return found
