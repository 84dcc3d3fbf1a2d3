"""The cable between a host and its servers, which can be pulled: real network namespaces, or a relay that freezes.

PostgreSQL and Valkey listen on sockets in the file system; a relay for each host gives them an address. With root and
iproute2 each host is a network namespace of its own and the far end of its cable is set down: packets vanish, nobody is
told. Without, the relay stops forwarding and keeps every connection open: harsher, because the kernel still acknowledges
what is sent, so that no time-out of TCP can notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import free_port

_CHUNK = 65536
# What docs/deploy.md tells PostgreSQL to ask of its clients' connections.
_NOTICE_A_DEAD_CLIENT = {
    socket.TCP_KEEPIDLE: 5,
    socket.TCP_KEEPINTVL: 3,
    socket.TCP_KEEPCNT: 3,
    socket.TCP_USER_TIMEOUT: 15_000,
}


class Relay:
    """Forwards TCP connections to sockets in the file system, in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._flows.set()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def listen(self, host: str, port: int, target: Path) -> None:
        async def open_it() -> asyncio.Server:
            return await asyncio.start_server(lambda r, w: self._join(r, w, target), host, port)

        self._servers.append(asyncio.run_coroutine_threadsafe(open_it(), self._loop).result())

    def freeze(self) -> None:
        self._loop.call_soon_threadsafe(self._flows.clear)

    def thaw(self) -> None:
        self._loop.call_soon_threadsafe(self._flows.set)

    def close(self) -> None:
        async def end_all() -> None:
            for server in self._servers:
                server.close()
            mine = asyncio.current_task()
            others = [task for task in asyncio.all_tasks() if task is not mine]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end_all(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _join(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: Path
    ) -> None:
        near = writer.get_extra_info("socket")
        near.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _NOTICE_A_DEAD_CLIENT.items():
            near.setsockopt(socket.IPPROTO_TCP, option, value)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._flows.wait()
            far_reader, far_writer = await asyncio.open_unix_connection(str(target))
            there = asyncio.create_task(self._pump(reader, far_writer))
            back = asyncio.create_task(self._pump(far_reader, writer))
            try:
                await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                there.cancel()
                back.cancel()
                far_writer.close()
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
            await self._flows.wait()  # the end of a connection does not pass a pulled cable either


@dataclass(frozen=True)
class Wire:
    """How one host is reached, how it reaches its servers, and the way to pull its cable."""

    relay: Relay
    before: Sequence[str]  # of every command that runs on this host
    web: tuple[str, int]
    postgres: tuple[str, int]
    valkey: tuple[str, int]
    far_end: str = ""  # of the cable, in a network namespace

    def cut(self) -> None:
        if self.far_end:
            _ip("link", "set", self.far_end, "down")
        else:
            self.relay.freeze()

    def mend(self) -> None:
        if self.far_end:
            _ip("link", "set", self.far_end, "up")
        else:
            self.relay.thaw()


@contextmanager
def wires(count: int, postgres: Path, valkey: Path, *, namespaces: bool) -> Iterator[list[Wire]]:
    """One for each host; gone afterwards."""
    with ExitStack() as stack:
        made = []
        for nth in range(count):
            relay = Relay()
            stack.callback(relay.close)
            wire = stack.enter_context(_namespace(nth, relay)) if namespaces else _local(relay)
            relay.listen(*wire.postgres, postgres)
            relay.listen(*wire.valkey, valkey)
            made.append(wire)
        yield made


def can_make_namespaces() -> bool:
    """Root, iproute2, and a kernel that lets us."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    probe = Relay()
    try:
        with _namespace(39, probe):
            return True
    except (subprocess.CalledProcessError, OSError):
        return False
    finally:
        probe.close()


def _local(relay: Relay) -> Wire:
    web, postgres, valkey = (("127.0.0.1", free_port()) for _ in range(3))
    return Wire(relay, (), web, postgres, valkey)


@contextmanager
def _namespace(nth: int, relay: Relay) -> Iterator[Wire]:
    """A host with two cables: callers come by the front one, which stays; the back one leads to the servers."""
    mark = os.getpid() % 100_000
    name = f"hotline{mark}h{nth}"
    ends = {"front": f"hf{mark}n{nth}", "back": f"hb{mark}n{nth}"}
    _ip("netns", "add", name)
    try:
        _ip("-n", name, "link", "set", "lo", "up")
        reached = {side: _cable(name, side, end, nth) for side, end in ends.items()}
        yield Wire(
            relay,
            ("ip", "netns", "exec", name),
            (reached["front"][1], 20080),
            (reached["back"][0], 20432),
            (reached["back"][0], 20379),
            ends["back"],
        )
    finally:
        # The far end goes first and takes the near one along, whoever still runs in the namespace.
        for end in ends.values():
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip("link", "del", end)
        _ip("netns", "del", name)


def _cable(name: str, side: str, far: str, nth: int) -> tuple[str, str]:
    """Two private addresses, known inside this machine only: ours and the host's."""
    net = f"10.{213 if side == 'front' else 214}.{os.getpid() % 250}"
    ours, theirs = f"{net}.{nth * 4 + 1}", f"{net}.{nth * 4 + 2}"
    _ip("link", "add", far, "type", "veth", "peer", "name", side, "netns", name)
    _ip("addr", "add", f"{ours}/30", "dev", far)
    _ip("link", "set", far, "up")
    _ip("-n", name, "addr", "add", f"{theirs}/30", "dev", side)
    _ip("-n", name, "link", "set", side, "up")
    return ours, theirs


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
