"""A version published by an older release may lack what this one needs: the package's own rules fill the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def completed(body: Mapping[str, Any], default: Mapping[str, Any]) -> dict[str, Any]:
    """The body with the files, clock kinds and ladders that it does not know; what it knows is left alone."""
    whole = {**default, **body}
    rules = list(whole["clocks"].get("clock", ()))
    known = {rule["kind"] for rule in rules}
    added = [rule for rule in default["clocks"]["clock"] if rule["kind"] not in known]
    ladders = dict(whole["ladders"])
    for rule in added:
        ladders.setdefault(rule["ladder"], default["ladders"][rule["ladder"]])
    whole["clocks"] = {**whole["clocks"], "clock": [*rules, *added]}
    whole["ladders"] = ladders
    whole["allowances"] = {**default["allowances"], **whole["allowances"]}
    whole["calendar"] = {**default["calendar"], **whole["calendar"]}
    whole["refusals"] = {
        "channels": {**default["refusals"]["channels"], **whole["refusals"].get("channels", {})}
    }
    return whole
