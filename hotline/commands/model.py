"""`hotline model list | promote ID | return`: which classifier reads, and the way back. No restart."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from typing import Any

from hotline import views
from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from models.database import database_now, engine_for, sessions_for
from models.queries import bundles as bundle_rows
from models.services import bundles
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("model", help="查看、启用、退回分类模型（不需重启）")
    parser.add_argument("act", choices=["list", "promote", "return"])
    parser.add_argument("id", nargs="?", default="", help="promote：模型编号的开头几位")
    parser.add_argument("--reason", default="命令行操作", help="理由，记入使用记录")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    with servers_for(settings_from(os.environ), print) as settings:
        engine = engine_for(settings.database_url)
        with sessions_for(engine).begin() as session:
            if arguments.act == "list":
                for row in bundle_rows.listed(session):
                    _print(*row)
            else:
                now = database_now(session)
                used = (
                    bundles.promote(session, arguments.id, arguments.reason, now)
                    if arguments.act == "promote"
                    else bundles.go_back(session, arguments.reason, now)
                )
                print(f"正在使用 {used[:12]}，各识读进程在下一批换用。")
        engine.dispose()


def _print(bundle_id: str, at: datetime, in_use: bool, manifest: dict[str, Any]) -> None:
    taught = manifest.get("corrections", 0)
    mark = "　使用中" if in_use else ""
    print(f"{bundle_id[:12]}　{views.local_time(at)}　更正 {taught} 条{mark}")
