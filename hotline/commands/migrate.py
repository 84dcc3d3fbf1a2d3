"""`hotline migrate`: bring the database to the tables of this version, as its owner."""

from __future__ import annotations

import argparse
import os

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from models.migrations.run import head, upgrade
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    migrate = subparsers.add_parser("migrate", help="把数据库升级到本版本")
    migrate.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> None:
    with servers_for(settings_from(os.environ), print) as settings:
        upgrade(settings.database_owner_url)
    print(f"数据库已是最新版本（{head()}）。")
