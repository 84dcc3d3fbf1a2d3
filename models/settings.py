"""All settings, read once from HOTLINE_* variables; every fault is reported together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from models.domain.errors import FieldError, SettingsInvalid
from models.keys import KeyRing
from models.secrets import SECRET_MINIMUM, kept, key_ring_from

T = TypeVar("T")
LOG_LEVELS = ("debug", "info", "warning", "error")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read here, not bound


@dataclass(frozen=True)
class Settings:
    """What one installation may choose. An empty address means: a server of our own under `home`."""

    home: Path
    database_url: str
    database_owner_url: str
    redis_url: str
    host: str
    port: int
    keys: KeyRing
    secret: str
    workers: int = 2
    web_threads: int = 240
    log_level: str = "info"
    demo: bool = False

    @property
    def address(self) -> str:
        """What a person types into the browser."""
        host = _EVERYWHERE.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def complete(self) -> Settings:
        """These settings, or SettingsInvalid naming what a serving process cannot do without."""
        needed = {
            "HOTLINE_DATABASE_URL": self.database_url,
            "HOTLINE_REDIS_URL": self.redis_url,
            "HOTLINE_KEYS": self.keys.keys,
            "HOTLINE_SECRET": self.secret,
        }
        missing = tuple(FieldError(name, "没有设置") for name, value in needed.items() if not value)
        if missing:
            names = "、".join(fault.field for fault in missing)
            hint = "请设置后再启动；只想在本机试用，请运行 hotline run"
            raise SettingsInvalid(f"缺少设置 {names}。{hint}。", errors=missing)
        return self


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Settings of this environment. Raises SettingsInvalid naming every faulty variable at once.

    Keys and cookie secret that are not given are those kept in `home`, if any (models/secrets.py).
    """
    read = _Reading(environ)
    home = Path(read.text("HOME") or _default_home()).expanduser().absolute()
    host, port = read.parsed("BIND", _bind, ("127.0.0.1", 12351))
    database_url = read.parsed("DATABASE_URL", _database_url, "")
    settings = Settings(
        home=home,
        database_url=database_url,
        database_owner_url=read.parsed("DATABASE_OWNER_URL", _database_url, database_url),
        redis_url=read.parsed("REDIS_URL", _redis_url, ""),
        host=host,
        port=port,
        keys=read.parsed("KEYS", key_ring_from, None) or _kept_keys(home, read),
        secret=read.parsed("SECRET", _secret, "") or kept(home, "secret"),
        workers=read.parsed("WORKERS", _between(1, 64), 2),
        web_threads=read.parsed("WEB_THREADS", _between(4, 1000), 240),
        log_level=read.parsed("LOG_LEVEL", _log_level, "info"),
        demo=read.parsed(
            "DEMO", _yes_or_no, not database_url
        ),  # never by itself in a database of others
    )
    read.complain()
    return settings


class _Reading:
    """One pass over the environment that collects faults instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[FieldError] = []

    def text(self, name: str) -> str:
        return self._environ.get(f"HOTLINE_{name}", "").strip()

    def parsed(self, name: str, parse: Callable[[str], T], default: T) -> T:
        value = self.text(name)
        if not value:
            return default
        try:
            return parse(value)
        except ValueError as fault:
            self.fault(f"HOTLINE_{name}", str(fault))
            return default

    def fault(self, name: str, message: str) -> None:
        self._faults.append(FieldError(name, message))

    def complain(self) -> None:
        if self._faults:
            lines = "；".join(f"{fault.field} {fault.message}" for fault in self._faults)
            message = f"设置有误，请改正后再启动：{lines}。"
            raise SettingsInvalid(message, errors=tuple(self._faults))


def _default_home() -> Path:
    """`./var` beside the sources when run from a checkout, a folder of the user's when installed."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "setup.cfg").exists():
        return checkout / "var"
    return Path("~/.local/share/hotline-12351")


def _kept_keys(home: Path, read: _Reading) -> KeyRing:
    try:
        return key_ring_from(kept(home, "keys"))
    except ValueError as fault:
        read.fault(str(home / "keys"), str(fault))
        return KeyRing({})


def _bind(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("应为“主机:端口”，例如 127.0.0.1:12351")
    return host.strip("[]"), int(port)


def _database_url(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise ValueError("应为 postgresql://用户:密码@主机:端口/库名（只支持 PostgreSQL）")
    return f"postgresql+psycopg://{rest}"


def _redis_url(value: str) -> str:
    if urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("应为 redis://主机:端口/编号、rediss:// 或 unix:///路径")
    return value


def _secret(value: str) -> str:
    if len(value) < SECRET_MINIMUM:
        raise ValueError(f"至少 {SECRET_MINIMUM} 个字符，用来给登录信息签名")
    return value


def _between(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isdecimal() or not least <= int(value) <= most:
            raise ValueError(f"应为 {least} 到 {most} 之间的整数")
        return int(value)

    return parse


def _log_level(value: str) -> str:
    if value.lower() not in LOG_LEVELS:
        raise ValueError("应为 debug、info、warning 或 error")
    return value.lower()


def _yes_or_no(value: str) -> bool:
    if value.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise ValueError("应为 1 或 0")
    return value.lower() in ("1", "true", "yes")
