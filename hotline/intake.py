"""Keeping a plea at the door: one transaction; of two equal submissions at once, one keeps and both get its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import g
from sqlalchemy.exc import IntegrityError

from hotline.doors import open_act, ring
from models.domain.words import Urgency
from models.services.act import Act
from models.services.plea import Plea, Received
from models.services.receive import receive

Answer = TypeVar("Answer")


def keep_plea(plea: Callable[[Act], Plea], then: Callable[[Act, Received], Answer]) -> Answer:
    """Keep the plea and what follows from it in one transaction, then ring.

    A unique key that another request took in the same moment rolls this one back; the second try finds
    the other's ticket.
    """
    try:
        kept, answer = _keep(plea, then)
    except IntegrityError:
        kept, answer = _keep(plea, then)
    if kept is not None and kept.new:
        ring("emergency" if kept.urgency == Urgency.P1 else "triage")
    return answer


def _keep(
    plea: Callable[[Act], Plea], then: Callable[[Act, Received], Answer]
) -> tuple[Received | None, Answer]:
    with open_act(g.person) as act:
        assert act.person.unit_id is not None, "people who record belong to a unit"
        kept = receive(act, plea(act), act.person.unit_id)
        return kept, then(act, kept)
