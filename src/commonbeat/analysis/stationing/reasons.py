"""Why an officer stands where the plan puts them, in a sentence a sergeant would say."""

from __future__ import annotations

from collections.abc import Sequence

from commonbeat.analysis.places import Area
from commonbeat.analysis.stationing.officers import Officer
from commonbeat.analysis.stationing.program import area_numbers
from commonbeat.analysis.stationing.worth import Worth


def reason(
    worth: Worth, areas: Sequence[Area], officers: Sequence[Officer], i: int, j: int, team: Sequence[int]
) -> str:
    """One or two sentences on why officer i is at area j with `team` (officer numbers, i among them)."""
    officer, area = officers[i], areas[j]
    place = sorted(range(len(areas)), key=lambda k: -worth.value[k]).index(j) + 1
    calls = area.calls if area.expected is None else area.expected
    kind = "calls" if area.expected is None else "expected calls"
    facts = [f"{calls:,.0f} {kind}, number {place} of {len(areas)} candidate areas"]
    mates = [officers[k].name for k in team if k != i]
    if mates:
        facts.append(f"shared with {' and '.join(mates)}")
    needed = sorted(officer.languages & set(area.languages), key=lambda language: -area.languages[language])
    if needed:
        facts.append(
            "speaks " + " and ".join(f"{name.title()} ({area.languages[name]:.0%} there do)" for name in needed)
        )
    here = {area.area_id.casefold(), area.name.casefold()}
    if here & {wish.casefold() for wish in officer.wishes}:
        facts.append("the officer's wish")
    if officer.district and area.district:
        facts.append("own district" if officer.district == area.district else f"outside district {officer.district}")
    return f"{_start(officer, areas, area, here)}: {'; '.join(facts)}."


def _start(officer: Officer, areas: Sequence[Area], area: Area, here: set[str]) -> str:
    """Stays, moves and why, or is new."""
    if not officer.posted:
        return f"Posted to {area.name}"
    if officer.posted.casefold() in here:
        return f"Stays at {area.name}"
    if officer.posted.casefold() in area_numbers(areas):
        return f"Moves to {area.name}, which is worth more than the price of moving"
    return f"Moves to {area.name}, because {officer.posted} is not a candidate area any more"
