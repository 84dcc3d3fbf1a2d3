"""How well the machinery is: three lights, each with words, and the limits at which they change."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Light(StrEnum):
    """Never shown as a colour alone."""

    GREEN = "green"  # 正常
    YELLOW = "yellow"  # 注意
    RED = "red"  # 故障


SKEW = timedelta(seconds=2)  # a fast clock fires early, a slow one late (design.md D11)
QUIET = timedelta(seconds=10)  # a scheduler beats every second
SILENCE = timedelta(seconds=30)
AUDIT_QUIET = timedelta(minutes=3)  # it audits every minute
AUDIT_SILENCE = timedelta(minutes=10)
WAITING = timedelta(seconds=10)  # something is due and nobody has done it
LATE = timedelta(seconds=30)
DISK_LOW = 0.15  # of the whole disk
DISK_FULL = 0.05


def by_age(age: timedelta | None, quiet: timedelta, silence: timedelta) -> Light:
    """The light of something that should have been heard of lately; None: never heard of."""
    if age is None or age > silence:
        return Light.RED
    return Light.YELLOW if age > quiet else Light.GREEN


def by_delay(age: timedelta | None) -> Light:
    """The light of the oldest row that is due; None: nothing waits."""
    if age is None or age <= WAITING:
        return Light.GREEN
    return Light.RED if age > LATE else Light.YELLOW


def by_space(free: float) -> Light:
    """The light of a disk of which this part is free."""
    if free < DISK_FULL:
        return Light.RED
    return Light.YELLOW if free < DISK_LOW else Light.GREEN


def worst(lights: list[Light]) -> Light:
    """One light for all of them."""
    order = (Light.GREEN, Light.YELLOW, Light.RED)
    return max(lights, key=order.index, default=Light.GREEN)
