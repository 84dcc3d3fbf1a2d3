"""`hotline doctor`: is everything well? In sentences for a person; exit status 1 if something is wrong."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from hotline.views import SHANGHAI, spelled
from models.clock import SystemClock
from models.database import database_now, engine_for, sessions_for
from models.migrations.run import current, head
from models.policy.load import default_policy
from models.queries import due, health
from models.settings import Settings, settings_from
from workers.enqueue import Bell

_SKEW = timedelta(seconds=2)
_SILENCE = timedelta(seconds=30)
_LATE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and whether it is good news."""

    well: bool
    sentence: str


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser("doctor", help="检查数据库、门铃、调度、模型和日历是否正常")
    command.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> int:
    with servers_for(settings_from(os.environ), print) as settings:
        findings = list(examine(settings))
    for finding in findings:
        print(("✓ " if finding.well else "✗ ") + finding.sentence)
    return 0 if all(finding.well for finding in findings) else 1


def examine(settings: Settings) -> Iterator[Finding]:
    """All findings; the database's own failure is the first and then the only one."""
    engine = engine_for(settings.database_url)
    try:
        with sessions_for(engine)() as session:
            yield from _database(session)
            yield from _work(session, database_now(session))
    except OperationalError:
        yield Finding(False, "连不上数据库，请检查 HOTLINE_DATABASE_URL 和数据库是否在运行。")
    finally:
        engine.dispose()
    rings = Bell(settings.redis_url).alive()
    yield Finding(
        rings, "门铃（Redis/Valkey）正常。" if rings else "门铃不通：由调度直接处理，会慢几秒，不丢工单。"
    )
    yield from _calendar(SystemClock().now())


def _database(session: Session) -> Iterator[Finding]:
    found = current(session.connection())
    yield Finding(
        found == head(),
        f"数据库版本 {found}。" if found == head() else f"数据库版本是 {found or '空'}，应为 {head()}：请运行 hotline migrate。",
    )
    skew = abs(database_now(session) - SystemClock().now())
    yield Finding(skew <= _SKEW, f"本机与数据库时钟相差 {skew.total_seconds():.1f} 秒。")


def _work(session: Session, now: datetime) -> Iterator[Finding]:
    beat = health.last_beat(session)
    silent = now - beat if beat else None
    yield Finding(
        silent is not None and silent <= _SILENCE,
        f"调度在 {spelled(silent)}前还在工作。" if silent is not None else "调度从未运行，请启动 hotline scheduler。",
    )
    for kind, at in due.oldest_due(session, now).items():
        if at is not None and now - at > _LATE:
            yield Finding(False, f"{_KINDS[kind]}有到期 {spelled(now - at)}还没处理的。")
    bundle = health.bundle_in_use(session)
    yield Finding(bundle is not None, f"分类模型 {bundle[:12]} 在用。" if bundle else "还没有分类模型，第一次研判时会自动训练。")


_KINDS = {"triage": "研判", "escalate": "时限升级", "notify": "提醒发送"}


def _calendar(now: datetime) -> Iterator[Finding]:
    calendar = default_policy().calendar
    year = now.astimezone(SHANGHAI).year
    yield Finding(calendar.is_official(year), f"{year} 年工作日历{'已有' if calendar.is_official(year) else '缺少'}官方放假安排。")
    if not calendar.is_official(year + 1):
        # Not a fault before the State Council publishes it in November; said so that nobody is surprised.
        yield Finding(True, f"{year + 1} 年还没有官方放假安排，跨年时限按估计计算并标明。")
