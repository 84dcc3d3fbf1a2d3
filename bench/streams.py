"""200 open live streams beside normal load: what a page costs with and without them, and how late their news is."""

from __future__ import annotations

import itertools
import json
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.big import cached
from bench.clients import one_by_one, request
from bench.ground import TOKENS, Ground
from bench.processes import web
from bench.report import Line, percentile
from hotline.identity import COOKIE
from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.keys import token_hash
from models.policy.load import default_policy
from models.services.policies import ensure_policy
from models.settings import Settings
from models.tables.people import Login, User

STREAMS = 200
_SECRET = "bench-login-of-a-supervisor-0123456789"
_PAGES = {"queue": "/department", "board": "/supervision"}
_LOAD_PAUSE_SECONDS = 0.2  # five pleas a second: a busy hour of a province
_NEWS = 5  # pleas whose way to every stream is timed
_HEARD_WITHIN_SECONDS = 10.0
_PLEA = {"text": "厂里三个月没发工资了，找老板就是推。", "channel": "phone"}


def measure(ground: Ground, seconds: float) -> list[Line]:
    """Each page asked one by one beside five pleas a second, first alone, then with every stream open."""
    settings = cached(ground, 1_000)
    _log_in(settings)
    with web(settings) as port:
        for path in _PAGES.values():
            _ask(port, path, 1)  # the first ones load templates
        with _load(port):
            alone = {page: _ask(port, path, seconds) for page, path in _PAGES.items()}
        with _Streams(port) as streams:
            with _load(port):
                beside = {page: _ask(port, path, seconds) for page, path in _PAGES.items()}
            late = [streams.lateness(port) for _ in range(_NEWS)]
            opened = streams.opened
    return [
        Line("streams", "streams open", opened, at_least=STREAMS),
        *(line for page in _PAGES for line in _lines(page, alone[page], beside[page])),
        Line("streams", "last of all streams hears a plea, p50", percentile(late, 50), "s"),
        Line("streams", "last of all streams hears a plea, worst", max(late), "s", at_most=1.0),
    ]


def _lines(page: str, alone: list[float], beside: list[float]) -> Iterator[Line]:
    for percent in (50, 95):
        without, with_all = percentile(alone, percent), percentile(beside, percent)
        yield Line("streams", f"{page} p{percent} without streams", without * 1000, "ms")
        yield Line("streams", f"{page} p{percent} with {STREAMS} streams", with_all * 1000, "ms")
        yield Line(
            "streams", f"{page} p{percent} against none", with_all / without, "x", at_most=1.5
        )


def _log_in(settings: Settings) -> None:
    engine = engine_for(settings.database_url)
    with sessions_for(engine).begin() as session:
        now = SystemClock().now()
        ensure_policy(
            session, default_policy(), now
        )  # a kept database may be older than the policy
        hashed = token_hash(_SECRET)
        found = session.scalars(select(Login).where(Login.secret_hash == hashed)).one_or_none()
        if found is None:
            session.add(_login(session, hashed))
        else:
            found.seen_at = now
    engine.dispose()


def _login(session: Session, hashed: bytes) -> Login:
    now = SystemClock().now()
    user_id = session.scalars(select(User.id).where(User.login == "supervisor")).one()
    return Login(user_id=user_id, secret_hash=hashed, created_at=now, seen_at=now)


def _ask(port: int, path: str, seconds: float) -> list[float]:
    """How long each answer took; bounded by time, so that a busy machine asks less instead of longer."""
    whole, end = _page(path), time.perf_counter() + seconds
    still = itertools.takewhile(lambda _one: time.perf_counter() < end, itertools.repeat(whole))
    return one_by_one(port, still)[0]


def _page(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {COOKIE}={_SECRET}\r\n\r\n".encode()


def _plea(port: int) -> None:
    body = json.dumps(_PLEA).encode()
    whole = request("POST", "/api/v1/tickets", TOKENS["operator"], body)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(whole)
        assert b" 201 " in connection.recv(65536).split(b"\r\n", 1)[0]


@contextmanager
def _load(port: int) -> Iterator[None]:
    """Pleas at a steady pace until the block ends."""
    over = threading.Event()

    def send() -> None:
        while not over.wait(_LOAD_PAUSE_SECONDS):
            _plea(port)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    yield
    over.set()
    sender.join(30)


class _Streams:
    """Every stream that the server lets in, read by one thread so that the measuring costs little."""

    def __init__(self, port: int) -> None:
        self._open = [_stream(port) for _ in range(STREAMS)]
        self.opened = sum(found is not None for found in self._open)
        self._heard: dict[int, float] = {}
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> _Streams:
        self._reader.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._over.set()
        self._reader.join(30)
        for found in self._open:
            if found is not None:
                found.close()

    def lateness(self, port: int) -> float:
        """Seconds from sending a plea until the last stream has heard of it."""
        self._heard = {}
        began = time.perf_counter()
        _plea(port)
        while len(self._heard) < self.opened:
            assert time.perf_counter() - began < _HEARD_WITHIN_SECONDS, "a stream heard nothing"
            time.sleep(0.01)
        return max(self._heard.values()) - began

    def _read(self) -> None:
        with selectors.DefaultSelector() as news:
            for found in self._open:
                if found is not None:
                    news.register(found, selectors.EVENT_READ)
            while not self._over.is_set():
                for key, _events in news.select(0.1):
                    if b"event: ticket" in key.fileobj.recv(65536):  # type: ignore[union-attr]
                        self._heard.setdefault(key.fd, time.perf_counter())


def _stream(port: int) -> socket.socket | None:
    """An open stream, or None when the server has no place for it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(_page("/live"))
    if b" 200 " in connection.recv(65536).split(b"\r\n", 1)[0]:
        return connection
    connection.close()
    return None
