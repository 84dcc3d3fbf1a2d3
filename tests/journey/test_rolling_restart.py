"""The web restarts under load: every request is answered, none refused."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

from bench.processes import environ_of, free_port, stop, wait_for_web
from models.settings import Settings
from tests.builders import World
from tests.journey.processes import ROOT, children, wait_until

ASKERS = 4


def _ask(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/healthz")
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as fault:
        return type(fault).__name__
    finally:
        connection.close()


def test_a_rolling_restart_refuses_no_request(world: World, settings: Settings) -> None:
    """HUP replaces the process that answers, three times, while four clients open new connections."""
    port = free_port()
    environ = environ_of(settings, HOTLINE_BIND=f"127.0.0.1:{port}")
    web = subprocess.Popen([sys.executable, "-m", "hotline.cli", "serve"], cwd=ROOT, env=environ)
    told: Counter[str] = Counter()
    done = threading.Event()

    def asker() -> None:
        while not done.is_set():
            told[_ask(port)] += 1
            time.sleep(0.01)

    try:
        wait_for_web(port, web)
        askers = [threading.Thread(target=asker, daemon=True) for _ in range(ASKERS)]
        for each in askers:
            each.start()
        for _ in range(3):
            before = set(children(web.pid))
            os.kill(web.pid, signal.SIGHUP)
            wait_until(
                lambda old=before: bool(now := set(children(web.pid))) and old.isdisjoint(now),
                60,
                "another process answers",
            )
        asked = told["200"]
        wait_until(lambda: told["200"] > asked + ASKERS, 60, "the new one answers")
        done.set()
        for each in askers:
            each.join()
    finally:
        done.set()
        stop(web)

    assert set(told) == {"200"}
    assert web.returncode == 0
