"""Where everything is measured: own PostgreSQL (durable, as `hotline run` starts it) and Valkey under var/bench."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hotline.demo.henan import henan
from hotline.demo.people import add_demo_users
from hotline.embedded import Server, own_servers
from hotline.embedded_postgres import running_postgres
from hotline.embedded_roles import PostgresAddresses, fresh_database
from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.domain.permissions import SYSTEM
from models.migrations.run import upgrade
from models.policy.load import default_policy
from models.services.act import Act
from models.services.organise import found
from models.services.policies import ensure_policy
from models.services.users import keep_token
from models.settings import Settings, settings_from

HOME = Path(__file__).parents[1] / "var" / "bench"
TOKENS = {
    name: f"hl_bench-token-of-{name}-0123456789" for name in ("operator", "social", "supervisor")
}


@dataclass(frozen=True)
class Ground:
    """Servers that run, and how to get a database of a name there."""

    settings: Settings
    addresses: PostgresAddresses
    servers: Sequence[Server]

    def known(self, name: str) -> Settings:
        """The settings of a database that is there already."""
        old, new = "@/hotline?", f"@/{name}?"
        return replace(
            self.settings,
            database_url=self.addresses.app_url.replace(old, new),
            database_owner_url=self.addresses.owner_url.replace(old, new),
        )

    def fresh(self, name: str) -> Settings:
        """An empty installation with Henan's unions, the demo's people and their tokens."""
        fresh_database(self.addresses, name)
        settings = self.known(name)
        upgrade(settings.database_owner_url)
        engine = engine_for(settings.database_url)
        with sessions_for(engine).begin() as session:
            act = Act(session, SystemClock().now(), SYSTEM, default_policy(), settings.keys)
            ensure_policy(session, act.policy, act.now)
            found(act, henan())
            users = add_demo_users(act)
            for login, token in TOKENS.items():
                keep_token(act, users[login], "bench", token)
        engine.dispose()
        return settings


@contextmanager
def ground(home: Path = HOME) -> Iterator[Ground]:
    """Start the servers, stop them afterwards; big databases stay for the next time."""
    chosen = settings_from({"HOTLINE_HOME": str(home), "HOTLINE_LOG_LEVEL": "error"})
    with own_servers(chosen, say=lambda _sentence: None) as (settings, servers):
        yield Ground(settings, running_postgres(home), servers)
