"""The trail can't be touched unseen: a changed byte is located, a deleted last row is found."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine, text

from models.services import seal
from models.services.trail import record_view
from tests.builders import World
from tests.jobs.hands import a_runtime
from workers.auditor import Auditor


def _seal(world: World) -> int:
    return Auditor(a_runtime(world)).seal()


def _faults(world: World) -> list[seal.Fault]:
    with world.sessions() as session:
        return list(seal.verify(session))


def _forge(engine: Engine, *statements: str) -> None:
    """As the owner of the database, past every grant."""
    with engine.begin() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0


def _look_at(world: World, number: str) -> None:
    with world.act("supervisor") as act:
        record_view(act, world.ticket(number).id, "caller")


def test_an_untouched_trail_has_no_fault(world: World) -> None:
    """Sealed or not yet sealed."""
    for _ in range(3):
        number = world.dispatched().number
        _look_at(world, number)
        assert _seal(world) > 0
    world.dispatched()

    assert _faults(world) == []


def test_nothing_new_needs_no_seal(world: World) -> None:
    """A quiet night makes no anchors."""
    world.dispatched()

    assert _seal(world) > 0
    assert _seal(world) == 0


def test_a_changed_byte_is_located(world: World, owner_engine: Engine) -> None:
    """The fault names the ticket and the number of the record."""
    world.dispatched()
    number = world.dispatched().number
    _forge(
        owner_engine,
        'UPDATE event SET codes = codes || \'{"category": "0101"}\' WHERE seq = 2'
        " AND ticket_id = (SELECT max(id) FROM ticket)",
    )

    assert [fault.where for fault in _faults(world)] == [f"工单 {number} 第 2 条"]


def test_a_deleted_last_record_is_found(world: World, owner_engine: Engine) -> None:
    """The ticket's head no longer fits."""
    number = world.dispatched().number
    _forge(owner_engine, "DELETE FROM notice", "DELETE FROM event WHERE seq = 3")

    assert [fault.where for fault in _faults(world)] == [f"工单 {number}"]


def test_a_record_deleted_from_the_middle_is_found(world: World, owner_engine: Engine) -> None:
    """The record after it does not follow on the one before it."""
    number = world.dispatched().number
    _forge(owner_engine, "DELETE FROM event WHERE seq = 2")

    assert f"工单 {number} 第 3 条" in [fault.where for fault in _faults(world)]


def test_a_forged_chain_is_found_by_the_seal(world: World, owner_engine: Engine) -> None:
    """Somebody deletes the last record and mends the ticket's head as well: the anchor counts one less."""
    world.dispatched()
    _seal(world)
    _forge(
        owner_engine,
        "DELETE FROM notice",
        "UPDATE ticket t SET event_seq = 2, event_hash = e.hash FROM event e"
        " WHERE e.ticket_id = t.id AND e.seq = 2",
        "DELETE FROM event WHERE seq = 3",
    )

    assert [fault.where for fault in _faults(world)] == ["event 封存 1"]


@pytest.mark.parametrize("forgery", ["DELETE FROM view", "UPDATE view SET user_id = 1"])
def test_a_hidden_look_at_personal_data_is_found(
    world: World, owner_engine: Engine, forgery: str
) -> None:
    """2026-03: nobody could tell who had looked (domain.md 8)."""
    _look_at(world, world.dispatched().number)
    _seal(world)
    _forge(owner_engine, forgery)

    assert [fault.where for fault in _faults(world)] == ["view 封存 1"]


def test_a_missing_seal_is_found(world: World, owner_engine: Engine) -> None:
    """Seals are chained as well."""
    for _ in range(3):
        world.dispatched()
        _seal(world)
    _forge(owner_engine, "DELETE FROM anchor WHERE number = 2")

    assert "event 封存 3" in [fault.where for fault in _faults(world)]


def test_what_is_in_flight_is_sealed_by_the_next_seal(world: World) -> None:
    """A transaction that began before the seal and commits after it is not left out (D16)."""
    world.dispatched()
    with world.act() as slow:
        slow.session.execute(text("SELECT pg_current_xact_id()"))
        world.dispatched()
        sealed = _seal(world)
    later = _seal(world)

    assert sealed == 3
    assert later == 3
    assert _faults(world) == []


def test_checking_while_people_work_raises_no_false_alarm(world: World) -> None:
    """The check reads one moment: tickets kept meanwhile are not in it."""
    poured = threading.Thread(target=lambda: [world.receive() for _ in range(60)])
    poured.start()
    checks = 0
    while poured.is_alive():
        assert _faults(world) == []
        checks += 1
    poured.join()

    assert checks > 1
    assert _faults(world) == []
