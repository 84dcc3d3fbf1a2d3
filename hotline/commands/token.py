"""`hotline token`: a new API token for a user; shown once, kept as a hash."""

from __future__ import annotations

import argparse
import os

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.domain.errors import NotFound
from models.domain.permissions import SYSTEM
from models.policy.load import default_policy
from models.queries import people
from models.services.act import Act
from models.services.policies import Shelf
from models.services.users import add_token
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser("token", help="为用户新建接口令牌（只显示一次）")
    command.add_argument("login", help="登录名；令牌拥有该用户的权限")
    command.add_argument("--name", default="command line", help="用途，便于以后识别")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    with servers_for(settings_from(os.environ), print) as settings:
        engine = engine_for(settings.database_url)
        with sessions_for(engine).begin() as session:
            policy = Shelf(default_policy()).in_force(session)
            act = Act(session, SystemClock().now(), SYSTEM, policy, settings.keys)
            user = people.user_by_login(session, arguments.login)
            if user is None:
                raise NotFound(f"没有登录名为 {arguments.login} 的用户。")
            secret = add_token(act, user, arguments.name)
        engine.dispose()
    print(secret)
