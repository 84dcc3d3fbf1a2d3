"""The rows of a big table as lines of COPY: open tickets with a running clock and its rung, ended ones with a tally."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_TEXT = "厂里从七月起就没有发过工资，一共欠了三个月，找老板就说再等等，问过劳动监察也没有下文。"
_RUNGS = 4
# Of four tickets one lies with the department that is measured, the rest with everybody else.
_MEASURED_SHARE = 4
_SPAN = timedelta(days=180)  # in which everything was received
_CATEGORIES = ("0102", "0101", "0201", "0301", "0401", "0501", "0601", "0701")
_PLACES = ("410105", "410102", "410103", "410302", "410702", "411302", "411402")
_EMPLOYERS = 5_000
# Each has one clock, so that the auditor finds nothing to mend.
_STATUSES = ("accepted", "rework", "replied")
# One clock in fifty ran out already; its next rung lies in the future like all others.
_LATE_SHARE = 50


@dataclass(frozen=True, slots=True)
class Shape:
    """How much stands there: open tickets with one clock and one waiting rung each, due `due_in` from now, and
    tickets that were closed; the first `due` rungs may be due at another time."""

    tickets: int
    due_in: timedelta = timedelta(days=3650)
    closed: int = 0
    due: int = 0
    these_due_in: timedelta = timedelta(hours=-1)

    @property
    def all(self) -> int:
        return self.tickets + self.closed


@dataclass(frozen=True, slots=True)
class People:
    """Whose the tickets are."""

    measured: tuple[int, int]  # (department, unit) of the measured staff
    others: Sequence[tuple[int, int, str]]  # (department, unit, queue)
    policy: str
    operator: int
    received_by: int
    staff: int


@dataclass(frozen=True, slots=True)
class Rows:
    """One table's COPY: its columns and its lines."""

    table: str
    columns: str
    lines: Iterator[str]


def tables(people: People, shape: Shape, now: datetime, phones: Sequence[bytes]) -> Iterator[Rows]:
    """All tables in the order in which they refer to each other. `phones` are blind indexes of callers."""
    every, opened = range(1, shape.all + 1), range(shape.closed + 1, shape.all + 1)
    yield Rows("ticket", _TICKET, (_ticket(people, shape, n, now) for n in every))
    yield Rows("event", _EVENT, (_event(people, n, now) for n in every))
    plan = _plan(now + shape.due_in)
    clock_lines = (_clock(people, shape, n, now, plan) for n in opened)
    yield Rows("ticket_clock", _CLOCK, clock_lines)
    yield Rows("step", _STEP, (_step(shape, n, now) for n in opened))
    yield Rows("tally", _TALLY, (_tally(n, now) for n in range(1, shape.closed + 1)))
    yield Rows("caller", _CALLER, (_caller(n, now, phones) for n in every if n % 10 == 0))


_TICKET = (
    "id, number, status, urgency, demand_type, category, queue, unit_id, department_id, receiving_unit_id, "
    "logged_by, accepted_by, channel, text, employer, region_code, persons, confidential, flags, co_handlers, "
    "set_by_person, received_at, dispatched_at, closed_at, triage_attempts, dispatches, return_closed, reworks, "
    "chases, escalation_level, version, event_seq, event_hash"
)
_EVENT = "id, ticket_id, seq, kind, at, actor_id, to_status, codes, previous_hash, hash"
_CLOCK = "id, ticket_id, kind, started_at, due_at, estimated, policy_id, plan"
_STEP = "id, clock_id, ticket_id, position, code, level, due_at"
_TALLY = (
    "ticket_id, returns, urged, abstained, alarm, missed, false_alarm, late, solved, satisfied, "
    "ended, ended_at, relapsed"
)
_CALLER = "ticket_id, phone_index, phone_plausible, anonymous, created_at"
_NULL = r"\N"
_HASH = r"\\x" + "00" * 32  # no chain is checked here: the rows are for measuring


def _ticket(people: People, shape: Shape, n: int, now: datetime) -> str:
    if n % _MEASURED_SHARE == 0:
        (department, unit), queue = people.measured, "social_security"
    else:
        department, unit, queue = people.others[n % len(people.others)]
    received = now - _SPAN * ((shape.all - n) / shape.all)
    ended = n <= shape.closed
    status = "closed" if ended else _STATUSES[n % 3]
    closed = _closed_at(n, received, now) if ended else _NULL
    employer = f"河南测试{n % _EMPLOYERS}有限公司" if n % 7 == 0 else _NULL
    values = (
        n, f"{received:%Y%m%d}-{n:07d}", status, "P3" if n % 5 else "P2", "C", _CATEGORIES[n % 8], queue, unit,
        department, people.received_by, people.operator, people.staff, "phone", _TEXT, employer,
        _PLACES[n % 7], n % 30 + 1, "f", "[]", "[]", "[]", received, received, closed, 1, 1, "f", 0,
        0, 0, 1, 1, _HASH,
    )  # fmt: skip
    return "\t".join(map(str, values))


def _closed_at(n: int, received: datetime, now: datetime) -> datetime:
    return min(received + timedelta(days=n % 20, hours=1), now)


def _event(people: People, n: int, now: datetime) -> str:
    return (
        f"{n}\t{n}\t1\treceived\t{now}\t{people.operator}\treceived\t{{}}\t" + r"\\x" + f"\t{_HASH}"
    )


def _plan(due: datetime) -> str:
    rungs = (
        {"code": f"rung{n}", "level": n + 1, "notify": ["owner_leader"],
         "due_at": (due + timedelta(days=3650 * n)).isoformat()}
        for n in range(_RUNGS)
    )  # fmt: skip
    return json.dumps(list(rungs))


def _clock(people: People, shape: Shape, n: int, now: datetime, plan: str) -> str:
    nth = n - shape.closed
    late = nth % _LATE_SHARE == 0
    due = now - timedelta(hours=nth % 48 + 1) if late else now + timedelta(minutes=nth % 28_800 + 1)
    kind = "call_back" if _STATUSES[n % 3] == "replied" else "finish"
    return f"{nth}\t{n}\t{kind}\t{now}\t{due}\tf\t{people.policy}\t{plan}"


def _step(shape: Shape, n: int, now: datetime) -> str:
    nth = n - shape.closed
    due = now + (shape.these_due_in if nth <= shape.due else shape.due_in)
    return f"{nth}\t{nth}\t{n}\t0\trung0\t1\t{due}"


def _tally(n: int, now: datetime) -> str:
    late, solved = "t" if n % 11 == 0 else "f", "f" if n % 9 == 0 else "t"
    returns = 1 if n % 17 == 0 else 0
    unsure = "t" if n % 6 == 0 else "f"
    return f"{n}\t{returns}\t0\t{unsure}\tf\tf\tf\t{late}\t{solved}\t{solved}\tclosed\t{now}\tf"


def _caller(n: int, now: datetime, phones: Sequence[bytes]) -> str:
    return f"{n}\t" + r"\\x" + phones[n // 10 % len(phones)].hex() + f"\tt\tf\t{now}"
