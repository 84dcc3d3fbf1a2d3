"""Promises of `hotline run`: everything answers, what dies comes back, and nothing outlives it."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_READY, _PATIENCE_SECONDS = "已就绪", 90.0


@contextmanager
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A whole `hotline run` that has said that it is ready, and its port; killed when it hangs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = {
        "HOTLINE_HOME": str(home),
        "HOTLINE_BIND": f"127.0.0.1:{port}",
        "HOTLINE_DEMO": "0",
        "HOTLINE_WORKERS": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "hotline.cli", "run"],
        env={name: value for name, value in os.environ.items() if "HOTLINE" not in name} | chosen,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        watchdog = threading.Timer(_PATIENCE_SECONDS, process.kill)
        watchdog.start()
        try:
            until(process, _READY)
            yield process, port
        finally:
            watchdog.cancel()
            process.kill()


def until(process: subprocess.Popen[str], words: str) -> None:
    """Read what it says up to the line with `words`."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if words in line:
            return
    raise AssertionError(f"ended without {words!r}: {''.join(said)}")


def descendants(pid: int) -> list[int]:
    """All processes below, from the kernel."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    below = [int(child) for child in children]
    return below + [deeper for child in below for deeper in descendants(child)]


def all_end(pids: list[int], seconds: float) -> bool:
    """Whether every one of them ends within this time."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            if not select.select([handle], [], [], seconds)[0]:
                return False
        finally:
            os.close(handle)
    return True


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    finally:
        connection.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_it_however_it_ends(taught_home: Path, how: signal.Signals) -> None:
    """Ctrl-C and SIGTERM stop everything in good order, and even kill -9 leaves no process behind."""
    with running(taught_home) as (process, port):
        assert answers(port)
        below = descendants(process.pid)

        process.send_signal(how)

        assert process.wait(60) == (0 if how != signal.SIGKILL else -signal.SIGKILL)
        assert len(below) > 4
        assert all_end(below, 30)


def test_a_killed_database_comes_back_by_itself(taught_home: Path) -> None:
    """kill -9 of PostgreSQL is a pause, not an end."""
    with running(taught_home) as (process, port):
        first_line = (
            (taught_home / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0]
        )

        os.kill(int(first_line), signal.SIGKILL)

        until(process, "PostgreSQL意外停止")
        assert answers(port)
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert all_end(below, 30)
