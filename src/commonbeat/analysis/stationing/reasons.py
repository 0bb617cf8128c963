"""Why an officer stands where the plan puts them, in a sentence a sergeant would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commonbeat.analysis.places import Area
from commonbeat.analysis.sentences import Translate, english, joined, language_name
from commonbeat.analysis.stationing.officers import Officer
from commonbeat.analysis.stationing.program import area_numbers
from commonbeat.analysis.stationing.worth import Worth


def reason(
    worth: Worth,
    areas: Sequence[Area],
    officers: Sequence[Officer],
    i: int,
    j: int,
    team: Sequence[int],
    translate: Translate = english,
) -> str:
    """One sentence on why officer i is at area j with `team` (officer numbers, i among them)."""
    _ = translate.gettext
    officer, area = officers[i], areas[j]
    facts = [_load(worth, areas, j, translate)]
    mates = [officers[k].name for k in team if k != i]
    if mates:
        facts.append(_("shared with {officers}").format(officers=joined(mates, translate)))
    needed = sorted(officer.languages & set(area.languages), key=lambda language: -area.languages[language])
    if needed:
        spoken = [
            _("{language} ({share} there do)").format(
                language=language_name(name, translate), share=f"{area.languages[name]:.0%}"
            )
            for name in needed
        ]
        facts.append(_("speaks {languages}").format(languages=joined(spoken, translate)))
    numbers = area_numbers(areas)
    if any(numbers.get(wish.casefold()) == j for wish in officer.wishes):
        facts.append(_("the officer's wish"))
    if officer.district and area.district:
        same = officer.district == area.district
        facts.append(_("own district") if same else _("outside district {name}").format(name=officer.district))
    start = _start(officer, numbers, j, translate)
    return start.format(area=area.name, earlier=officer.posted, facts="; ".join(facts))


def _load(worth: Worth, areas: Sequence[Area], j: int, translate: Translate) -> str:
    """What the area brings, and where that puts it among the candidates."""
    area = areas[j]
    calls = float(area.calls if area.expected is None else area.expected)
    if area.expected is None:
        words = translate.ngettext(
            "{calls} call, number {place} of {count} candidate areas",
            "{calls} calls, number {place} of {count} candidate areas",
            round(calls),
        )
    else:
        words = translate.ngettext(
            "{calls} expected call, number {place} of {count} candidate areas",
            "{calls} expected calls, number {place} of {count} candidate areas",
            round(calls),
        )
    place = sorted(range(len(areas)), key=lambda k: -worth.value[k]).index(j) + 1
    return words.format(calls=f"{calls:,.0f}", place=place, count=len(areas))


def _start(officer: Officer, numbers: Mapping[str, int], j: int, translate: Translate) -> str:
    """The sentence by whether the officer stays, moves and why, or is new."""
    _ = translate.gettext
    if not officer.posted:
        return _("Posted to {area}: {facts}.")
    if numbers.get(officer.posted.casefold()) == j:
        return _("Stays at {area}: {facts}.")
    if officer.posted.casefold() in numbers:
        return _("Moves to {area}, which is worth more than the price of moving: {facts}.")
    return _("Moves to {area}, because {earlier} is not a candidate area any more: {facts}.")
