"""`python -m bench.hosts`: three hosts, one database, one bell; one host is cut off and brought back; the checker counts.

Seeded and bounded (a minute and a half). Exit status 1 if a promise is broken or the host does not come back.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from sqlalchemy import make_url

from bench import checker
from bench.cast import Player, children
from bench.ground import ground
from bench.host_outcome import CUT, Answer, Outcome, broken, table
from bench.load import ask, plea
from bench.processes import environ_of, wait_for_web
from bench.wires import Wire, can_make_namespaces, wires
from models.settings import Settings
from workers.listening import hear

HOME = Path(__file__).parents[1] / "var" / "hosts"
# The webs' clocks are slow, so that the first rungs of a P1 are due ten seconds later (bench/cast.py).
_SLOW_SECONDS = 290
_PATIENCE_SECONDS = 60.0
_LONGEST_CALM_SECONDS = 45.0
_LOOK_SECONDS = 0.5
_DUE = """SELECT (SELECT count(*) FROM ticket WHERE triage_due_at IS NOT NULL)
    + (SELECT count(*) FROM step WHERE fired_at IS NULL AND cancelled_at IS NULL
       AND due_at < clock_timestamp() + interval '2 s')
    + (SELECT count(*) FROM notice WHERE sent_at IS NULL AND failed_at IS NULL
       AND due_at < clock_timestamp())"""
_LATENESS = """SELECT count(*), coalesce(percentile_cont(0.99) WITHIN GROUP (
    ORDER BY extract(epoch FROM fired_at - due_at)), 0) FROM step WHERE fired_at IS NOT NULL"""


@dataclass(frozen=True)
class Plan:
    """How many hosts and callers, and for how long each part lasts."""

    seed: int = 12351
    hosts: int = 3
    callers: int = 6
    before: float = 6.0
    cut: float = 15.0
    after: float = 10.0
    back_within: float = 30.0  # after the cable is back, this long at most until B works again
    model: bool = False
    namespaces: bool = True
    home: Path = HOME


class Host:
    """Web, worker and scheduler at the end of one cable."""

    def __init__(self, nth: int, wire: Wire, settings: Settings, *, model: bool) -> None:
        self.wire = wire
        environ = environ_of(
            settings,
            HOTLINE_DATABASE_URL=_through(settings.database_url, wire),
            HOTLINE_REDIS_URL="redis://{}:{}/0".format(*wire.valkey),
            HOTLINE_BIND="{}:{}".format(*wire.web),
            HOTLINE_WORKERS="1",
            HOTLINE_LOG_LEVEL="warning",
            TEST_SECONDS_PER_BATCH="0.1",
        )
        self._environ, self._model = environ, model
        self._log = str(settings.home / f"host{nth}-")
        self.players: dict[str, Player] = {}

    def start(self, name: str) -> None:
        role = {"worker": "supervisor"}.get(name, name)
        real = self._model and name != "web"
        command = ["hotline.cli", name] if real else ["tests.journey.hands", role]
        ahead = {"TEST_SECONDS_AHEAD": str(-_SLOW_SECONDS if name == "web" else 0)}
        log = Path(f"{self._log}{name}.log")
        self.players[name] = Player(name, command, self._environ | ahead, log, self.wire.before)

    def workers(self) -> set[int]:
        return set(children(self.players["worker"].process.pid))

    def end(self) -> None:
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(Player.end, self.players.values()))


class Callers:
    """Threads that call hosts in turn; who gets no 201 goes to another one with the same key."""

    def __init__(self, hosts: Sequence[Host], plan: Plan, outcome: Outcome) -> None:
        self._hosts = hosts
        self._outcome = outcome
        self._lock = threading.Lock()
        self._stop = threading.Event()
        dice = random.Random(plan.seed)
        self._threads = [
            threading.Thread(target=self._call_on, args=(random.Random(dice.random()),))
            for _ in range(plan.callers)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """No new pleas; those that wait for their 201 go on asking."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _call_on(self, dice: random.Random) -> None:
        danger = (
            True  # every caller begins with a P1: ladders are climbed, however slow the machine
        )
        while not self._stop.is_set():
            self._call(dice, danger=danger)
            danger = False
            self._stop.wait(dice.random() * 0.3)

    def _call(self, dice: random.Random, *, danger: bool) -> None:
        body, key = plea(dice, danger=danger)
        host, end = dice.randrange(len(self._hosts)), time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            asked = time.monotonic()
            address = self._hosts[host].wire.web
            status, answer = ask(address, "POST", "/api/v1/tickets", "operator", body, key)
            with self._lock:
                self._outcome.answers.append(Answer(host, asked, time.monotonic(), status))
                if status == 201:
                    self._outcome.acknowledged.append(answer["number"])
                    return
            host = (host + 1) % len(self._hosts)
            time.sleep(0.1)
        with self._lock:
            self._outcome.given_up += 1


