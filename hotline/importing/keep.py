"""Keeps pleas in batches through the same verb as every other door; a row that fails harms only itself."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from classifier import redflags
from hotline.forms import warnings_of
from hotline.importing.records import Fault
from models.clock import Clock
from models.database import Sessions
from models.domain import personal
from models.domain.errors import HotlineError
from models.domain.permissions import SYSTEM
from models.domain.words import Urgency
from models.keys import KeyRing
from models.queries import tickets
from models.services.act import Act
from models.services.emergency import is_emergency
from models.services.plea import Plea, Received
from models.services.policies import Shelf
from models.services.receive import receive

# Kept in one transaction: enough to be fast, little enough that an emergency among them is seen in a second.
BATCH = 100
_LOST = "数据库连接中断，已登记的工单不受影响；恢复后请重新运行同一命令，它会从中断处继续。"

Numbered = tuple[int, Plea]


class ImportInterrupted(HotlineError):
    """The database went away in the middle; running the same command again goes on."""

    code = "import_interrupted"


@dataclass
class Tally:
    """What became of the rows so far."""

    new: int = 0
    known: int = 0
    emergencies: int = 0
    faults: int = 0
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        return self.new + self.known + self.faults


@dataclass(frozen=True)
class Keeper:
    """Where pleas of a file are kept: `unit_id` is the unit that received them."""

    sessions: Sessions
    clock: Clock
    shelf: Shelf
    keys: KeyRing
    unit_id: int

    def keep(self, batch: list[Numbered], tally: Tally) -> list[Fault]:
        """Keep a batch in one transaction; if that fails, each row in its own."""
        try:
            return self._together(batch, tally)
        except (SQLAlchemyError, HotlineError):
            return [fault for one in batch for fault in self._alone(one, tally)]

    def _alone(self, one: Numbered, tally: Tally) -> list[Fault]:
        try:
            return self._together([one], tally)
        except IntegrityError:  # another import kept the same row in this moment
            return self._together([one], tally)
        except HotlineError as fault:
            return _counted(Fault(one[0], fault.message.rstrip("。")), tally)
        except SQLAlchemyError as fault:
            raise ImportInterrupted(_LOST) from fault

    def _together(self, batch: list[Numbered], tally: Tally) -> list[Fault]:
        mine = Tally(warnings=Counter())
        faults = []
        with self.sessions.begin() as session:
            act = Act(session, self.clock.now(), SYSTEM, self.shelf.in_force(session), self.keys)
            for line, plea in batch:
                faults += self._one(act, line, plea, mine)
        _add(tally, mine)
        return faults

    def _one(self, act: Act, line: int, plea: Plea, tally: Tally) -> list[Fault]:
        read = replace(plea, red_flags=redflags.scan(plea.text))
        kept = receive(act, read, self.unit_id)
        if kept.new:
            tally.new += 1
            tally.emergencies += kept.urgency == Urgency.P1
            tally.warnings.update([*kept.warnings, *warnings_of(act, plea)])
            return []
        if self._differs(act, plea):
            return _counted(Fault(line, _taken(kept)), tally)
        tally.known += 1
        return []

    def _differs(self, act: Act, plea: Plea) -> bool:
        assert plea.source, "PleaMaker names the source"
        assert plea.external_id, "PleaMaker gives every row an id"
        known = tickets.by_external_id(act.session, plea.source, plea.external_id)
        words = personal.tokenise(plea.text, caller_name=plea.caller.name).text
        return known is not None and known.text != words


def keep_all(
    rows: Iterable[Numbered | Fault],
    keeper: Keeper,
    tally: Tally,
    after: Callable[[Tally], None],
) -> Iterator[Fault]:
    """Keep every plea, give back every fault in time; `after` is called when a batch is committed."""
    numbered = iter(rows)
    while batch := list(itertools.islice(numbered, BATCH)):
        pleas = []
        for row in batch:
            if isinstance(row, Fault):
                yield from _counted(row, tally)
            else:
                pleas.append(row)
        if pleas:
            yield from keeper.keep(pleas, tally)
        after(tally)


def only_look(
    rows: Iterable[Numbered | Fault], tally: Tally, after: Callable[[Tally], None]
) -> Iterator[Fault]:
    """The same without a database: what would be kept, what is wrong."""
    for row in rows:
        if isinstance(row, Fault):
            yield from _counted(row, tally)
        else:
            plea = replace(row[1], red_flags=redflags.scan(row[1].text))
            tally.new += 1
            tally.emergencies += is_emergency(plea)
            tally.warnings.update(plea.warnings)
        if tally.rows % BATCH == 0:
            after(tally)


def _taken(kept: Received) -> str:
    return f"编号已登记为工单 {kept.number}，内容却不同，请核对编号"


def _counted(fault: Fault, tally: Tally) -> list[Fault]:
    tally.faults += 1
    return [fault]


def _add(tally: Tally, other: Tally) -> None:
    tally.new += other.new
    tally.known += other.known
    tally.emergencies += other.emergencies
    tally.faults += other.faults
    tally.warnings.update(other.warnings)
