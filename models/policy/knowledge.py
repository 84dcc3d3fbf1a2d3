"""Loads the ready answers of knowledge.toml; refuses a file that contradicts itself or the catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from models.domain.errors import PolicyInvalid
from models.domain.knowledge import Answer
from models.policy.load import default_policy

DISCLAIMER = "仅供参考，以法律规定为准"


@cache
def default_answers() -> tuple[Answer, ...]:
    """All answers, in the order of the file."""
    source = resources.files("models.policy") / "knowledge.toml"
    return answers_from(tomllib.loads(source.read_text("utf-8")))


def answers_from(body: Mapping[str, Any]) -> tuple[Answer, ...]:
    """Build and check; raises PolicyInvalid naming the row."""
    answers = tuple(_answer(place, row) for place, row in enumerate(body.get("answer", ()), 1))
    if len({answer.id for answer in answers}) < len(answers):
        raise PolicyInvalid("knowledge.toml：有 id 出现两次。")
    return answers


def _answer(place: int, row: Mapping[str, Any]) -> Answer:
    where = f"knowledge.toml 第 {place} 条 {row.get('id', '')}"
    for name in ("id", "title", "text", "categories"):
        if not row.get(name):
            raise PolicyInvalid(f"{where}：缺少 {name}。")
    if unknown := set(row["categories"]) - set(default_policy().taxonomy.codes):
        raise PolicyInvalid(f"{where}：没有分类 {sorted(unknown)[0]}。")
    law = f"（{row['law']}。{DISCLAIMER}。）" if "law" in row else ""
    return Answer(
        id=row["id"],
        title=row["title"],
        text=row["text"] + law,
        categories=tuple(row["categories"]),
        words=tuple(row.get("words", ())),
    )
