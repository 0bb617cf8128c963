"""What whoever holds the tracking word reads: written anew with each step, for the public face to read."""

from __future__ import annotations

from typing import Any

from commonbeat.program.concerns.models import Concern, ConcernStep
from commonbeat.program.publishing.models import Answer


def tell_follower(concern: Concern) -> None:
    """Write what the follower reads, inside the action that changed it. A concern without a word has no follower."""
    if not concern.word_digest:
        return
    steps = ConcernStep.objects.filter(concern=concern, inner=False).order_by("at", "pk")
    told: list[dict[str, Any]] = [
        {"at": step.at.isoformat(timespec="minutes"), "kind": step.kind, "words": step.words} for step in steps
    ]
    Answer.objects.update_or_create(
        agency_id=concern.agency_id,
        word_digest=concern.word_digest,
        defaults={
            "state": concern.state,
            "kind_titles": concern.kind.titles,
            "area_title": concern.area.name if concern.area else "",
            "steps": told,
            "changed_at": steps.last().at if told else concern.arrived_at,  # type: ignore[union-attr]
        },
    )
