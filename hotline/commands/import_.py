"""`hotline import`: pleas of another system's file become tickets; again, or after a kill, it goes on where it was."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from hotline.importing.columns import NAMES, wishes_of
from hotline.importing.files import Asked, Opened, opened
from hotline.importing.keep import Keeper, Tally, keep_all, only_look
from models.clock import SystemClock
from models.database import Sessions, engine_for, sessions_for
from models.domain.errors import NotFound
from models.domain.policy import Policy
from models.policy.load import default_policy
from models.queries import directory
from models.services.policies import Shelf, ensure_policy
from models.settings import Settings, settings_from
from workers.enqueue import Bell

_TELL_EVERY_SECONDS = 2.0
_WARNINGS_SHOWN = 10


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser(
        "import",
        help="导入诉求文件（JSONL、CSV、XLSX）",
        description="每一行成为一张带时限的工单。重复导入不会重复登记；中断后再次运行即可继续。",
        epilog=f"字段：{'、'.join(NAMES)}",
    )
    command.add_argument("file", type=Path, help="文件；CSV 可以是 UTF-8 或 GB18030（GBK）编码")
    command.add_argument(
        "--map", action="append", default=[], metavar="列名=字段", help="指明列；“列名=-”表示不导入"
    )
    command.add_argument(
        "--dry-run",
        action="store_true",
        help="只检查，不登记，不连数据库；分类按程序自带的政策核对",
    )
    command.add_argument("--unit", help="受理单位的行政区划代码；默认为最上级工会")
    command.add_argument("--source", default="file", help="来源系统名；编号在同一来源内不重复")
    command.add_argument("--encoding", choices=["utf-8", "gb18030"], help="默认自动判断")
    command.add_argument("--sheet", help="XLSX 的工作表名；默认为第一个")
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    asked = Asked(
        path=arguments.file,
        wishes=wishes_of(arguments.map),
        source=f"import:{arguments.source}"[:40],
        encoding=arguments.encoding,
        sheet=arguments.sheet,
    )
    found = opened(asked)
    _tell_columns(found)
    tally, progress = Tally(), _Progress()
    if arguments.dry_run:
        for fault in only_look(found.rows(default_policy()), tally, progress.tell):
            _complain(f"第 {fault.line} 行：{fault.why}")
    else:
        _keep(arguments.unit, found, tally, progress)
    _sum_up(tally, dry=arguments.dry_run)
    return 1 if tally.faults else 0


def _keep(unit_code: str | None, found: Opened, tally: Tally, progress: _Progress) -> None:
    with (
        servers_for(settings_from(os.environ), _complain) as settings,
        _keeper(settings, unit_code) as (keeper, policy),
    ):
        bell = Bell(settings.redis_url)

        def after(so_far: Tally) -> None:
            progress.tell(so_far)
            bell.ring("emergency" if so_far.emergencies else "triage")

        for fault in keep_all(found.rows(policy), keeper, tally, after):
            _complain(f"第 {fault.line} 行：{fault.why}")


@contextmanager
def _keeper(settings: Settings, unit_code: str | None) -> Iterator[tuple[Keeper, Policy]]:
    """With the published policy: rows are read under what their tickets are kept under."""
    engine = engine_for(settings.database_url)
    try:
        sessions = sessions_for(engine)
        shelf, clock = Shelf(default_policy()), SystemClock()
        with sessions.begin() as session:
            ensure_policy(session, default_policy(), clock.now())
            policy = shelf.in_force(session)
        unit_id = _unit_id(sessions, unit_code)
        yield Keeper(sessions, clock, shelf, settings.keys, unit_id), policy
    finally:
        engine.dispose()


def _unit_id(sessions: Sessions, code: str | None) -> int:
    with sessions() as session:
        if code is not None:
            unit = directory.unit_by_code(session, code)
            if unit is None:
                raise NotFound(f"没有代码为 {code} 的单位。")
            return unit.id
        units = directory.all_units(session)
        if not units:
            raise NotFound("还没有建立组织，无法受理。请先建立组织（演示可用 hotline demo）。")
        return units[0].id


class _Progress:
    """A line every two seconds: a long import must look alive."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def tell(self, tally: Tally) -> None:
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_SECONDS:
            self._told = now
            speed = tally.rows / (now - self._began)
            _complain(f"已处理 {tally.rows} 行（每秒 {speed:.0f} 行），有误 {tally.faults} 行……")


def _tell_columns(found: Opened) -> None:
    _complain("列：" + "，".join(f"{name} → {field}" for name, field in found.mapping.items()))
    if found.unused:
        _complain(f"不导入的列：{'、'.join(found.unused)}（可用 --map 列名=字段 指明）")


def _sum_up(tally: Tally, *, dry: bool) -> None:
    for warning, count in tally.warnings.most_common(_WARNINGS_SHOWN):
        _complain(f"提示（{count} 行）：{warning}")
    verb = "可以登记" if dry else "新登记"
    print(
        f"{verb} {tally.new} 件（其中特急 {tally.emergencies} 件），"
        f"先前已登记 {tally.known} 件，有误 {tally.faults} 行。"
    )


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
