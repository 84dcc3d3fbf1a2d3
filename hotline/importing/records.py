"""What every kind of file is read into: rows of named cells with the number by which a person finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.domain.errors import HotlineError

Cell = str | int | float | bool | datetime | date | None


class CannotRead(HotlineError):
    """The file as a whole can't be imported; the message says what to do."""

    code = "cannot_read"


@dataclass(frozen=True, slots=True)
class Record:
    """One good row: column name -> cell, as the file has it."""

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that can't become a ticket, and why."""

    line: int
    why: str
