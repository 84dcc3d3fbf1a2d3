"""The machine that the web runs on, as far as the page 运行状态 asks: its disk, and what Redis says of the workers."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from workers import listening
from workers.listening import Heard


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes of the disk that holds the data folder."""

    total: int
    free: int

    @property
    def part_free(self) -> float:
        return self.free / self.total if self.total else 0.0


@dataclass(frozen=True)
class Machine:
    """Addresses only; every question is asked anew."""

    home: Path
    redis_url: str

    def heard(self) -> Heard | None:
        """Who listens; None if Redis is dead."""
        return listening.hear(self.redis_url)

    def disk(self) -> Disk | None:
        """The disk; None where the folder is not there (a web host without data)."""
        try:
            used = shutil.disk_usage(self.home)
        except OSError:
            return None
        return Disk(used.total, used.free)
