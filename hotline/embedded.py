"""The servers that a command needs: those that were named, those of a running `hotline run`, or our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Protocol

from hotline.embedded_places import AlreadyRunning, Say, locked, make_home, server_user
from hotline.embedded_postgres import EmbeddedPostgres, embedded_postgres, running_postgres
from hotline.embedded_roles import PostgresAddresses, fresh_database
from hotline.embedded_valkey import EmbeddedValkey, embedded_valkey, running_valkey
from models.secrets import keep_secrets, kept, key_ring_from
from models.settings import Settings

__all__ = [
    "PostgresAddresses",
    "Server",
    "embedded_postgres",
    "embedded_valkey",
    "fresh_database",
    "own_servers",
    "servers_for",
]


class Server(Protocol):
    """A server of ours that can be looked after."""

    @property
    def name(self) -> str: ...

    def is_alive(self) -> bool: ...

    def start(self) -> object: ...

    def stop(self) -> None: ...


@contextmanager
def own_servers(
    settings: Settings, say: Say, *, durable: bool = True
) -> Iterator[tuple[Settings, list[Server]]]:
    """Settings with every address and secret filled in, and the servers we had to start for that.

    Raises AlreadyRunning if another process uses the same home. Stops what it started, Valkey first.
    `durable=False` (no fsync) is for tests only.
    """
    settings = with_secrets(settings)
    servers: list[Server] = []
    with ExitStack() as stack:
        if not settings.database_url:
            stack.enter_context(locked(settings.home, "postgres"))
            postgres = EmbeddedPostgres(settings.home, say, durable=durable)
            stack.callback(postgres.stop)
            settings = _at(settings, postgres.start())
            servers.append(postgres)
        if not settings.redis_url:
            stack.enter_context(locked(settings.home, "valkey"))
            valkey = EmbeddedValkey(settings.home, say)
            stack.callback(valkey.stop)
            settings = replace(settings, redis_url=valkey.start())
            servers.append(valkey)
        yield settings, servers


@contextmanager
def servers_for(settings: Settings, say: Say) -> Iterator[Settings]:
    """For one-off commands: the servers named, else those already running on this home, else our own."""
    with ExitStack() as stack:
        try:
            settings, _ = stack.enter_context(own_servers(settings, say))
        except AlreadyRunning:
            settings = _of_running(with_secrets(settings))
        yield settings


def with_secrets(settings: Settings) -> Settings:
    """These settings with key ring and cookie secret, made once in `home` when none were given."""
    make_home(settings.home, server_user())
    keep_secrets(settings.home)
    keys = settings.keys if settings.keys.keys else key_ring_from(kept(settings.home, "keys"))
    return replace(settings, keys=keys, secret=settings.secret or kept(settings.home, "secret"))


def _of_running(settings: Settings) -> Settings:
    if not settings.database_url:
        settings = _at(settings, running_postgres(settings.home))
    return replace(settings, redis_url=settings.redis_url or running_valkey(settings.home))


def _at(settings: Settings, addresses: PostgresAddresses) -> Settings:
    return replace(settings, database_url=addresses.app_url, database_owner_url=addresses.owner_url)
