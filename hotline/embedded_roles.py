"""Who may log in to our own PostgreSQL, under which addresses, and how a database is made there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

SUPER, OWNER, APP, DATABASE = "hotline_super", "hotline_owner", "hotline_app", "hotline"

HBA = f"""# Written at every start by hotline; changes here are lost.
local all {SUPER} peer map=hotline
local all {OWNER},{APP} scram-sha-256
"""


@dataclass(frozen=True)
class PostgresAddresses:
    """SQLAlchemy addresses of one database. `super_url` (peer log-in) is for making databases only."""

    app_url: str
    owner_url: str
    super_url: str
    sockets: Path
    database: str = DATABASE


def addresses_of(sockets: Path, passwords: dict[str, str]) -> PostgresAddresses:
    """The addresses of the database `hotline` behind the socket in `sockets`."""
    return PostgresAddresses(
        app_url=_url(APP, passwords[APP], sockets),
        owner_url=_url(OWNER, passwords[OWNER], sockets),
        super_url=_url(SUPER, "", sockets),
        sockets=sockets,
    )


def ident_for(users: set[str]) -> str:
    """Superuser are only these users of this host, by the socket's word. No password to lose."""
    return "".join(f'hotline "{name}" {SUPER}\n' for name in sorted(users))


def super_connection(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(sockets), user=SUPER, dbname="postgres", autocommit=True, connect_timeout=5
    )


def see_to_roles(connection: psycopg.Connection, passwords: dict[str, str]) -> None:
    """Owner, app and database exist, with the passwords that our files hold. Safe to repeat."""
    for role, password in passwords.items():
        name, known = sql.Identifier(role), sql.Literal(password)
        found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount
        verb = sql.SQL("ALTER" if found else "CREATE")
        connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, known))
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
    if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
        _create(connection, DATABASE, "template0")


def fresh_database(
    addresses: PostgresAddresses, name: str, *, template: str = "template0"
) -> PostgresAddresses:
    """An empty database (or a copy of `template`) owned by hotline_owner; one of that name goes first."""
    with super_connection(addresses.sockets) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        _create(connection, name, template)
    old, new = f"@/{addresses.database}?", f"@/{name}?"
    return PostgresAddresses(
        app_url=addresses.app_url.replace(old, new),
        owner_url=addresses.owner_url.replace(old, new),
        super_url=addresses.super_url.replace(old, new),
        sockets=addresses.sockets,
        database=name,
    )


def _create(connection: psycopg.Connection, name: str, template: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )


def _url(role: str, password: str, sockets: Path) -> str:
    login = f"{role}:{password}" if password else role
    return f"postgresql+psycopg://{login}@/{DATABASE}?host={quote(str(sockets))}"
