"""The whole web application on a port of its own, and people who log in to it with a real Chromium."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import update
from werkzeug.serving import make_server

from hotline.app import create_app
from hotline.doors import house_of
from hotline.reader import Reader
from models.domain.verdict import Verdict
from models.settings import Settings
from models.tables.people import User
from tests.builders import World
from tests.fakes import FakeBell, FakeModel

PASSWORD = "Correct-Horse-12351"
WIDE, NARROW = (1366, 768), (390, 844)
_THREADS = 100  # enough places for the streams of every window of a test


@dataclass
class Site:
    """A served world. `faults` collects what the browsers complained about: a page must be silent."""

    address: str
    world: World
    browser: Browser
    faults: list[str] = field(default_factory=list)
    stop: Callable[[], None] = lambda: None  # the web server goes away ...
    start: Callable[[], None] = lambda: (
        None
    )  # ... and comes back at the same address, as a new process would

    def page(self, size: tuple[int, int] = WIDE, *, javascript: bool = True) -> Page:
        """A new browser window without a log-in."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)
        return page

    def as_(self, who: str, size: tuple[int, int] = WIDE, *, javascript: bool = True) -> Page:
        """A window in which this person has logged in."""
        page = self.page(size, javascript=javascript)
        page.goto("/log-in")
        page.get_by_label("登录名").fill(who)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        return page

    def _hear(self, message: object) -> None:
        kind, words = message.type, message.text  # type: ignore[attr-defined]
        if kind == "error" and "status of 4" not in words:  # a refused form is no fault of the page
            self.faults.append(words)


@contextmanager
def served(settings: Settings, world: World, browser: Browser, verdict: Verdict) -> Iterator[Site]:
    """The site for as long as the block lasts; its model answers `verdict` to everything."""
    _give_passwords(world)
    reader = Reader(lambda: FakeModel(verdict))  # type: ignore[arg-type, return-value]
    reader.warm().join()

    def build() -> Flask:
        return create_app(
            replace(settings, web_threads=_THREADS),
            clock=world.clock,
            sessions=world.sessions,
            bell=FakeBell(),
            reader=reader,
        )

    web = _Web(build)
    web.start()
    site = Site(f"http://127.0.0.1:{web.port}", world, browser, stop=web.stop, start=web.start)
    try:
        yield site
    finally:
        for context in browser.contexts:
            context.close()
        web.stop()


class _Web:
    """A server that can go away and come back: each time a new application, at the same port."""

    def __init__(self, build: Callable[[], Flask]) -> None:
        self._build = build
        self.port = 0

    def start(self) -> None:
        self._app = self._build()
        self._server = make_server("127.0.0.1", self.port, self._app, threaded=True)
        self._server.daemon_threads = False  # type: ignore[attr-defined]  # closing waits for requests in flight
        self.port = self._server.server_port
        self._serving = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._serving.start()

    def stop(self) -> None:
        house_of(self._app).live.close()
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()


def _give_passwords(world: World) -> None:
    with world.act() as act:
        act.session.execute(update(User).values(password_hash=_HASH))


_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
