"""`hotline ladder NUMBER`: what happens to a ticket if nobody touches it, with dates, holidays and people on duty."""

from __future__ import annotations

import argparse
import os

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from hotline.pages.ladder import section, spelled
from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.domain.errors import NotFound
from models.domain.permissions import SYSTEM
from models.policy.load import default_policy
from models.queries import tickets
from models.services.act import Act
from models.services.policies import Shelf
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser("ladder", help="预演：如果没人处理，这张工单会怎样逐级升级")
    command.add_argument("number", help="工单号，如 20261124-000123")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    with servers_for(settings_from(os.environ), print) as settings:
        engine = engine_for(settings.database_url)
        with sessions_for(engine).begin() as session:
            act = Act(
                session,
                SystemClock().now(),
                SYSTEM,
                Shelf(default_policy()).in_force(session),
                settings.keys,
            )
            ticket = tickets.visible_ticket(session, SYSTEM, arguments.number)
            if ticket is None:
                raise NotFound(f"没有找到工单 {arguments.number}。请核对工单号。")
            lines = section(act, ticket)
        engine.dispose()
    for line in spelled(lines):
        print(line)
    if not lines:
        print("没有运行中的时限，不会再升级。")
