"""Keeping a plea at the door: one transaction; of two equal submissions at once, one keeps and both get its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import g
from sqlalchemy.exc import IntegrityError

from hotline.doors import open_act, open_at_once, ring
from models.domain.words import Urgency
from models.services.act import Act
from models.services.emergency import is_emergency
from models.services.plea import Plea, Received
from models.services.receive import receive

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Intake(Generic[Answer]):
    """How one submission is kept: its plea, what follows in the same transaction, and the answer that it
    may have got before. `alone`: nothing else is written with it, so that one statement keeps it all."""

    plea: Callable[[Act], Plea]
    then: Callable[[Act, Received], Answer]
    earlier: Callable[[Act], Answer | None] = lambda _act: None
    alone: bool = False


def keep_plea(intake: Intake[Answer]) -> Answer:
    """Keep the plea and what follows from it in one transaction, then ring.

    A unique key that another request took in the same moment rolls this one back; the second try finds
    what the other kept.
    """
    try:
        kept, answer = _keep(intake)
    except IntegrityError:
        kept, answer = _keep(intake)
    if kept is not None and kept.new:
        ring("emergency" if kept.urgency == Urgency.P1 else "triage")
    return answer


def _keep(intake: Intake[Answer]) -> tuple[Received | None, Answer]:
    found = _keep_at_once(intake) if intake.alone else None
    return found or _keep_together(intake)


def _keep_at_once(intake: Intake[Answer]) -> tuple[Received, Answer] | None:
    """Without BEGIN and COMMIT around the one statement; None for an emergency, which is dispatched with it."""
    with open_at_once(g.person, g.published) as act:
        plea = intake.plea(act)
        if is_emergency(plea):
            return None
        kept = receive(act, plea, _unit_of(act))
        return kept, intake.then(act, kept)


def _keep_together(intake: Intake[Answer]) -> tuple[Received | None, Answer]:
    with open_act(g.person) as act:
        earlier = intake.earlier(act)
        if earlier is not None:
            return None, earlier
        kept = receive(act, intake.plea(act), _unit_of(act))
        return kept, intake.then(act, kept)


def _unit_of(act: Act) -> int:
    assert act.person.unit_id is not None, "people who record belong to a unit"
    return act.person.unit_id
