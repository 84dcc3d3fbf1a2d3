"""The catalogue of matters: 14 parents, 69 categories, each with its departments and urgency (domain.md 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.domain.errors import InvalidInput
from models.domain.words import Level, Queue, Urgency


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the catalogue. `queue` owns, `co_handlers` help; `scope` says in one line what belongs here."""

    code: str
    parent: str
    parent_name: str
    name: str
    queue: Queue
    co_handlers: tuple[Queue, ...]
    urgency: Urgency
    lowest_level: Level = Level.COUNTY
    confidential: bool = False
    scope: str = ""
    active: bool = True  # offered to people who choose; what has the category keeps it


@dataclass(frozen=True)
class Taxonomy:
    """All categories by code, in the order of their codes."""

    categories: Mapping[str, Category]

    def get(self, code: str) -> Category:
        """The category of a four-digit code; raises InvalidInput for one that does not exist."""
        try:
            return self.categories[code]
        except KeyError:
            raise InvalidInput(f"没有分类代码 {code}，请从分类目录中选择。") from None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.categories)

    @property
    def parents(self) -> dict[str, str]:
        """Two-digit code -> name."""
        return {c.parent: c.parent_name for c in self.categories.values()}
