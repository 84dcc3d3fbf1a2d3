"""Promises of our own Valkey: it rings, comes back, and listens to nobody on the network."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from redis import Redis

from hotline.embedded import embedded_valkey
from hotline.embedded_places import AlreadyRunning, locked, place_for
from hotline.embedded_valkey import EmbeddedValkey


def test_rings_on_a_private_socket_only(home: Path, said: list[str]) -> None:
    """No port is opened; the socket lies in a folder that only its user may enter."""
    with embedded_valkey(home, said.append) as url, Redis.from_url(url) as client:
        assert client.config_get("port")["port"] == "0"
        assert (home / "valkey" / "socket").stat().st_mode & 0o077 == 0


def test_comes_back_at_the_same_address_after_kill_9(home: Path, said: list[str]) -> None:
    """Clients need no new address; what was in it is gone, and that must not matter."""
    place_for(home, "valkey", "s")
    with locked(home, "valkey"):
        server = EmbeddedValkey(home, said.append)
        url = server.start()
        os.kill(server.pid, signal.SIGKILL)

        assert server.start() == url

        with Redis.from_url(url) as client:
            assert client.ping()
        server.stop()


def test_second_start_on_the_same_home_is_refused(home: Path, said: list[str]) -> None:
    with embedded_valkey(home, said.append), pytest.raises(AlreadyRunning):
        embedded_valkey(home, said.append).__enter__()
