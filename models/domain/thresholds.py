"""What a supervisor sets instead of the model's own thresholds: when it leaves a ticket to people, when it alarms. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """None: the bundle's own, chosen when it was trained."""

    abstain_below: float | None = None  # confidence below which the dispatch desk decides
    alarm_at: float | None = None  # danger from which the model alone makes an emergency


OWN = Thresholds()


def chosen(policy: float | None, bundle: float) -> float:
    """The one in force; a zero of the policy is a choice, an empty line is none."""
    return bundle if policy is None else policy
