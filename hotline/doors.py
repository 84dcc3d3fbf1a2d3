"""What a door opens: a transaction with person, time, policy and keys. Everything hangs in the app, nothing is global."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from flask import Flask, current_app

from hotline.kept import Kept
from hotline.live import Live
from hotline.machine import Machine
from hotline.metrics import RequestNumbers
from hotline.presence import Presence
from hotline.reader import Reader
from models.clock import Clock
from models.database import Sessions
from models.direct import Driver
from models.domain.permissions import Person
from models.domain.policy import Policy
from models.keys import KeyRing
from models.services.act import Act
from models.services.policies import Shelf

View = TypeVar("View", bound=Callable[..., object])
EXTENSION = "hotline"


class Rings(Protocol):
    """A bell: says whether somebody will come. Never raises, never waits."""

    def ring(self, name: str) -> bool: ...

    def alive(self) -> bool: ...


@dataclass(frozen=True)
class House:
    """Everything that views use."""

    sessions: Sessions
    clock: Clock
    keys: KeyRing
    bell: Rings
    reader: Reader
    numbers: RequestNumbers
    shelf: Shelf
    live: Live
    presence: Presence
    machine: Machine
    kept: Kept
    at_once: Callable[[], AbstractContextManager[Driver]]  # each statement by itself


def furnish(app: Flask, house: House) -> None:
    """Give the app its house."""
    app.extensions[EXTENSION] = house


def house() -> House:
    """The house of the current app."""
    return house_of(current_app)


def house_of(app: Flask) -> House:
    """The house of an app."""
    found = app.extensions[EXTENSION]
    assert isinstance(found, House)
    return found


@contextmanager
def open_act(person: Person) -> Iterator[Act]:
    """One transaction in which `person` acts now; committed at the end, rolled back on any error."""
    here = house()
    with here.sessions.begin() as session:
        yield Act(session, here.clock.now(), person, here.shelf.in_force(session), here.keys)


@contextmanager
def open_at_once(person: Person, published: str | None) -> Iterator[Act]:
    """No transaction around: every statement is kept or refused by itself. For a verb that writes with exactly
    one, through `act.driver`; its session is for reading the little that is seldom wanted. `published` is the
    policy in force as this request read it."""
    here = house()
    with here.sessions() as session, here.at_once() as driver:
        policy = here.shelf.take(session, published)
        yield Act(session, here.clock.now(), person, policy, here.keys, alone=driver)


@contextmanager
def open_reading(person: Person, published: str | None) -> Iterator[Act]:
    """For a list: nothing is kept. `published` is the policy in force as this request read it."""
    here = house()
    with here.sessions() as session:
        policy = here.shelf.take(session, published)
        yield Act(session, here.clock.now(), person, policy, here.keys)


def ring(name: str) -> None:
    """Ring after the commit; a dead bell is the scheduler's matter, not the caller's."""
    house().bell.ring(name)


def policy() -> Policy:
    """The policy in force."""
    return house().shelf.latest


def reader() -> Reader:
    """Danger rules at once; the model when it is loaded."""
    return house().reader
