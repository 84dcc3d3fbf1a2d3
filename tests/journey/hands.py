"""The hands as real processes, with a reader that knows one keyword instead of a model that takes half a minute.

`python -m tests.journey.hands ROLE [PARENT]`. The program's own entries differ only in the reader.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from hotline.commands.serve import Gunicorn
from models import clock
from models.domain.thresholds import OWN, Thresholds
from models.domain.verdict import Verdict
from models.settings import settings_from
from tests.builders import a_verdict
from workers import child, rescue, scheduler, supervisor
from workers.parent import die_with

SLOW = "TEST_SECONDS_PER_BATCH"
AHEAD = "TEST_SECONDS_AHEAD"


class KeywordReader:
    """Unpaid wages, or unsure. As slow as the environment says, so that a kill can hit it in mid-batch."""

    def prepare(self) -> bool:
        return True

    def verdicts(self, texts: Sequence[str], thresholds: Thresholds = OWN) -> list[Verdict]:
        time.sleep(float(os.environ.get(SLOW, "0")))
        return [a_verdict(abstained="工资" not in text) for text in texts]


_true_now = clock.SystemClock.now


def _wrong_now(told: clock.SystemClock) -> datetime:
    """This host's clock is as far ahead as the environment says."""
    return _true_now(told) + timedelta(seconds=float(os.environ.get(AHEAD, "0")))


def main(role: str, *parent: str) -> None:
    # A process can't change the machine's clock; it can believe another one, before anything asks.
    # On the class: whoever has imported it already believes it too.
    clock.SystemClock.now = _wrong_now
    settings = settings_from(os.environ).complete()
    if parent:
        die_with(int(parent[0]))
    match role:
        case "web":
            Gunicorn(settings).run()
        case "supervisor":
            supervisor.run(settings, child=_me("child"))
        case "child":
            child.serve(settings, KeywordReader())
        case "scheduler":
            scheduler.run(settings, rescue=_me("rescue"))
        case "rescue":
            rescue.serve(settings, KeywordReader())


def _me(role: str) -> tuple[str, ...]:
    return ("-m", "tests.journey.hands", role)


if __name__ == "__main__":
    main(*sys.argv[1:])
