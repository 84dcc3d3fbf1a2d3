"""How long a person waits: the web alone with servers running, and everything from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from bench.ground import HOME, Ground
from bench.processes import ROOT, free_port, start, stop, wait_for_web
from bench.report import Line

_TIMES = 3


def measure(ground: Ground) -> list[Line]:
    settings = ground.fresh("bench_startup")
    web = []
    for _ in range(_TIMES):
        port = free_port()
        process = start(settings, ("hotline.cli", "serve"), HOTLINE_BIND=f"127.0.0.1:{port}")
        web.append(wait_for_web(port, process))
        stop(process)
    return [
        Line("start-up", f"web answers (best of {_TIMES}; starting Python included)", min(web), "s", at_most=1),
        Line("start-up", "everything from an empty folder, demo included", _all(), "s", at_most=8),
    ]  # fmt: skip


def _all() -> float:
    home = HOME.parent / "bench-new"
    shutil.rmtree(home, ignore_errors=True)
    port = free_port()
    environ = {n: v for n, v in os.environ.items() if not n.startswith("HOTLINE_")}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "hotline.cli", "run"],
        cwd=ROOT,
        env=environ | {"HOTLINE_HOME": str(home), "HOTLINE_BIND": f"127.0.0.1:{port}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_web(port, process)
        return time.perf_counter() - began
    finally:
        stop(process)
        shutil.rmtree(home, ignore_errors=True)
