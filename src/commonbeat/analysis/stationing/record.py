"""A posting plan as plain values: the JSON that machines read (docs/json.md)."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from commonbeat.analysis.stationing.officers import Conflict, PostingPlan, PostingRules


def plan_record(plan: PostingPlan, rules: PostingRules) -> dict[str, Any]:
    """The plan with the prices it was made under."""
    record = dataclasses.asdict(plan)
    record["gap"] = plan.gap if math.isfinite(plan.gap) else None
    record["bound"] = plan.bound if math.isfinite(plan.bound) else None
    return record | {"rules": rules_record(rules)}


def rules_record(rules: PostingRules) -> dict[str, Any]:
    """Rules and prices, with sets as sorted lists."""
    record = dataclasses.asdict(rules)
    record["required"] = sorted(rules.required)
    record["required_languages"] = {area: sorted(names) for area, names in rules.required_languages.items()}
    return record


def conflict_record(conflict: Conflict) -> dict[str, Any]:
    """The clashing wishes, and the fewest to give up."""
    return {"conflict": {"rules": list(conflict.rules), "relaxation": list(conflict.relaxation)}}
