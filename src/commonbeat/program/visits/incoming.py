"""An entry on its way in: what came, and what is wrong with it when something is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commonbeat.program.guard import Finding
from commonbeat.program.visits.kinds.content import EntryContent


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an entry is rejected: a code of docs/sync.md, a sentence for the officer, the field, the guard's finding."""

    code: str
    message: str
    field: str = ""
    finding: Finding | None = None

    def as_json(self) -> dict[str, Any]:
        """The problem as the phone gets it."""
        told: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.field:
            told["field"] = self.field
        if self.finding is not None:
            found = self.finding
            told["finding"] = {
                "kind": str(found.kind),
                "start": found.start,
                "end": found.end,
                "why": found.why,
                "instead": found.instead,
            }
        return told


@dataclass(slots=True)
class Incoming:
    """One entry of a batch.

    Attributes:
        shown: the id as it was sent, for the answer.
        entry: the id; None when it is none.
        seq: the phone's number; None when it is none.
        kind: what it says it is.
        raw: its content as JSON values.
        content_hash: SHA-256, hex, of kind and content in canonical JSON.
        content: the content when it is in order.
        problem: why it cannot be stored.
    """

    shown: object
    entry: UUID | None = None
    seq: int | None = None
    kind: str = ""
    raw: dict[str, Any] | None = None
    content_hash: str = ""
    content: EntryContent | None = None
    problem: Problem | None = None

    @property
    def name(self) -> UUID:
        """The id of an entry that has one."""
        assert self.entry is not None  # noqa: S101 - an entry without an id is rejected while it is read
        return self.entry

    def reject(self, problem: Problem) -> None:
        """Say what is wrong; the first word counts."""
        self.problem = self.problem or problem
