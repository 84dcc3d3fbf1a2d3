"""Our programs as processes of a measurement: started with their settings, ready when they answer, ended after."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hotline.running import is_healthy
from models.settings import Settings

ROOT = Path(__file__).parents[1]
_READY_SECONDS = 90.0


def environ_of(settings: Settings, **more: str) -> dict[str, str]:
    """The variables that give a process these settings; it cannot migrate."""
    ours = {n: v for n, v in os.environ.items() if not n.startswith("HOTLINE_")}
    return ours | {
        "HOTLINE_HOME": str(settings.home),
        "HOTLINE_DATABASE_URL": settings.database_url,
        "HOTLINE_REDIS_URL": settings.redis_url,
        "HOTLINE_LOG_LEVEL": "error",
        **more,
    }


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web(settings: Settings, *, module: Sequence[str] = ("hotline.cli", "serve")) -> Iterator[int]:
    """A web server; gives its port when it answers."""
    port = free_port()
    process = start(settings, module, HOTLINE_BIND=f"127.0.0.1:{port}")
    try:
        wait_for_web(port, process)
        yield port
    finally:
        stop(process)


def start(settings: Settings, module: Sequence[str], **more: str) -> subprocess.Popen[bytes]:
    """One process, its output beside the data."""
    log = settings.home / f"{module[-1]}.log"
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environ_of(settings, **more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask, then insist."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for_web(place: int | str, process: subprocess.Popen[bytes]) -> float:
    """Seconds until /healthz answers at a port of this machine, or at an address."""
    address = f"127.0.0.1:{place}" if isinstance(place, int) else place
    began = time.perf_counter()
    while not is_healthy(address):
        if process.poll() is not None or time.perf_counter() - began > _READY_SECONDS:
            raise RuntimeError(f"the web did not start (status {process.poll()})")
        time.sleep(0.01)
    return time.perf_counter() - began
