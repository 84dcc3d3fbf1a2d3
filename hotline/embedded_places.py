"""Where an embedded server lives: its folder, socket, log, lock and (as root) its own system user."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.domain.errors import HotlineError

Say = Callable[[str], None]
SYSTEM_USER = "hotline-db"
_LONGEST_LOG_BYTES = 10_000_000
LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes on Linux, 103 on macOS


class PlaceUnusable(HotlineError):
    """A folder cannot be used as it is; the message says which one and what to do."""

    code = "place_unusable"


class AlreadyRunning(HotlineError):
    """Another process holds this folder."""

    code = "already_running"


@dataclass(frozen=True)
class SystemUser:
    """Whom a server runs as when we are root: PostgreSQL refuses root, and rightly."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """Everything one server may touch. `folder` and `sockets` belong to `user`, 0700."""

    home: Path
    folder: Path
    sockets: Path
    log: Path
    user: SystemUser | None

    def write(self, name: str, text: str) -> Path:
        """A 0600 file in `folder` that the server's user can read; a link there is not followed."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            if self.user:
                os.fchown(file.fileno(), self.user.uid, self.user.gid)
        return path


def open_log(path: Path) -> BinaryIO:
    """A log at its end, readable by us only; a long one is put aside first (one old one is kept)."""
    if path.exists() and path.stat().st_size > _LONGEST_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    log = path.open("ab")
    log.seek(0, os.SEEK_END)
    return log


def place_for(home: Path, name: str, socket_name: str) -> Place:
    """Make the folders of the server `name`, or raise PlaceUnusable. Touches no mode but of what it makes."""
    user = server_user()
    make_home(home, user)
    if not reachable_for(home, user):
        raise _unreachable(home, user)
    (home / "logs").mkdir(mode=0o700, exist_ok=True)
    folder = home / name
    _make_private(folder, user)
    sockets = folder / "socket"
    if len(os.fsencode(sockets / socket_name)) > LONGEST_SOCKET_PATH:
        sockets = _short_folder(folder)
    _make_private(sockets, user)
    return Place(home, folder, sockets, home / "logs" / f"{name}.log", user)


def make_home(home: Path, user: SystemUser | None) -> None:
    """The folder of this installation; what we make ourselves can be passed through by `user`."""
    missing = [folder for folder in (home, *home.parents) if not folder.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir()
            folder.chmod(0o711 if user else 0o700)
    except OSError as fault:
        raise PlaceUnusable(
            f"不能建立目录 {home}（{fault.strerror}）。请用 HOTLINE_HOME 指定一个可以写入的目录。"
        ) from fault
    if not home.is_dir() or not os.access(home, os.W_OK | os.X_OK):
        raise PlaceUnusable(f"不能写入 {home}。请用 HOTLINE_HOME 指定一个可以写入的目录。")


@contextmanager
def locked(home: Path, name: str) -> Iterator[None]:
    """Hold `name` under `home` for ourselves; the kernel lets go when we die, however we die."""
    path = home / f"{name}.lock"  # 0600: whoever can read it could hold it
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"{home} 正被另一个 hotline 使用。请先停止那一个，或用 HOTLINE_HOME 指定另一个目录。"
            ) from None
        yield


def server_user() -> SystemUser | None:
    """None if we are an ordinary user; as root the system user of the servers, made if missing."""
    if os.geteuid() != 0:
        return None
    useradd = shutil.which("useradd")
    if _find_user() is None and useradd:
        options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([useradd, *options, SYSTEM_USER], capture_output=True, check=False)  # noqa: S603
    found = _find_user()  # also when another process was faster
    if found is None:
        raise PlaceUnusable(
            f"以 root 运行时数据库需要系统用户 {SYSTEM_USER}，而这里不能自动建立。"
            f"请先运行 useradd --system {SYSTEM_USER}，或改用普通用户运行。"
        )
    return found


def reachable_for(path: Path, user: SystemUser | None) -> bool:
    """May the servers' user enter this folder, or run this program?"""
    return user is None or _can_enter(path, user)


def _find_user() -> SystemUser | None:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None
    return SystemUser(SYSTEM_USER, entry.pw_uid, entry.pw_gid)


def _make_private(folder: Path, user: SystemUser | None) -> None:
    """Make `folder` 0700 for the server, or see that it is so already."""
    owner = user.uid if user else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise PlaceUnusable(
                f"{folder} 不是本系统建立的目录（应为私有目录，属于 {user.name if user else '当前用户'}，权限 0700）。"
                "为安全起见没有改动它。请移走它，或用 HOTLINE_HOME 指定另一个目录。"
            ) from None
        return
    if user:
        os.chown(folder, user.uid, user.gid)


def _short_folder(folder: Path) -> Path:
    """A stable short folder for sockets, for homes whose path is too long for the kernel."""
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"hotline-{digest}"


def _can_enter(path: Path, user: SystemUser) -> bool:
    """Ask the kernel by trying as that user: modes alone do not tell about access lists."""
    test = shutil.which("test") or "/usr/bin/test"
    check = [test, "-x", str(path)]
    return (
        subprocess.run(  # noqa: S603
            check, user=user.uid, group=user.gid, extra_groups=[], cwd="/", check=False
        ).returncode
        == 0
    )


def _unreachable(folder: Path, user: SystemUser | None) -> PlaceUnusable:
    assert user is not None, "an ordinary user's servers run as that user"
    closed = next((p for p in reversed(folder.parents) if not _can_enter(p, user)), folder)
    return PlaceUnusable(
        f"以 root 运行时数据库由系统用户 {user.name} 运行，但它进不了 {closed}。为安全起见没有改动该目录的权限。"
        "请换一个它进得去的目录再启动，例如：HOTLINE_HOME=/var/lib/hotline make run"
    )