def cut_off(plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Run it: everybody works, B is cut off, B is brought back, everybody stops, the checker looks."""
    outcome = Outcome(plan.namespaces and can_make_namespaces())
    with _running(plan, outcome) as (settings, hosts):
        say(f"{len(hosts)} hosts run")
        callers = Callers(hosts, plan, outcome)
        try:
            _go_through(plan, settings, hosts, outcome, say)
        finally:
            callers.stop()
        say("quiet now")
        owner = settings.database_owner_url
        _watch(owner, _LONGEST_CALM_SECONDS, outcome, lambda: _row(owner, _DUE)[0] == 0)
        say("calm")
        rungs, late = _row(owner, _LATENESS)
        outcome.rungs, outcome.late_p99 = int(rungs), float(late)
        asked = checker.Asked(outcome.acknowledged, grace_seconds=5)
        outcome.faults = checker.faults(owner, asked)
    return outcome


@contextmanager
def _running(plan: Plan, outcome: Outcome) -> Iterator[tuple[Settings, list[Host]]]:
    with ground(plan.home) as where:
        settings = where.fresh("hosts")
        postgres = where.addresses.sockets / ".s.PGSQL.5432"
        valkey = Path(unquote(urlsplit(settings.redis_url).path))
        with wires(plan.hosts, postgres, valkey, namespaces=outcome.namespaces) as made:
            hosts: list[Host] = []
            try:
                for nth, wire in enumerate(made):
                    hosts.append(Host(nth, wire, settings, model=plan.model))
                    hosts[-1].start("web")
                for host in hosts:
                    wait_for_web("{}:{}".format(*host.wire.web), host.players["web"].process)
                    host.start("worker")
                    host.start("scheduler")
                yield settings, hosts
            finally:
                for host in hosts:
                    host.end()


def _go_through(
    plan: Plan,
    settings: Settings,
    hosts: Sequence[Host],
    outcome: Outcome,
    say: Callable[[str], None],
) -> None:
    owner, lost = settings.database_owner_url, hosts[CUT]
    _watch(owner, plan.before, outcome)
    say("B is cut off")
    outcome.cut_at, outcome.mended_at = time.monotonic(), float("inf")
    lost.wire.cut()
    _watch(owner, plan.cut, outcome)
    lost.wire.mend()
    outcome.mended_at, mended = time.monotonic(), datetime.now(UTC)
    say("B is back")

    def is_back() -> bool:
        if outcome.workers_back is None and _work_again(settings, lost, mended):
            outcome.workers_back = time.monotonic() - outcome.mended_at
        return outcome.workers_back is not None and outcome.web_back() is not None

    _watch(owner, plan.back_within, outcome, is_back)
    _watch(owner, plan.after, outcome)


def _work_again(settings: Settings, host: Host, since: datetime) -> bool:
    """Every worker process of the host has told the bell so since then."""
    heard = hear(settings.redis_url)
    mine = host.workers()
    if heard is None or not mine:
        return False
    return mine <= {one.pid for one in heard.listeners if one.heard_at and one.heard_at > since}


def _watch(
    owner: str, seconds: float, outcome: Outcome, enough: Callable[[], bool] = lambda: False
) -> None:
    """Look for rungs that fire early; only seen while it happens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not enough():
        outcome.early += checker.fired_early(owner)
        time.sleep(_LOOK_SECONDS)


def _row(owner: str, query: str) -> tuple[float, ...]:
    with psycopg.connect(checker.plain(owner)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None, "an aggregate gives a row"
    return row


def _through(url: str, wire: Wire) -> str:
    """The same database, by the host's own way."""
    host, port = wire.postgres
    address = make_url(url).set(host=host, port=port).difference_update_query(["host"])
    return address.render_as_string(hide_password=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.hosts", description=__doc__)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--cut", type=float, default=Plan.cut, help="seconds without a cable")
    parser.add_argument("--model", action="store_true", help="real reader: starts slower")
    parser.add_argument("--relay", action="store_true", help="no namespaces, though we could")
    chosen = parser.parse_args()
    plan = Plan(chosen.seed, cut=chosen.cut, model=chosen.model, namespaces=not chosen.relay)
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # namespaces and processes must not stay
    outcome = cut_off(
        plan, lambda sentence: print(f"{time.monotonic() - began:5.1f} {sentence}", flush=True)
    )
    kind = "network namespaces" if outcome.namespaces else "relays that freeze"
    print(f"seed {plan.seed}, {plan.hosts} hosts ({kind}), B cut off for {plan.cut:.0f} s")
    for line in table(outcome):
        print(line)
    faults = broken(outcome)
    for fault in faults[:50]:
        print("BROKEN:", fault)
    print(f"checker: {len(outcome.faults)} faults; broken promises: {len(faults)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
