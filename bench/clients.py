"""Clients that cost little: forked processes that send prepared bytes over kept-open sockets and count the answers."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Make = Callable[[int, int], bytes]  # (client, nth) -> a whole HTTP request


@dataclass(frozen=True, slots=True)
class Answered:
    """How many requests were answered with 2xx, how long each took (seconds), and the span of it all."""

    count: int
    refused: int
    latencies: tuple[float, ...]
    seconds: float

    @property
    def rate(self) -> float:
        return self.count / self.seconds


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """One request as bytes."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def pound(port: int, make: Make, *, clients: int, seconds: float) -> Answered:
    """All clients at once for `seconds`."""
    fork = multiprocessing.get_context("fork")
    told = fork.SimpleQueue()
    start = fork.Barrier(clients)
    workers = [
        fork.Process(target=_client, args=(port, make, number, seconds, start, told))
        for number in range(clients)
    ]
    for worker in workers:
        worker.start()
    parts = [told.get() for _ in workers]
    for worker in workers:
        worker.join()
    latencies = tuple(latency for part in parts for latency in part[0])
    return Answered(len(latencies), sum(part[1] for part in parts), latencies, seconds)


def one_by_one(port: int, requests: Iterator[bytes]) -> tuple[list[float], list[bytes]]:
    """A single client; seconds and bodies of the answers."""
    times, bodies = [], []
    connection = _Connection(port)
    for each in requests:
        began = time.perf_counter()
        status, body = connection.ask(each)
        times.append(time.perf_counter() - began)
        assert status == 200, body[:300]
        bodies.append(body)
    return times, bodies


def _client(port: int, make: Make, number: int, seconds: float, start: Any, told: Any) -> None:
    latencies: list[float] = []
    refused = nth = 0
    connection = _Connection(port)
    start.wait(60)
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        status, _body = connection.ask(make(number, nth))
        nth += 1
        if 200 <= status < 300:
            latencies.append(time.perf_counter() - began)
        else:
            refused += 1
    told.put((latencies, refused))


class _Connection:
    """Keep-alive; opened again when the server closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, whole: bytes) -> tuple[int, bytes]:
        for _ in range(2):
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._socket.sendall(whole)
                return self._answer(self._socket)
            except (ConnectionError, EOFError):
                self._socket.close()
                self._socket = None
        raise ConnectionError("the server closed the connection twice")

    def _answer(self, connection: socket.socket) -> tuple[int, bytes]:
        head = b""
        while b"\r\n\r\n" not in head:
            head += self._some(connection)
        top, _, body = head.partition(b"\r\n\r\n")
        fields = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in top.split(b"\r\n")[1:])
        }
        length = int(fields.get(b"content-length", 0))
        while len(body) < length:
            body += self._some(connection)
        if fields.get(b"connection") == b"close":
            connection.close()
            self._socket = None
        return int(top.split(b" ", 2)[1]), body

    def _some(self, connection: socket.socket) -> bytes:
        data = connection.recv(65536)
        if not data:
            raise EOFError
        return data
