"""One server program of ours: started on a tether, its output in a log, ended by the signal it likes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hotline import tether
from hotline.embedded_places import Place, SystemUser, open_log
from models.domain.errors import HotlineError

_LAST_WORDS_BYTES = 2000
_FULL_DISK_WORDS = ("No space left on device", os.strerror(errno.ENOSPC), "Disk quota exceeded")
_STOP_SECONDS = 60.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServerFailed(HotlineError):
    """An embedded server could not be started; the message says what to do."""

    code = "server_failed"


class ServerProcess:
    """A child process that dies with us (Linux) and whose last words are kept for the error message."""

    def __init__(self, name: str, place: Place, stop_signal: signal.Signals) -> None:
        self.name = name
        self._place = place
        self._stop_signal = stop_signal
        self._child: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(self, command: Sequence[str | Path]) -> None:
        """Start the program; it is not ready yet. One that ended before is cleared away first."""
        self.stop()
        with open_log(self._place.log) as log, undisturbed():
            self._log_start = log.tell()
            self._child = subprocess.Popen(  # noqa: S603 - our own command line
                tethered(command, self._place.user, self._stop_signal),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._place.folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                start_new_session=True,  # Ctrl-C is for us; we stop the servers last
            )

    def run(self, command: Sequence[str | Path]) -> int:
        """Run a program to its end; its exit status."""
        self.start(command)
        assert self._child is not None
        return self._child.wait()

    @property
    def pid(self) -> int:
        assert self._child is not None, "not started"
        return self._child.pid

    def is_alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        """Ask politely and wait; after a minute insist."""
        if self._child is None:
            return
        if self._child.poll() is None:
            self._child.send_signal(self._stop_signal)
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def failure(self) -> ServerFailed:
        """Why it did not start, as one sentence for a person."""
        words = self.last_words()
        if any(full in words for full in _FULL_DISK_WORDS):
            return disk_full(self._place.home)
        last = words.strip().splitlines()[-1:] or ["没有留下任何输出"]
        return ServerFailed(f"内置{self.name}没有启动：{last[0]}（全部日志见 {self._place.log}）")

    def last_words(self) -> str:
        """What it wrote since this start, at most the last 2,000 bytes."""
        with self._place.log.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_start, size - _LAST_WORDS_BYTES))
            return log.read().decode("utf-8", "replace")


@contextmanager
def undisturbed() -> Iterator[None]:
    """Stop signals wait: one between a child's birth and our knowing it would leave it to nobody.

    The child inherits the waiting; tether.py ends it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def tethered(
    command: Sequence[str | Path], user: SystemUser | None, death_signal: signal.Signals
) -> list[str]:
    """The command line that runs `command` as `user` and signals it when this process dies."""
    uid, gid = (user.uid, user.gid) if user else (-1, -1)
    numbers = [os.getpid(), uid, gid, int(death_signal)]
    return [sys.executable, "-I", "-S", tether.__file__, *map(str, numbers), *map(str, command)]


def disk_full(home: Path) -> ServerFailed:
    return ServerFailed(
        f"磁盘已满：{home} 所在的磁盘没有空间了。请腾出至少 500 MB，或用 HOTLINE_HOME 指定另一块磁盘上的目录。"
    )
