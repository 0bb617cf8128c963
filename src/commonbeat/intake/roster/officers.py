"""officers.csv and postings.csv: who can be posted, and who stands where now."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from commonbeat.analysis.stationing import Officer
from commonbeat.analysis.stationing.officers import WEEKDAYS
from commonbeat.errors import InputError
from commonbeat.intake.roster.tables import Cells, read_table

OFFICER_COLUMNS: Final = {
    "officer": ("name", "officer name", "full name", "officer id"),
    "hours": ("hours per week", "hours a week", "weekly hours", "hours week", "available hours"),
    "languages": ("language", "languages spoken"),
    "district": ("beat", "precinct", "own district"),
    "days_off": ("days off", "rest days", "off", "day off", "off days"),
    "wishes": ("wish", "wish list", "preferred areas", "prefers", "preferences"),
    "vetoes": ("veto", "veto list", "not at", "excluded areas", "excludes"),
    "home_lon": ("home longitude", "home x"),
    "home_lat": ("home latitude", "home y"),
    "keep_with": (
        "keep together",
        "partner",
        "not split from",
        "not split",
        "together",
        "together with",
        "pair",
        "pair with",
        "paired with",
    ),
    "posted": ("area", "current area", "current posting"),
}
POSTING_COLUMNS: Final = {
    "officer": ("name", "officer name"),
    "area": ("area id", "posting", "area name"),
    "since": ("from", "start", "start date"),
    "hours": ("hours per week", "promised hours"),
    "until": ("to", "end", "end date"),
}


def read_officers(path: Path) -> list[Officer]:
    """Read officers.csv: one line an officer; only `officer` is needed.

    Raises:
        InputError: with file, line and what to do, for anything that cannot be read.
    """
    return [_officer(cells) for cells in read_table(path, OFFICER_COLUMNS, needed="officer")]


def _officer(cells: Cells) -> Officer:
    hours = cells.number("hours")
    if hours is not None and not 0 < hours <= 168:
        raise InputError(f"A week has no {hours:g} hours.", where=cells.where, todo="Write hours a week, such as 40.")
    lon, lat = cells.number("home_lon"), cells.number("home_lat")
    if (lon is None) != (lat is None):
        raise InputError("Home needs both home_lon and home_lat.", where=cells.where, todo="Fill in both, or neither.")
    home = None if lon is None or lat is None else (lon, lat)
    if home and not (-180 <= home[0] <= 180 and -90 <= home[1] <= 90):
        raise InputError(
            "Home is not on Earth.", where=cells.where, todo="Write degrees: home_lon -121.3, home_lat 37.9."
        )
    return Officer(
        name=cells.values["officer"],
        hours=40.0 if hours is None else hours,
        languages=frozenset(language.casefold() for language in cells.several("languages")),
        district=cells.text("district"),
        days_off=frozenset(
            _weekday(day, cells.where) for cell in cells.several("days_off") for day in re.split(r"[/\s]+", cell)
        ),
        wishes=cells.several("wishes"),
        vetoes=cells.several("vetoes"),
        home=home,
        keep_with=cells.several("keep_with"),
        posted=cells.text("posted"),
    )


def _weekday(day: str, where: str) -> str:
    for known in WEEKDAYS:
        if day[:3].casefold() == known.casefold():
            return known
    raise InputError(
        f"{day!r} is not a day of the week.", where=where, todo=f"Write {', '.join(WEEKDAYS)}, parted by ';'."
    )


def read_postings(path: Path, officers: Iterable[Officer]) -> list[Officer]:
    """Read postings.csv (officer, area) and say of each officer where they stand now.

    Returns:
        The officers with `posted` filled in. A posting of somebody who is not among them is an error: a misspelled
        name would silently lose the officer's continuity.

    Raises:
        InputError: the file cannot be read, names somebody else, or two officers share a name.
    """
    people: dict[str, Officer] = {}
    for officer in officers:
        if officer.name.casefold() in people:
            raise InputError(
                f"Two officers are named {officer.name!r}.", where=str(path), todo="Tell them apart by a letter."
            )
        people[officer.name.casefold()] = officer
    for cells in read_table(path, POSTING_COLUMNS, needed="officer"):
        name = cells.values["officer"]
        if name.casefold() not in people:
            known = ", ".join(officer.name for officer in people.values())
            raise InputError(f"{name!r} is not among the officers.", where=cells.where, todo=f"Officers: {known}.")
        area = cells.text("area")
        if area is None:
            raise InputError("'area' is empty.", where=cells.where, todo="Write the area's id or name.")
        people[name.casefold()] = dataclasses.replace(people[name.casefold()], posted=area)
    return list(people.values())
