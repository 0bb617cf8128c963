"""What to know about a place before posting anyone there, and why it is in the list or out of it, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commonbeat.analysis.calls import EXCLUDING_FLAGS

#: A month that holds more than this part of the window's calls, in a window of six months or more, is a bad month.
ONE_MONTH: Final = 0.5
#: A single type of call that holds more than this part.
ONE_TYPE: Final = 0.9
EXPLORATION: Final = "exploration"

#: Why a flag keeps a place out, after "its 793 calls".
_REASONS: Final = {
    "police premises": "are police business at a police building, not trouble there",
    "default location": "were put there by the dispatch system because it knew no better place",
    "pseudo-address": "carry an entry that is not an address",
    "outside the city": "lie outside the city",
}
#: What a flag means for a place that stays in the list.
_WARNINGS: Final = {
    "one bad month": "most of them came in one month",
    "single call type": "nearly all are the same kind of call",
    "hospital": "it is a hospital, where people are brought from elsewhere",
    "boundary": "it lies at the edge of the city, so part of its calls may go to the neighbors",
}


@dataclass(frozen=True)
class PlaceFacts:
    """What the calls of one place in the window look like.

    Attributes:
        calls: calls in the window.
        busiest_month: largest part of them in one month.
        busiest_type: largest part of one call type.
        months: months of the window.
        months_active: months with a call.
        categories: the three most frequent categories with their shares.
    """

    calls: int
    busiest_month: float
    busiest_type: float
    months: int
    months_active: int
    categories: tuple[tuple[str, float], ...]


def call_flags(facts: PlaceFacts) -> tuple[str, ...]:
    """Flags that the calls themselves raise."""
    flags = []
    if facts.months >= 6 and facts.calls >= 6 and facts.busiest_month > ONE_MONTH:
        flags.append("one bad month")
    if facts.calls >= 6 and facts.busiest_type > ONE_TYPE:
        flags.append("single call type")
    return tuple(flags)


def excluding(flags: tuple[str, ...]) -> str | None:
    """The flag that keeps the place off the list, if one does."""
    return next((flag for flag in flags if flag in EXCLUDING_FLAGS), None)


def why_in(
    facts: PlaceFacts,
    rank: int,
    places: int,
    period: str,
    expected: tuple[float, float, float] | None,
    flags: tuple[str, ...],
) -> str:
    """One sentence on why a place is in the list."""
    active = f"in {facts.months_active} of {facts.months} months" if facts.months > 1 else "in one month"
    parts = [f"{_calls(facts.calls)} in {period}, {active}, put it at rank {rank:,} of {places:,} places"]
    if facts.categories:
        name, share = facts.categories[0]
        parts.append(f"mostly {name} ({share:.0%})" if share > 0.5 else f"most often {name} ({share:.0%})")
    if expected is not None:
        likely, low, high = expected
        parts.append(f"about {likely:,.0f} are to be expected in the next {period} ({low:,.0f} to {high:,.0f})")
    sentence = "; ".join(parts)
    warnings = [_WARNINGS[flag] for flag in flags if flag in _WARNINGS]
    if warnings:
        sentence += "; but " + ", and ".join(warnings)
    if EXPLORATION in flags:
        sentence += "; it lies just below the line and was drawn by lot to learn about such places"
    return sentence + "."


def why_out(flag: str | None, calls: int, rank: int | None, top: int, chance: float | None) -> str:
    """One sentence on why a place is not in the list."""
    if flag is not None:
        return f"Left out as {flag}: its {_calls(calls)} {_REASONS.get(flag, 'say nothing about the place')}."
    sure = "" if chance is None else f", though the chance that it belongs there is {chance:.0%}"
    return f"Its {_calls(calls)} put it at rank {rank:,}, below the {top:,} that were asked for{sure}."


def _calls(number: int) -> str:
    return "1 call" if number == 1 else f"{number:,} calls"
