"""`hotline demo`: found the demo organisation with people and pleas; again changes nothing."""

from __future__ import annotations

import argparse
import os

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from hotline.running_demo import demonstrate
from models.migrations.run import upgrade
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser("demo", help="建立演示组织、用户和诉求")
    command.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> None:
    with servers_for(settings_from(os.environ), print) as settings:
        upgrade(settings.database_owner_url)
        print(demonstrate(settings, print))
