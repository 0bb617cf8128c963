"""A release as its page tells it, in one language: the same for the preview in the office and for the public.

Nothing is read here but the release itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.analysis.sentences import category_name
from commonbeat.program.languages import spoken_name


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart that is a table: a number, how long its bar is, and whether it is withheld."""

    label: str
    number: int | None
    width: float


def page_of(content: Mapping[str, Any], words: Mapping[str, Mapping[str, str]], language: str) -> dict[str, Any]:
    """Everything `public/release.html` shows.

    Args:
        content: of a release.
        words: the site's own, by language.
        language: of the reader; what was not written in it stands in the language it was written in.
    """
    own = in_language(words, language) or {}
    quarters = [
        (_("%(quarter)s %(year)s") % {"quarter": quarter_name(cell["quarter"]), "year": year["year"]}, year, cell)
        for year in content["calls"]
        for cell in year["quarters"]
    ]
    officer = {(year["year"], cell["quarter"]): cell["calls"] for year in content["calls"] for cell in year["officer"]}
    hours = {(one["year"], one["quarter"]): one["hours"] for one in content["hours"]}
    return {
        "area": content["area"]["title"],
        "as_of": date.fromisoformat(content["as_of"]),
        "greeting": own.get("greeting", ""),
        "never": own.get("never", ""),
        "warm_line": own.get("warm_line", ""),
        "officers": [_officer(one, language) for one in content["officers"]],
        "heard": [
            one | {"kind": in_language(one["kind"], language) or "", "month": _month(one["month"])}
            for one in content["heard"]
        ],
        "did": [one | {"on": _day(one["on"])} for one in content["did"]],
        "not_yet": [one | {"on": _day(one["on"])} for one in content["not_yet"]],
        "meetings": [one | {"on": _day(one["on"])} for one in content["meetings"]],
        "answered": _time(content["reply"]["answered"]),
        "done": _time(content["reply"]["done"]),
        "commitments": content["commitments"],
        "quarters": bars((label, cell["calls"]) for label, _year, cell in quarters),
        "beside": [
            {
                "label": label,
                "officer": officer.get((year["year"], cell["quarter"])),
                "hours": hours.get((year["year"], cell["quarter"]), 0),
            }
            for label, year, cell in quarters
        ],
        "kind_years": [year["year"] for year in content["calls"] if year["kinds"]],
        "kinds": _kinds(content["calls"]),
        "uncounted": [year["year"] for year in content["calls"] if not year["counted"]],
        "earlier_outline": [year["year"] for year in content["calls"] if year["earlier_outline"]],
        "some_withheld": any(
            cell["calls"] is None
            for year in content["calls"]
            for cell in (*year["quarters"], *year["officer"], *year["kinds"])
        ),
    }


def numbers_of(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """How each number was made, for `public/numbers.html`: `{"numbers": {name: {...}}, "imports", "code_version"}`."""
    return {
        **recipe,
        "numbers": {
            name: one | {"first": _day(one["from"]), "last": _day(one["to"])} for name, one in recipe["numbers"].items()
        },
    }


def in_language(texts: Mapping[str, Any], language: str) -> Any:
    """The text in the language, else in English, else in whichever there is; None when there is none."""
    for code in (language, language.split("-")[0], "en"):
        if texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), None)


def bars(rows: Iterable[tuple[str, int | None]]) -> list[Bar]:
    """Rows with bars; the longest is 100 wide."""
    kept = list(rows)
    top = max((number for _label, number in kept if number), default=1)
    return [Bar(label, number, round(100 * (number or 0) / top, 1)) for label, number in kept]


def quarter_name(quarter: str) -> str:
    """The months of a quarter in short."""
    return {"Q1": _("Jan–Mar"), "Q2": _("Apr–Jun"), "Q3": _("Jul–Sep"), "Q4": _("Oct–Dec")}[quarter]


def _officer(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    languages = [spoken_name(code).capitalize() for code in one["languages"] if code != "en"]
    return {
        **one,
        "words": in_language(one["words"], language) or "",
        "languages": ", ".join([spoken_name("en").capitalize(), *languages]) if languages else "",
        "since": _month(one["since"]),
        "initials": "".join(word[0] for word in one["name"].split()[:2]).upper(),
    }


def _time(median: Mapping[str, Any]) -> dict[str, Any]:
    """A median in the unit that people say: hours under two days, then days."""
    days = median["days"]
    if days is None:
        return {"enough": median["enough"], "number": None, "unit": ""}
    hours = max(1, round(24 * days))
    if hours < 48:
        return {"enough": True, "number": hours, "unit": ngettext("hour", "hours", hours)}
    return {"enough": True, "number": round(days), "unit": ngettext("day", "days", round(days))}


def _kinds(years: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Kinds with a number for each whole year; the most frequent of the last year first, other kinds last."""
    whole = [{cell["kind"]: cell["calls"] for cell in year["kinds"]} for year in years if year["kinds"]]
    if not whole:
        return []
    names = sorted(whole[-1], key=lambda name: (name == "other kinds", -(whole[-1][name] or 0), name))
    return [
        {
            "name": _("Other kinds") if name == "other kinds" else category_name(name, translation).capitalize(),
            "numbers": [year.get(name) for year in whole],
        }
        for name in names
        if any(year.get(name) is not None for year in whole) or name == "other kinds"
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
