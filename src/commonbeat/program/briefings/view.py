"""Looking at a briefing: finding the place, and recording who looked and why, before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.record import record
from commonbeat.program.briefings.brief import Briefing, briefing_of
from commonbeat.program.briefings.purpose import Purpose
from commonbeat.program.clients.models import ApiKey
from commonbeat.program.places.models import Place


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a member, or a machine of the agency by its key."""

    agency: Agency
    member: Member | None = None
    key: ApiKey | None = None

    @property
    def label(self) -> str:
        """What the audit log calls a machine; members are named by themselves."""
        return f"key {self.key.start}" if self.key is not None else ""


def look_at(reader: Reader, place: Place, purpose: Purpose, *, found_by: str, incident: str = "") -> Briefing:
    """The briefing, once the view is in the audit log; without the record there is no briefing (promise U4).

    Args:
        reader: who looks; of the agency that the place belongs to.
        place: the place.
        purpose: why.
        found_by: "address", "spot", "place" or "eido".
        incident: the incident's own id, when one was sent; an id, no words.
    """
    briefing = briefing_of(reader.agency, place)
    _record(reader, place, purpose, {"by": found_by, **({"incident": incident} if incident else {})})
    return briefing


@action
def _record(reader: Reader, place: Place, purpose: Purpose, details: dict[str, str]) -> None:
    record(
        "briefing.view",
        actor=reader.member,
        agency=reader.agency,
        about=place,
        label=reader.label,
        purpose=purpose.value,
        details=details,
    )


@action
def record_nothing_found(reader: Reader, purpose: Purpose, *, found_by: str, several: bool) -> None:
    """A look that led to no single place; the words that were typed are not kept."""
    outcome = "several" if several else "none"
    record(
        "briefing.search",
        actor=reader.member,
        agency=reader.agency,
        outcome=outcome,
        label=reader.label,
        purpose=purpose.value,
        details={"by": found_by},
    )
