"""`hotline serve`: the web server (gunicorn, threads), for installations that run it by themselves."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from hotline.app import create_app
from hotline.cli_types import Subparsers
from hotline.doors import house_of
from models.settings import Settings, settings_from

# A stream holds a thread for as long as a page is open; HOTLINE_WEB_THREADS says how many there are.
_REQUEST_SECONDS = 60
_FINISH_SECONDS = 10
_KEEP_ALIVE_SECONDS = 5


def add(subparsers: Subparsers) -> None:
    serve = subparsers.add_parser("serve", help="启动网站与接口")
    serve.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> None:
    settings = settings_from(os.environ).complete()
    Gunicorn(settings).run()


class Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn without its command line and its configuration file."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        chosen: dict[str, Any] = {
            "bind": f"{host}:{self._settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": self._settings.web_threads,
            "timeout": _REQUEST_SECONDS,
            "graceful_timeout": _FINISH_SECONDS,
            "keepalive": _KEEP_ALIVE_SECONDS,
            "loglevel": self._settings.log_level,
            "control_socket_disable": True,
            "proc_name": "hotline-web",
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self._settings)
        _end_streams_first(app)
        return app


def _end_streams_first(app: Flask) -> None:
    """A stream would hold its thread until the server's patience ends: end them when it is told to stop."""
    live = house_of(app).live
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        follow = signal.getsignal(number)

        def stop(number: int, frame: FrameType | None, follow: object = follow) -> None:
            # A handler may interrupt the very thread that holds the lock: another thread does it.
            threading.Thread(target=live.close, daemon=True).start()
            if callable(follow):
                follow(number, frame)

        signal.signal(number, stop)
