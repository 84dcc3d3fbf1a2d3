"""Loads the templates that come with the program; refuses a file with an unknown placeholder or category."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from models.domain.errors import PolicyInvalid
from models.domain.reply_templates import Draft, Ready, Use, draft_faults
from models.policy.load import default_policy


@cache
def default_templates() -> tuple[Ready, ...]:
    """All of them, in the order of the file."""
    source = resources.files("models.policy") / "reply_templates.toml"
    return templates_from(tomllib.loads(source.read_text("utf-8")))


def templates_from(body: Mapping[str, Any]) -> tuple[Ready, ...]:
    """Build and check; raises PolicyInvalid naming the row."""
    found = tuple(_ready(row) for row in body.get("template", ()))
    if len({one.code for one in found}) < len(found):
        raise PolicyInvalid("reply_templates.toml：有 code 出现两次。")
    return found


def _ready(row: Mapping[str, Any]) -> Ready:
    category, text = row.get("category"), row["text"].strip()
    taxonomy = default_policy().taxonomy
    known = {*taxonomy.codes, *taxonomy.parents}
    if category is not None and category not in known:
        raise PolicyInvalid(f"reply_templates.toml {row['code']}：没有分类 {category}。")
    faults = draft_faults(Draft(row["name"], Use(row["use"]), category, text))
    if faults:
        raise PolicyInvalid(f"reply_templates.toml {row['code']}：{faults[0].message}")
    return Ready(f"builtin:{row['code']}", row["name"], Use(row["use"]), category, text)
