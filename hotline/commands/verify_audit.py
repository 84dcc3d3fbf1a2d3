"""`hotline verify-audit`: recompute all chains and seals; says where the trail was touched."""

from __future__ import annotations

import argparse
import os

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from models.database import engine_for, sessions_for
from models.services.seal import verify
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser("verify-audit", help="核对办理记录有没有被改动或删除")
    command.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> int:
    with servers_for(settings_from(os.environ), print) as settings:
        engine = engine_for(settings.database_url)
        with sessions_for(engine)() as session:
            faults = list(verify(session))
        engine.dispose()
    for fault in faults:
        print(f"✗ {fault.where}：{fault.what}")
    print(f"发现 {len(faults)} 处问题。" if faults else "全部记录前后相接，封存无误。")
    return 1 if faults else 0
