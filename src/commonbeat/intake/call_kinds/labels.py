"""Our categories beside the label names of the public hand-labelled call types (docs/call-kinds.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from commonbeat.intake.call_kinds.kind import CallKind
from commonbeat.intake.call_kinds.packaged import kinds, table


@dataclass(frozen=True, slots=True)
class LabelMeaning:
    """What a label of theirs is in our words.

    Attributes:
        target: the one category that stands for the label, or None for a label that gathers what is left over.
        plain: the one category of a mapping label by label; "other" for a label that gathers what is left over.
        allowed: the categories that agree with the label.
    """

    target: str | None
    plain: str
    allowed: frozenset[str]


@cache
def _meanings() -> dict[str, LabelMeaning]:
    return {
        row["label"]: LabelMeaning(row["target"] or None, row["plain"], frozenset(row["allowed"].split(";")))
        for row in table("labels")
    }


def meaning_of_label(label: str) -> LabelMeaning | None:
    """Our categories for a label of theirs, in any case and spacing; None for an empty or unknown label."""
    name = " ".join(label.lower().split()).replace("isuues", "issues")
    return _meanings().get(name)


def label_of(kind: CallKind) -> str | None:
    """The label of theirs for one of our kinds; finer than its category ("Suspicion" within disorder).

    None when nothing is known of the call type.
    """
    row = kinds().get(kind.kind)
    return row["label"] if row else None
