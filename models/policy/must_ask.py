"""Loads the questions of must_ask.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from models.domain.must_ask import Question


@cache
def default_questions() -> Mapping[str, tuple[Question, ...]]:
    """Questions by parent category, "all" for everybody."""
    source = resources.files("models.policy") / "must_ask.toml"
    table = tomllib.loads(source.read_text("utf-8"))
    return {
        parent: tuple(Question(row["fact"], row["label"]) for row in rows)
        for parent, rows in table.items()
    }
