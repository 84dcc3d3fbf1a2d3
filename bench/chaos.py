"""`python -m bench.chaos`: everything is killed while tickets pour in and staff act; then the checker counts.

Seeded and bounded: the same seed kills in the same order at the same times. Exit status 1 if a promise is broken.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench import checker
from bench.cast import Cast, cast
from bench.load import Load
from bench.processes import wait_for_web

HOME = Path(__file__).parents[1] / "var" / "chaos"
_SAMPLE_SECONDS = 0.5
_LONGEST_CALM_SECONDS = 240.0
_RUNGS_OF_A_MINUTE = 60.0

FAULTS: Mapping[str, Callable[[Cast, random.Random], None]] = {
    "web": lambda all_, _dice: all_.kill("web"),
    "worker": lambda all_, dice: all_.kill_a_worker_child(dice.randrange(8)),
    "supervisor": lambda all_, _dice: all_.kill("worker"),
    "scheduler": lambda all_, dice: all_.kill(dice.choice(["scheduler", "scheduler2"])),
    "valkey": lambda all_, _dice: all_.kill_valkey(),
    "connections": lambda all_, _dice: all_.cut_connections(),
    "restart": lambda all_, _dice: all_.restart_postgres(),
    "postgres": lambda all_, _dice: all_.kill_postgres(),
}


@dataclass(frozen=True)
class Plan:
    """How long, how many, in which order."""

    seed: int = 12351
    seconds: float = 600
    pause: float = 4.0
    callers: int = 4
    staff: int = 3
    real: bool = True
    home: Path = HOME


@dataclass
class Outcome:
    """What happened and what the checker found."""

    killed: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    given_up: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    early: int = 0
    escalated: int = 0
    calm_after: float = 0.0
    faults: list[str] = field(default_factory=list)


def rage(plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Run it; every fault comes at least once if there is time for all of them."""
    outcome, dice = Outcome(), random.Random(plan.seed)
    with cast(plan.home, real=plan.real) as everybody:
        wait_for_web(everybody.port, everybody.players[0].process)
        load = Load(everybody.port, plan.seed)
        load.start(plan.callers, plan.staff)
        _kill_for(plan, everybody, dice, outcome, say)
        load.stop()
        outcome.acknowledged, outcome.given_up = len(load.acknowledged), load.given_up
        outcome.moves = load.moves
        say(f"quiet now; {outcome.acknowledged} tickets acknowledged")
        outcome.calm_after = _wait_for_calm(everybody, outcome)
        outcome.escalated = _count(everybody, "SELECT count(*) FROM event WHERE kind = 'escalated'")
        asked = checker.Asked(load.acknowledged, grace_seconds=5)
        outcome.faults = checker.faults(everybody.settings.database_owner_url, asked)
    return outcome


def _kill_for(
    plan: Plan, everybody: Cast, dice: random.Random, outcome: Outcome, say: Callable[[str], None]
) -> None:
    end = time.monotonic() + plan.seconds
    waiting: list[str] = []
    while time.monotonic() < end or waiting:  # a round that has begun is finished
        if not waiting:
            waiting = dice.sample(sorted(FAULTS), len(FAULTS))
        _watch(everybody, plan.pause, outcome)
        name = waiting.pop()
        say(f"kill: {name}")
        FAULTS[name](everybody, dice)
        outcome.killed[name] += 1


def _watch(everybody: Cast, seconds: float, outcome: Outcome) -> None:
    """Look for rungs that fire early; only seen while it happens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(psycopg.OperationalError):  # it is away; so is everybody else
            outcome.early += checker.fired_early(everybody.settings.database_owner_url)
        time.sleep(_SAMPLE_SECONDS)


def _wait_for_calm(everybody: Cast, outcome: Outcome) -> float:
    """Until nothing is due any more and the youngest P1 has climbed its first rungs."""
    began = time.monotonic()
    query = f"""SELECT (SELECT count(*) FROM ticket WHERE triage_due_at IS NOT NULL)
        + (SELECT count(*) FROM step WHERE fired_at IS NULL AND cancelled_at IS NULL
           AND due_at < clock_timestamp() + interval '{_RUNGS_OF_A_MINUTE} s')
        + (SELECT count(*) FROM notice WHERE sent_at IS NULL AND failed_at IS NULL
           AND due_at < clock_timestamp())"""
    while _count(everybody, query) and time.monotonic() - began < _LONGEST_CALM_SECONDS:
        _watch(everybody, 1.0, outcome)
    return time.monotonic() - began


def _count(everybody: Cast, query: str) -> int:
    with psycopg.connect(checker.plain(everybody.settings.database_owner_url)) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None, "count gives a row"
    return int(row[0])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=12351)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pause", type=float, default=4, help="seconds between two kills")
    parser.add_argument("--keyword-reader", action="store_true", help="no model: starts faster")
    chosen = parser.parse_args()
    plan = Plan(chosen.seed, chosen.seconds, chosen.pause, real=not chosen.keyword_reader)
    outcome = rage(plan, lambda sentence: print(sentence, flush=True))
    print(f"seed {plan.seed}, killed {sum(outcome.killed.values())} times: {dict(outcome.killed)}")
    print(f"tickets acknowledged {outcome.acknowledged}, callers who gave up {outcome.given_up}")
    print(f"moves {dict(outcome.moves)}")
    print(
        f"rungs fired {outcome.escalated}, early {outcome.early}; calm {outcome.calm_after:.0f} s after"
    )
    for fault in outcome.faults[:50]:
        print("BROKEN:", fault)
    print(f"broken promises: {len(outcome.faults)}")
    return 1 if outcome.faults or outcome.early or outcome.given_up else 0


if __name__ == "__main__":
    sys.exit(main())
