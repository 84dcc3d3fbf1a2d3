"""`hotline calendar load FILE`: a year's official holidays; estimated due times are recounted, each with an event."""

from __future__ import annotations

import argparse
import os
import tomllib
from pathlib import Path

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from models.clock import SystemClock
from models.database import Sessions, database_now, engine_for, sessions_for
from models.domain.errors import InvalidInput
from models.domain.permissions import SYSTEM
from models.domain.policy import Policy
from models.keys import KeyRing
from models.policy.load import default_policy
from models.services.act import Act
from models.services.policies import Shelf, ensure_policy
from models.services.recount import YearTable, load_year, recount_some, table_from
from models.settings import settings_from

_AT_ONCE = 200


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser(
        "calendar", help="载入一年的官方放假安排（TOML），重算按估计的时限"
    )
    command.add_argument("act", choices=["load"], help="load：载入")
    command.add_argument("file", type=Path, help="TOML 文件：year = 2027，[days] 列出放假和调休")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    table = _read(arguments.file)
    with servers_for(settings_from(os.environ), print) as settings:
        engine = engine_for(settings.database_url)
        version, moved = load(sessions_for(engine), settings.keys, table)
        engine.dispose()
    print(f"{table.year} 年放假安排已生效（版本 {version[:12]}），重算了 {moved} 个时限。")


def load(sessions: Sessions, keys: KeyRing, table: YearTable) -> tuple[str, int]:
    """Publish first, so that new clocks are exact; then recount in small transactions. Safe to run again."""
    shelf = Shelf(default_policy())
    with sessions.begin() as session:
        ensure_policy(session, default_policy(), SystemClock().now())
        act = Act(session, database_now(session), SYSTEM, shelf.in_force(session), keys)
        version = load_year(act, table)
    last, moved = 0, 0
    while True:
        with sessions.begin() as session:
            policy: Policy = shelf.in_force(session)
            act = Act(session, database_now(session), SYSTEM, policy, keys)
            last, more = recount_some(act, policy, last, _AT_ONCE)
        moved += more
        if not last:
            return version, moved


def _read(path: Path) -> YearTable:
    try:
        return table_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise InvalidInput(f"读不了 {path}：{fault.strerror}。") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{path} 不是有效的 TOML 文件：{fault}。") from fault
