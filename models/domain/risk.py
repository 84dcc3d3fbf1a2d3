"""预警: which colour an indicator has. Employers and places are watched, people never scored (domain.md 7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from statistics import fmean, pstdev


class Colour(IntEnum):
    """The higher, the more urgent."""

    NONE = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


COLOUR_LABELS = {
    Colour.NONE: "正常",
    Colour.YELLOW: "黄色",
    Colour.ORANGE: "橙色",
    Colour.RED: "红色",
}
TICKETS = (3, 5, 10)  # I1: tickets about one employer in 30 days
PERSONS = (10, 30, 100)  # I3: persons that one ticket about it names
CATEGORIES = (2, 3)  # I9: kinds of matters about one employer
_RISE = ((4.0, 20, Colour.RED), (3.0, 10, Colour.ORANGE), (2.0, 5, Colour.YELLOW))  # I7, I8
_FLOOR = 1.0  # a flat past has no spread: one ticket more would be an infinite rise


def step(value: int, limits: Sequence[int]) -> Colour:
    """The colour of a count by its limits, lowest first."""
    return Colour(sum(value >= limit for limit in limits))


def rise(now: int, before: Sequence[int]) -> Colour:
    """This week against the weeks before it: how far above their mean, in their spread."""
    if not before:
        return Colour.NONE
    z = (now - fmean(before)) / max(pstdev(before), _FLOOR)
    return next((c for limit, least, c in _RISE if z >= limit and now >= least), Colour.NONE)


def together(colours: Sequence[Colour]) -> Colour:
    """The highest of several indicators; two oranges are a red."""
    oranges = sum(colour is Colour.ORANGE for colour in colours)
    return Colour.RED if oranges > 1 else max(colours, default=Colour.NONE)
