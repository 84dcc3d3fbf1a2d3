"""Promises of our own PostgreSQL: it keeps data, comes back, leaves nothing behind and opens to nobody else."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from hotline.embedded import PostgresAddresses, embedded_postgres, fresh_database
from hotline.embedded_places import AlreadyRunning, PlaceUnusable, locked, place_for
from hotline.embedded_postgres import EmbeddedPostgres

_KEEPS_ONE = """
import signal, sys, pathlib
from hotline.embedded_places import locked
from hotline.embedded_postgres import EmbeddedPostgres
home = pathlib.Path(sys.argv[1])
server = EmbeddedPostgres(home, str, durable=False)
with locked(home, "postgres"):
    server.start()
    print(server.pid, flush=True)
    signal.pause()
"""


def connected(url: str) -> psycopg.Connection:
    address = make_url(url)
    return psycopg.connect(
        host=str(address.query["host"]),
        user=address.username,
        password=address.password,
        dbname=address.database,
        autocommit=True,
    )


def write_one(addresses: PostgresAddresses) -> None:
    with connected(addresses.owner_url) as connection:
        connection.execute("CREATE TABLE plea (words text)")
        connection.execute("INSERT INTO plea VALUES ('欠薪')")


def read_all(addresses: PostgresAddresses) -> list[str]:
    with connected(addresses.owner_url) as connection:
        return [row[0] for row in connection.execute("SELECT words FROM plea")]


def test_data_and_passwords_survive_a_restart(home: Path, said: list[str]) -> None:
    """Stopping and starting again keeps every row and every address."""
    with embedded_postgres(home, said.append) as first:
        write_one(first)

    with embedded_postgres(home, said.append) as second:
        assert second == first
        assert read_all(second) == ["欠薪"]
    assert said == ["首次启动：正在建立数据库……"]


def test_what_was_committed_survives_kill_9_of_the_server(home: Path, said: list[str]) -> None:
    """After kill -9 the same home starts again, stale pid file and lingering children or not."""
    place_for(home, "postgres", "s")
    with locked(home, "postgres"):
        server = EmbeddedPostgres(home, said.append)
        addresses = server.start()
        write_one(addresses)

        os.kill(server.pid, signal.SIGKILL)
        again = server.start()

        assert read_all(again) == ["欠薪"]
        server.stop()


def test_nothing_is_left_when_we_are_killed(home: Path, said: list[str]) -> None:
    """kill -9 of the program ends its PostgreSQL too, and the next start needs no hand."""
    command = [sys.executable, "-c", _KEEPS_ONE, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        server = os.pidfd_open(int(parent.stdout.readline()))

        parent.kill()

        ended, _, _ = select.select([server], [], [], 30)
        os.close(server)
    assert ended, "the server still runs 30 s after its parent was killed"
    with embedded_postgres(home, said.append, durable=False):
        pass


def test_app_may_neither_create_nor_become_more(home: Path, said: list[str]) -> None:
    """The program's own log-in has no rights but those that migrations grant."""
    with (
        embedded_postgres(home, said.append, durable=False) as addresses,
        connected(addresses.app_url) as connection,
    ):
        for forbidden in ("CREATE TABLE x ()", "SET ROLE hotline_owner", "CREATE ROLE x"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_no_password_no_entry(home: Path, said: list[str]) -> None:
    """Being on this machine is not enough to read what callers said."""
    with embedded_postgres(home, said.append, durable=False) as addresses:
        for url in (addresses.app_url, addresses.owner_url):
            wrong = make_url(url).set(password="wrong").render_as_string(hide_password=False)
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                connected(wrong)
        assert addresses.sockets.stat().st_mode & 0o077 == 0


def test_fresh_database_is_empty_and_the_owners(home: Path, said: list[str]) -> None:
    """Each test process gets a database of its own in one server; asking again empties it."""
    with embedded_postgres(home, said.append, durable=False) as addresses:
        write_one(fresh_database(addresses, "worker_1"))

        write_one(fresh_database(addresses, "worker_1"))

        copy = fresh_database(addresses, "worker_2", template="worker_1")
        assert read_all(copy) == ["欠薪"]


def test_second_start_on_the_same_home_is_refused(home: Path, said: list[str]) -> None:
    """One sentence, and the first one is not disturbed."""
    with embedded_postgres(home, said.append, durable=False) as addresses:
        with pytest.raises(AlreadyRunning, match="HOTLINE_HOME"):
            embedded_postgres(home, said.append).__enter__()

        connected(addresses.app_url).close()


def test_killed_initdb_is_cleared_away(home: Path, said: list[str]) -> None:
    """A first start that was interrupted is simply done again."""
    making = place_for(home, "postgres", "s").folder / "making"
    making.mkdir()
    (making / "PG_VERSION").write_text("18\n")

    with embedded_postgres(home, said.append, durable=False) as addresses:
        connected(addresses.app_url).close()


def test_incomplete_data_folder_is_left_alone(home: Path, said: list[str]) -> None:
    """What may be somebody's only copy is not touched; the sentence says what to do."""
    data = place_for(home, "postgres", "s").folder / "data"
    data.mkdir()
    (data / "base").write_text("somebody's")

    with pytest.raises(PlaceUnusable, match="没有改动它"):
        embedded_postgres(home, said.append).__enter__()

    assert (data / "base").read_text() == "somebody's"


def test_long_path_and_odd_letters_do_no_harm(home: Path, said: list[str]) -> None:
    """A home whose path is too long for a socket gets a short private folder for it."""
    far = home / ("深 目录&?%" * 6) / ("x" * 100)

    with embedded_postgres(far, said.append, durable=False) as addresses:
        connected(addresses.app_url).close()

        assert len(str(addresses.sockets)) < 100
        assert addresses.sockets.stat().st_mode & 0o077 == 0
    addresses.sockets.rmdir()


def test_folder_that_cannot_be_used_is_named(home: Path, said: list[str]) -> None:
    """A parent that the server's user cannot pass (root), or we cannot write (others): one sentence."""
    closed = home.parent / "closed"
    closed.mkdir()
    mode = 0o700 if os.geteuid() == 0 else 0o500
    closed.chmod(mode)

    with pytest.raises(PlaceUnusable, match="HOTLINE_HOME"):
        embedded_postgres(closed / "var", said.append).__enter__()

    assert closed.stat().st_mode & 0o777 == mode
