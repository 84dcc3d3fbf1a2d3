"""`hotline doctor` tells a person what is wrong and what to do; good news alone is exit status 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import redis
from rq import SimpleWorker
from sqlalchemy import make_url

from hotline import cli
from hotline.commands.calendar import load
from hotline.commands.doctor import examine
from models.clock import SystemClock
from models.database import Sessions, database_now
from models.queries import beats
from models.services.recount import YearTable
from models.settings import Settings
from tests.builders import World
from tests.fakes import FakeClock

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/none"


@pytest.fixture
def well(settings: Settings, sessions: Sessions, valkey: redis.Redis) -> Settings:
    """An installation in which everything works: a fresh beat, a worker that listens."""
    with sessions.begin() as session:
        beats.beat(session, "scheduler:a:1", database_now(session), {})
    SimpleWorker(["triage"], connection=valkey).register_birth()
    return settings


def _complaints(settings: Settings, skew: timedelta = timedelta()) -> str:
    clock = FakeClock(SystemClock().now() + skew)
    return "\n".join(f.sentence for f in examine(settings, clock) if not f.well)


def test_a_healthy_house_has_no_complaint(well: Settings) -> None:
    """All good news."""
    assert _complaints(well) == ""


def test_the_command_says_it_and_answers_with_its_status(
    well: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 when all is well, 1 when something is not."""
    monkeypatch.setenv("HOTLINE_HOME", str(well.home))
    monkeypatch.setenv("HOTLINE_DATABASE_URL", well.database_url)
    monkeypatch.setenv("HOTLINE_REDIS_URL", well.redis_url)

    assert cli.main(["doctor"]) == 0
    monkeypatch.setenv("HOTLINE_REDIS_URL", "redis://127.0.0.1:1/0")
    assert cli.main(["doctor"]) == 1
    assert "门铃" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"redis_url": "redis://127.0.0.1:1/0"}, "门铃（Redis/Valkey）不通"),
        ({"database_url": NOWHERE}, "连不上数据库"),
    ],
)
def test_a_dead_server_is_named(well: Settings, change: dict[str, str], said: str) -> None:
    """And the variable to look at."""
    complaints = _complaints(replace(well, **change))

    assert said in complaints
    assert "HOTLINE_" in complaints


def test_a_database_that_was_never_migrated_is_one_sentence(well: Settings) -> None:
    """No traceback of a missing table."""
    elsewhere = make_url(well.database_url).update_query_dict({"options": "-csearch_path=nowhere"})
    empty = elsewhere.render_as_string(hide_password=False)

    complaints = _complaints(replace(well, database_url=empty))

    assert complaints.startswith("数据库版本是 空")
    assert "hotline migrate" in complaints


@pytest.mark.parametrize("skew", [timedelta(seconds=3), timedelta(seconds=-3)])
def test_a_host_whose_clock_is_off_is_told(well: Settings, skew: timedelta) -> None:
    """More than two seconds (D11)."""
    assert "超过 2 秒" in _complaints(well, skew)


def test_a_scheduler_that_stopped_is_missed(well: Settings, sessions: Sessions) -> None:
    """Silence is the alarm."""
    with sessions.begin() as session:
        beats.beat(session, "scheduler:a:1", database_now(session) - timedelta(minutes=5), {})

    assert "调度已停 5分" in _complaints(well)


def test_nobody_listening_is_said(well: Settings, valkey: redis.Redis) -> None:
    """Valkey is well but no worker lives."""
    valkey.flushall()

    assert _complaints(well) == "没有处理进程。请启动 hotline worker。"


def test_work_left_lying_is_said(well: Settings, world: World) -> None:
    """The age of the oldest, in words."""
    world.receive()  # at the fake clock's time, long ago

    assert "研判有到期" in _complaints(well)


def test_a_year_without_holidays_is_said_until_they_are_loaded(
    well: Settings, sessions: Sessions
) -> None:
    """What was loaded counts, not only what the package brought."""
    year = SystemClock().now().year + 1
    ahead = timedelta(days=370)
    before = _complaints(well, ahead)
    load(sessions, well.keys, YearTable(year, {f"{year}-01-01": False}))

    assert "hotline calendar load" in before
    assert "hotline calendar load" not in _complaints(well, ahead)
