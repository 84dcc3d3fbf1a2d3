"""运行状态: lights with words, what to do, and an answer while Redis is dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import redis
from flask import Flask
from rq import Queue, SimpleWorker

from hotline.app import create_app
from models.database import database_now
from models.domain.condition import Light, by_age, by_delay, by_space, worst
from models.queries import beats
from models.settings import Settings
from tests.api.browsing import browser_of
from tests.builders import World
from tests.fakes import FakeBell, FakeClock


def test_the_lights_change_where_the_limits_say() -> None:
    """Never heard of is red; nothing that waits is green."""
    seconds = [timedelta(seconds=n) for n in (1, 20, 40)]

    ages = [by_age(one, seconds[0] * 10, seconds[0] * 30) for one in (*seconds, None)]
    delays = [by_delay(one) for one in (None, *seconds)]
    disks = [by_space(part) for part in (0.5, 0.1, 0.01)]

    assert ages == [Light.GREEN, Light.YELLOW, Light.RED, Light.RED]
    assert delays == [Light.GREEN, Light.GREEN, Light.YELLOW, Light.RED]
    assert disks == [Light.GREEN, Light.YELLOW, Light.RED]
    assert worst([Light.GREEN, Light.YELLOW]) is Light.YELLOW
    assert worst([]) is Light.GREEN


def test_workers_queues_and_failures_are_told_in_words(
    settings: Settings, world: World, valkey: redis.Redis
) -> None:
    """A worker that listens, a job that waits, one that broke (its kind, not its words); who may not administer: 403."""
    worker = SimpleWorker([Queue("triage", connection=valkey)], connection=valkey)
    Queue("triage", connection=valkey).enqueue("math.sqrt", -1)
    worker.work(burst=True, logging_level="CRITICAL")
    worker.register_birth()
    Queue("escalate", connection=valkey).enqueue("math.sqrt", 1)
    app = _app(settings, world)
    with world.act() as act:
        now = database_now(act.session)
        beats.beat(
            act.session,
            "scheduler:here:1",
            now,
            {"rescued": {"triage": 3, "notify": 0}, "failed": ["audit"]},
        )
        beats.beat(act.session, "auditor:all", now, {"mended": 2})

    page = browser_of(app.test_client(), world, "admin").get("/admin/status").text
    refused = browser_of(app.test_client(), world, "operator").client.get("/admin/status")

    worker.register_death()
    for words in (
        "1 个在运行",
        "空闲",
        "ValueError",
        "调度（here:1）",
        "失败 补正核查、代为处理 研判 3<",
        "自动核查<",
        "补正 2",
    ):
        assert words in page
    assert "math domain" not in page
    assert "expected a nonneg" not in page
    assert refused.status_code == 403


def test_a_dead_valkey_and_a_silent_scheduler_are_said_with_what_to_do(
    settings: Settings, world: World, tmp_path: Path
) -> None:
    """The page opens all the same."""
    dead = replace(settings, redis_url="redis://127.0.0.1:1/0", home=tmp_path / "gone")

    page = (
        browser_of(_app(dead, world).test_client(), world, "supervisor").get("/admin/status").text
    )

    assert "不通。到期事项由调度直接处理" in page
    assert "请检查 Redis/Valkey 是否在运行" in page
    assert "从未运行" in page
    assert "请查看或重启 hotline scheduler" in page
    assert "无法读取数据目录" in page
    assert 'class="light red"' in page
    assert "故障" in page


def _app(settings: Settings, world: World) -> Flask:
    clock = FakeClock(world.clock.now())
    with world.sessions() as session:
        clock.move(database_now(session) - clock.now())
    world.clock.move(clock.now() - world.clock.now())
    return create_app(settings, clock=clock, sessions=world.sessions, bell=FakeBell())
