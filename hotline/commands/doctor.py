"""`hotline doctor`: is everything well? In sentences for a person; exit status 1 if something is wrong."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hotline.board.condition import KIND_LABELS
from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from hotline.views import SHANGHAI, spelled
from models.clock import Clock, SystemClock
from models.database import database_now, engine_for, sessions_for
from models.domain.condition import LATE, SILENCE, SKEW
from models.domain.worktime import Calendar
from models.migrations.run import current, head
from models.policy.load import default_policy
from models.queries import due, health
from models.services.policies import Shelf
from models.settings import Settings, settings_from
from workers.enqueue import Bell


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
        findings = list(examine(settings, SystemClock()))
    for finding in findings:
        print(("✓ " if finding.well else "✗ ") + finding.sentence)
    return 0 if all(finding.well for finding in findings) else 1


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """All findings; nothing is asked of a database that is away or of an older version."""
    engine = engine_for(settings.database_url)
    calendar = default_policy().calendar
    try:
        with sessions_for(engine)() as session:
            version = _version(session)
            yield version
            yield _skew(session, clock)
            if version.well:
                yield from _work(session, database_now(session))
                calendar = Shelf(default_policy()).in_force(session).calendar
    except DBAPIError:
        yield Finding(False, "连不上数据库。请检查 HOTLINE_DATABASE_URL，并确认数据库在运行。")
    finally:
        engine.dispose()
    yield from _bell(settings)
    yield from _calendar(clock.now(), calendar)


def _version(session: Session) -> Finding:
    found = current(session.connection())
    if found == head():
        return Finding(True, f"数据库正常，版本 {found}。")
    return Finding(False, f"数据库版本是 {found or '空'}，应为 {head()}。请运行 hotline migrate。")


def _skew(session: Session, clock: Clock) -> Finding:
    skew = abs(database_now(session) - clock.now())
    said = f"本机与数据库的时钟相差 {skew.total_seconds():.1f} 秒"
    if skew <= SKEW:
        return Finding(True, f"{said}。")
    return Finding(False, f"{said}，超过 2 秒。请在两台机器上开启时间同步。")


def _work(session: Session, now: datetime) -> Iterator[Finding]:
    beat = health.last_beat(session)
    if beat is None:
        yield Finding(False, "调度从未运行。请启动 hotline scheduler。")
    elif now - beat > SILENCE:
        silent = spelled(now - beat)
        yield Finding(False, f"调度已停 {silent}，时限无人看守。请启动 hotline scheduler。")
    else:
        yield Finding(True, "调度在工作。")
    late = {kind: now - at for kind, at in due.oldest_due(session, now).items() if at is not None}
    for kind, age in late.items():
        if age > LATE:
            yield Finding(
                False, f"{KIND_LABELS[kind]}有到期 {spelled(age)}还没处理的，请查看处理进程的日志。"
            )
    bundle = health.bundle_in_use(session)
    model = f"分类模型 {bundle[:12]} 在用。" if bundle else "还没有分类模型，第一次研判时自动训练。"
    yield Finding(True, model)


def _bell(settings: Settings) -> Iterator[Finding]:
    workers = Bell(settings.redis_url).workers()
    if workers is None:
        yield Finding(
            False,
            "门铃（Redis/Valkey）不通：由调度直接处理，慢几秒，不丢工单。请检查 HOTLINE_REDIS_URL。",
        )
        return
    yield Finding(True, "门铃（Redis/Valkey）正常。")
    said = f"有 {workers} 个处理进程。" if workers else "没有处理进程。请启动 hotline worker。"
    yield Finding(workers > 0, said)


def _calendar(now: datetime, calendar: Calendar) -> Iterator[Finding]:
    year = now.astimezone(SHANGHAI).year
    if calendar.is_official(year):
        yield Finding(True, f"{year} 年工作日历已有官方放假安排。")
    else:
        yield Finding(
            False,
            f"{year} 年工作日历缺少官方放假安排，时限按估计计算。请运行 hotline calendar load 文件。",
        )
    if not calendar.is_official(year + 1):
        # Not a fault before the State Council publishes it in November; said so that nobody is surprised.
        yield Finding(True, f"{year + 1} 年还没有官方放假安排，跨年时限按估计计算并标明。")
