"""What one import did: the record that the lake keeps of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

#: `live`: its calls are in the lake. `held`: written, waiting for a second person. `undone`: taken back.
STATES: Final = ("live", "held", "undone")


@dataclass(frozen=True)
class ImportRecord:
    """One import.

    Every row read is accounted for: `rows_read` = `calls_added` + `calls_replaced` + `duplicates` + `rejected` (and,
    while an import is held, what it would do).

    Attributes:
        name: the import's name, unique in the lake.
        agency: whose calls.
        sources: the files as the person named them.
        sha256: of each file's bytes.
        loaded_at: when, ISO 8601 with offset.
        by: who loaded it.
        state: one of STATES.
        rows_read: rows of the files, unreadable ones included.
        calls_added: incidents the lake did not have.
        calls_replaced: incidents of which this import brought a later version.
        duplicates: rows that brought nothing of their own: known already, or a further row of the same incident.
        unit_rows: those of `duplicates` that are further rows of an incident in these files.
        rejected: rows in the quarantine file.
        quarantine: path of the quarantine file inside the lake; None when no row was rejected.
        zone: IANA zone of the wall times; None when nobody knew.
        held_because: why it waits, in sentences.
        approved_by: the second person.
        ended_at: when it was undone or approved.
        rekeyed: earlier calls that moved to another place when it came (or went), because it told more of how the
            agency writes its addresses.
    """

    name: str
    agency: str
    sources: tuple[str, ...]
    sha256: tuple[str, ...]
    loaded_at: str
    by: str
    state: str
    rows_read: int
    calls_added: int
    calls_replaced: int
    duplicates: int
    unit_rows: int
    rejected: int
    quarantine: str | None = None
    zone: str | None = None
    held_because: tuple[str, ...] = ()
    approved_by: str | None = None
    ended_at: str | None = None
    rekeyed: int = 0

    def with_state(self, state: str, **changes: Any) -> ImportRecord:
        """The same record in another state."""
        return replace(self, state=state, **changes)

    def as_json(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportRecord:
        """Read a record back; keys of a later version are ignored."""
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in known
        }
        return cls(**values)
