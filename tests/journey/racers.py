"""Fifty processes that do the same thing to one ticket in the same moment.

`python -m tests.journey.racers MOVE NUMBER USER_ID...`: one forked process per user, each with a connection of its
own; prints a JSON line per racer: {"user", "won", "told"}.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.domain.errors import HotlineError
from models.policy.load import default_policy
from models.queries import identity
from models.services import accept, chase
from models.services.act import Act
from models.settings import Settings, settings_from
from models.tables.people import User

MOVES = {
    "accept": lambda act, number: accept.accept(act, number),
    "chase": lambda act, number: chase.chase(act, number, f"第{act.person.user_id}次来电催办。"),
}
_READY_SECONDS = 60


def main(move: str, number: str, *user_ids: str) -> None:
    settings = settings_from(os.environ).complete()
    fork = multiprocessing.get_context("fork")  # imports are paid once; nothing has threads yet
    start, told = fork.Barrier(len(user_ids)), fork.SimpleQueue()
    racers = [
        fork.Process(target=_race, args=(settings, start, told, (move, number, int(user_id))))
        for user_id in user_ids
    ]
    for racer in racers:
        racer.start()
    for _ in racers:
        print(json.dumps(told.get(), ensure_ascii=False), flush=True)
    for racer in racers:
        racer.join()


def _race(settings: Settings, start: Barrier, told: Any, what: tuple[str, str, int]) -> None:
    move, number, user_id = what
    engine = engine_for(settings.database_url, pool_size=1)
    answer: dict[str, object] = {"user": user_id, "won": True, "told": ""}
    try:
        with sessions_for(engine).begin() as session:
            person = identity.person_of(session, session.get_one(User, user_id))
            start.wait(_READY_SECONDS)
            act = Act(session, SystemClock().now(), person, default_policy(), settings.keys)
            MOVES[move](act, number)
    except HotlineError as fault:
        answer |= {"won": False, "told": fault.message}
    except (SQLAlchemyError, BrokenBarrierError) as fault:
        answer |= {"won": False, "told": repr(fault)}
    told.put(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
