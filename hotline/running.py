"""`hotline run`: own servers if needed, migrations, demonstration, then web, workers and scheduler."""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from hotline.embedded import Server, own_servers
from hotline.embedded_places import make_home, server_user
from hotline.running_children import Child
from hotline.running_demo import demonstrate
from models.domain.errors import HotlineError
from models.migrations.run import upgrade
from models.settings import Settings

_LOOK_EVERY_SECONDS = 0.2
_SERVER_PAUSE_SECONDS = 10.0
_WEB_READY_WITHIN_SECONDS = 90.0
_WEB_MAY_DIE = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotRun(HotlineError):
    """The start was given up; the message says why and what to do."""

    code = "cannot_run"


def run(settings: Settings) -> int:
    """Until Ctrl-C or SIGTERM. Stops in order: web, workers, scheduler, Valkey, PostgreSQL."""
    progress = _Progress()
    _check_port(settings)
    try:
        if not settings.database_url and (user := server_user()):
            progress.say(f"以 root 运行：数据库和门铃改由系统用户 {user.name} 运行。")
        with _interruptible(), own_servers(settings, progress.say) as (complete, servers):
            progress.say("正在检查并升级数据库……")
            upgrade(complete.database_owner_url)
            welcome = demonstrate(complete, progress.say) if complete.demo else ""
            with _children(complete) as children:
                progress.say("正在启动网站、处理进程和时限巡查……")
                _wait_for_web(complete, children[0])
                progress.say(f"已就绪：{complete.address}（按 Ctrl-C 停止）")
                if welcome:
                    print(welcome, flush=True)
                _tend(children, servers, progress)
    except KeyboardInterrupt:
        progress.say("已全部停止，数据已保存。")
    return 0


class _Progress:
    """Sentences with the seconds since the start."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def say(self, sentence: str) -> None:
        print(f"[{time.monotonic() - self._started:6.1f} 秒] {sentence}", flush=True)


def _check_port(settings: Settings) -> None:
    """Before anything is started: may we listen there?"""
    where = f"{settings.host}:{settings.port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        busy = fault.errno == errno.EADDRINUSE
        reason = "已被别的程序占用" if busy else f"不能使用（{fault.strerror}）"
        raise CannotRun(
            f"地址 {where} {reason}。请停止占用它的程序，或换一个地址，例如：HOTLINE_BIND=127.0.0.1:{settings.port + 1}"
        ) from fault


@contextmanager
def _interruptible() -> Iterator[None]:
    """The first signal ends the block; later ones cannot disturb the stopping in order."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        print("\n正在停止，请稍候……", flush=True)
        raise KeyboardInterrupt

    wanted = [n for n in _SIGNALS if n != signal.SIGHUP or signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in wanted}  # nohup stays nohup
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _children(settings: Settings) -> Iterator[list[Child]]:
    """Web, worker and scheduler, each a process; stopped together, waited for in order."""
    environ = _environ_of(settings)
    make_home(settings.home / "logs", server_user())
    titles = {"serve": "网站", "worker": "处理进程", "scheduler": "时限巡查"}
    children = [Child(name, title, settings.home, environ) for name, title in titles.items()]
    try:
        for child in children:
            child.start()
        yield children
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait()


def _environ_of(settings: Settings) -> Mapping[str, str]:
    """What the children get: addresses, no owner's address (they must not be able to migrate)."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_DATABASE")
    }
    return inherited | {
        "HOTLINE_HOME": str(settings.home),
        "HOTLINE_DATABASE_URL": settings.database_url,
        "HOTLINE_REDIS_URL": settings.redis_url,
        "PYTHONUNBUFFERED": "1",
    }


def _wait_for_web(settings: Settings, web: Child) -> None:
    deadline = time.monotonic() + _WEB_READY_WITHIN_SECONDS
    while not is_healthy(settings.address.removeprefix("http://")):
        web.tend(lambda _sentence: None)
        if web.deaths >= _WEB_MAY_DIE or time.monotonic() > deadline:
            raise CannotRun(f"网站没有启动：{web.last_words()}（全部日志见 {web.log}）")
        time.sleep(_LOOK_EVERY_SECONDS)


def is_healthy(address: str) -> bool:
    """Whether a web server of ours answers at `host:port`; never raises."""
    connection = http.client.HTTPConnection(address, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tend(children: list[Child], servers: list[Server], progress: _Progress) -> None:
    """Forever: whatever died is started again; the tickets are in the database meanwhile."""
    try_at = dict.fromkeys((server.name for server in servers), 0.0)
    while True:
        for server in servers:
            if not server.is_alive() and time.monotonic() >= try_at[server.name]:
                _restart(server, progress)
                try_at[server.name] = time.monotonic() + _SERVER_PAUSE_SECONDS
        for child in children:
            child.tend(progress.say)
        time.sleep(_LOOK_EVERY_SECONDS)


def _restart(server: Server, progress: _Progress) -> None:
    """A disk that is full may be emptied by somebody: say what is wrong and try again later."""
    progress.say(f"内置{server.name}意外停止，正在重新启动……")
    try:
        server.start()
    except HotlineError as fault:
        progress.say(f"{fault.message} {_SERVER_PAUSE_SECONDS:.0f} 秒后再试。")
