"""`hotline user`: add somebody who works here. The password is read from the terminal, never from the line."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.domain.errors import NotFound
from models.domain.permissions import SYSTEM
from models.domain.words import Queue, Role
from models.policy.load import default_policy
from models.queries import directory
from models.services.act import Act
from models.services.policies import Shelf
from models.services.users import NewUser, add_user
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser("user", help="新建用户（密码在终端输入，或从标准输入读一行）")
    command.add_argument("login", help="登录名")
    command.add_argument("--name", required=True, help="姓名")
    command.add_argument("--role", required=True, choices=[r.value for r in Role if r != "system"])
    command.add_argument("--unit", required=True, help="单位的行政区划代码，如 410100")
    command.add_argument("--queue", choices=[q.value for q in Queue], help="所在科室")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    password = (
        getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    with servers_for(settings_from(os.environ), print) as settings:
        engine = engine_for(settings.database_url)
        with sessions_for(engine).begin() as session:
            policy = Shelf(default_policy()).in_force(session)
            act = Act(session, SystemClock().now(), SYSTEM, policy, settings.keys)
            unit = directory.unit_by_code(session, arguments.unit)
            if unit is None:
                raise NotFound(f"没有代码为 {arguments.unit} 的单位。")
            queue = Queue(arguments.queue) if arguments.queue else None
            desk = directory.department_at(session, unit.id, queue) if queue else None
            role, desk_id = Role(arguments.role), desk.id if desk else None
            new = NewUser(arguments.login, arguments.name, role, unit.id, password, desk_id)
            add_user(act, new)
        engine.dispose()
    print(f"已建立用户 {arguments.login}。")
