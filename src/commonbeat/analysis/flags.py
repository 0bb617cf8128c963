"""What to know about a place before posting anyone there, and why it is in the list or out of it, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from commonbeat.analysis.calls import EXCLUDING_FLAGS
from commonbeat.analysis.sentences import Translate, category_name, english, flag_name, joined

#: A month that holds more than this part of the window's calls, in a window of six months or more, is a bad month.
ONE_MONTH: Final = 0.5
#: A single type of call that holds more than this part.
ONE_TYPE: Final = 0.9
#: A place that came in by lot, from just below the line.
EXPLORATION: Final = "exploration"


@dataclass(frozen=True)
class Period:
    """The length of the window as people say it: so many months, or days when it is no whole number of months."""

    number: int
    unit: Literal["months", "days"]

    def words(self, translate: Translate = english) -> str:
        """ "12 months", "1 month", "45 days"."""
        if self.unit == "months":
            words = translate.ngettext("{number} month", "{number} months", self.number)
        else:
            words = translate.ngettext("{number} day", "{number} days", self.number)
        return words.format(number=f"{self.number:,}")


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
    period: Period,
    expected: tuple[float, float, float] | None,
    flags: tuple[str, ...],
    translate: Translate = english,
) -> str:
    """One sentence on why a place is in the list."""
    parts = [_standing(facts, rank, places, period, translate)]
    if facts.categories:
        name, share = facts.categories[0]
        mostly = (
            translate.gettext("mostly {category} ({share})")
            if share > 0.5
            else translate.gettext("most often {category} ({share})")
        )
        parts.append(mostly.format(category=category_name(name, translate), share=f"{share:.0%}"))
    if expected is not None:
        parts.append(_outlook(expected, period, translate))
    warnings = _warnings(flags, translate)
    if warnings:
        parts.append(translate.gettext("but {warnings}").format(warnings=joined(warnings, translate)))
    if EXPLORATION in flags:
        parts.append(translate.gettext("it lies just below the line and was drawn by lot to learn about such places"))
    return "; ".join(parts) + "."


def _standing(facts: PlaceFacts, rank: int, places: int, period: Period, translate: Translate) -> str:
    """Calls, months and rank."""
    if facts.months > 1:
        words = translate.ngettext(
            "{calls} call in {period}, in {active} of {months} months, puts it at rank {rank} of {places} places",
            "{calls} calls in {period}, in {active} of {months} months, put it at rank {rank} of {places} places",
            facts.calls,
        )
    else:
        words = translate.ngettext(
            "{calls} call in {period} puts it at rank {rank} of {places} places",
            "{calls} calls in {period} put it at rank {rank} of {places} places",
            facts.calls,
        )
    return words.format(
        calls=f"{facts.calls:,}",
        period=period.words(translate),
        active=facts.months_active,
        months=facts.months,
        rank=f"{rank:,}",
        places=f"{places:,}",
    )


def _outlook(expected: tuple[float, float, float], period: Period, translate: Translate) -> str:
    """What to expect next."""
    if period.unit == "months":
        words = translate.ngettext(
            "about {likely} are to be expected in the next month ({low} to {high})",
            "about {likely} are to be expected in the next {number} months ({low} to {high})",
            period.number,
        )
    else:
        words = translate.ngettext(
            "about {likely} are to be expected on the next day ({low} to {high})",
            "about {likely} are to be expected in the next {number} days ({low} to {high})",
            period.number,
        )
    likely, low, high = (f"{value:,.0f}" for value in expected)
    return words.format(likely=likely, low=low, high=high, number=f"{period.number:,}")


def _warnings(flags: tuple[str, ...], translate: Translate) -> list[str]:
    """What the flags mean for a place that stays in the list."""
    _ = translate.gettext
    meaning = {
        "one bad month": _("most of them came in one month"),
        "single call type": _("nearly all are the same kind of call"),
        "hospital": _("it is a hospital, where people are brought from elsewhere"),
        "boundary": _("it lies at the edge of the city, so part of its calls may go to the neighbors"),
    }
    return [meaning[flag] for flag in flags if flag in meaning]


def why_flagged_out(flag: str, calls: int, translate: Translate = english) -> str:
    """One sentence on why a flag keeps a place off the list."""
    ngettext = translate.ngettext
    if flag == "police premises":
        words = ngettext(
            "Left out as police premises: its {calls} call is police business at a police building, not trouble there.",
            "Left out as police premises: its {calls} calls are police business at a police building, not trouble"
            " there.",
            calls,
        )
    elif flag == "default location":
        words = ngettext(
            "Left out as default location: its {calls} call was put there by the dispatch system because it knew no"
            " better place.",
            "Left out as default location: its {calls} calls were put there by the dispatch system because it knew no"
            " better place.",
            calls,
        )
    elif flag == "pseudo-address":
        words = ngettext(
            "Left out as pseudo-address: its {calls} call carries an entry that is not an address.",
            "Left out as pseudo-address: its {calls} calls carry an entry that is not an address.",
            calls,
        )
    elif flag == "outside the city":
        words = ngettext(
            "Left out as outside the city: its {calls} call lies outside the city.",
            "Left out as outside the city: its {calls} calls lie outside the city.",
            calls,
        )
    else:
        words = ngettext(
            "Left out as {flag}: its {calls} call says nothing about the place.",
            "Left out as {flag}: its {calls} calls say nothing about the place.",
            calls,
        )
    return words.format(calls=f"{calls:,}", flag=flag_name(flag, translate))


def why_below(calls: int, rank: int, top: int, chance: float | None, translate: Translate = english) -> str:
    """One sentence on why a place below the line is not in the list."""
    if chance is None:
        words = translate.ngettext(
            "Its {calls} call puts it at rank {rank}, below the {top} that were asked for.",
            "Its {calls} calls put it at rank {rank}, below the {top} that were asked for.",
            calls,
        )
        return words.format(calls=f"{calls:,}", rank=f"{rank:,}", top=f"{top:,}")
    words = translate.ngettext(
        "Its {calls} call puts it at rank {rank}, below the {top} that were asked for, though the chance that it"
        " belongs there is {chance}.",
        "Its {calls} calls put it at rank {rank}, below the {top} that were asked for, though the chance that it"
        " belongs there is {chance}.",
        calls,
    )
    return words.format(calls=f"{calls:,}", rank=f"{rank:,}", top=f"{top:,}", chance=f"{chance:.0%}")
