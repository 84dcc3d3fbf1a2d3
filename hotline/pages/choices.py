"""What the small forms of a ticket page offer: categories, departments, units, reasons, levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import request

from hotline.views import (
    CONTACT_LABELS,
    DIFFICULTY_LABELS,
    PAUSE_LABELS,
    QUALITY_LABELS,
    QUEUE_LABELS,
    URGENCY_LABELS,
)
from models.domain.refusals import REJECT_LABELS
from models.domain.words import Level, Queue, Urgency
from models.queries import directory
from models.services.act import Act

Options = list[tuple[str, str]]


def choices(
    act: Act, refused_move: str, filled: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Callable[..., object]]:
    """Functions for the template; each reads only when its form is drawn. `filled`: words of a chosen template."""
    return {
        "category_options": lambda: category_options(act),
        "queue_options": lambda: [(q.value, QUEUE_LABELS[q]) for q in Queue if _is_work(q)],
        "unit_options": lambda: unit_options(act),
        "reject_options": lambda: reject_options(act),
        "urgency_options": _urgency_options,
        "pause_options": lambda: list(PAUSE_LABELS.items()),
        "quality_options": lambda: list(QUALITY_LABELS.items()),
        "difficulty_options": lambda: list(DIFFICULTY_LABELS.items()),
        "contact_options": lambda: list(CONTACT_LABELS.items()),
        "template_options": lambda _move: [],  # a ticket's page has some
        # What was typed into a refused form stands there again: nothing typed is lost.
        "typed_for": lambda move, name: (
            filled.get(name, request.form.get(name, "")) if move == refused_move else ""
        ),
    }


def category_options(act: Act) -> Options:
    """All categories, "0101 name"."""
    categories = act.policy.taxonomy.categories.values()
    return [(c.code, f"{c.code} {c.name}") for c in categories if c.active]


def reject_options(act: Act) -> list[tuple[str, str, str]]:
    """(reason, its words, the right channel that the form fills in)."""
    channels = act.policy.right_channels
    return [(reason.value, label, channels[reason]) for reason, label in REJECT_LABELS.items()]


def unit_options(act: Act) -> Options:
    """Units below the person's own, cities after the province, counties under their city's code."""
    if act.person.unit_id is None:
        return []
    indent = {Level.PROVINCE: "", Level.CITY: "", Level.COUNTY: "　"}
    units = sorted(
        directory.units_below(act.session, act.person.unit_id), key=lambda unit: unit.code
    )
    return [(unit.code, indent[Level(unit.level)] + unit.place) for unit in units if unit.active]


def _is_work(queue: Queue) -> bool:
    return queue is not Queue.DISPATCH_DESK


def _urgency_options(current: str, move: str) -> Options:
    rank = Urgency(current).rank
    wanted = [u for u in Urgency if (u.rank < rank if move == "raise" else u.rank > rank)]
    return [(u.value, f"{u.value} {URGENCY_LABELS[u]}") for u in wanted]
