"""Which limit holds for a clock of a ticket (domain.md 3.3). Pure."""

from __future__ import annotations

from models.domain.errors import PolicyInvalid
from models.domain.limits import ClockRule, Due, Limit, LimitUnit, due
from models.domain.policy import Policy
from models.domain.words import ClockKind, DemandType, Urgency

__all__ = ["ClockRule", "Due", "Limit", "LimitUnit", "due", "rule_for"]


def rule_for(
    policy: Policy, kind: ClockKind, urgency: Urgency, demand_type: DemandType | None
) -> ClockRule:
    """The one rule for this clock; a plea whose demand type nobody knows yet counts as 求助."""
    demand = demand_type or DemandType.HELP
    for rule in policy.clock_rules:
        if rule.kind is kind and rule.urgency is urgency and demand in rule.demand_types:
            return rule
    raise PolicyInvalid(f"没有为 {kind}/{urgency}/{demand} 设置时限。")
