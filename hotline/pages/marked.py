"""A plea's words with what decided about it marked: rules and model in different dress."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Piece = tuple[str, str]  # (words, "flag" | "for" | "")
_LEAD = 12  # characters shown before the first danger word
_SHOWN = 160


def summary(text: str, verdict: Mapping[str, Any] | None) -> list[Piece]:
    """The first words, or those around the first danger word where it stands too far behind."""
    flags, reasons = _decided(verdict)
    first = min((at for word in flags if (at := text.find(word)) >= 0), default=0)
    start = first - _LEAD if first > _SHOWN // 2 else 0
    shown = ("…" if start else "") + " ".join(text[start : start + _SHOWN].split())
    return pieces(shown + ("…" if len(text) > start + _SHOWN else ""), flags, reasons)


def pieces(text: str, flags: list[str], reasons: list[str]) -> list[Piece]:
    """The text cut at the words that decided; longer words first, a danger word wins over a reason."""
    kinds = dict.fromkeys(reasons, "for") | dict.fromkeys(flags, "flag")
    words = sorted(filter(None, kinds), key=len, reverse=True)
    if not words:
        return [(text, "")]
    cut = re.split("(" + "|".join(re.escape(word) for word in words) + ")", text)
    return [(part, kinds.get(part, "")) for part in cut if part]


def _decided(verdict: Mapping[str, Any] | None) -> tuple[list[str], list[str]]:
    if not verdict:
        return [], []
    flags = [flag["word"] for flag in verdict.get("red_flags", ())]
    reasons = [r["word"] for r in verdict.get("because", ()) if r["weight"] > 0]
    return flags, reasons
