"""`mapping.toml`: what the finder found, for a person to check and correct."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from commonbeat.errors import InputError
from commonbeat.intake.mapping.fields import FIELDS, TIME_FIELDS, Field, Mapping, Question
from commonbeat.intake.times.formats import CLOCK_FORMATS, MOMENT_FORMATS, split_format

_MANY: Final = ("address_parts", "cross_street")
_PLACE: Final = ("address", "address_parts", "lon", "x", "point")
_ABOUT: Final[dict[str, str]] = {
    "incident_id": "number of the incident; without it, calls with equal content count as one",
    "received": "when the call came in, date and time in one column",
    "received_date": "the day, when the time is in another column",
    "received_time": "the time of day",
    "dispatched": "when the first unit was sent",
    "arrived": "when the first unit was there",
    "cleared": "when the call was closed",
    "call_type": "kind of call, final rather than initial: the code, or the text when there is no code",
    "call_type_desc": "its text, when call_type is a code",
    "disposition": "how it ended",
    "address": "address in one column",
    "address_parts": "address in several columns, in reading order",
    "cross_street": "second street of a corner",
    "lon": "longitude in degrees",
    "lat": "latitude in degrees",
    "x": "east on a projected plane; format names it, such as EPSG:2227",
    "y": "north on the same plane",
    "point": "both coordinates in one column; format is 'lat lon' or 'lon lat'",
    "beat": "patrol beat, or the area used as one",
    "self_initiated": "whether an officer started the call",
    "unit": "unit, where the export has a row a unit",
    "report_number": "number of the crime report, when one was written",
}


def _quote(value: str) -> str:
    # A JSON string is a TOML basic string once DEL, which JSON leaves alone, is escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def mapping_text(mapping: Mapping) -> str:
    """The text of a `mapping.toml`: fields with confidence and sample values, open questions as lines to fill in."""
    lines = [
        "# Which column of the export is what. Correct what is wrong, take out what is not there, and load with",
        "#   commonbeat intake load FILE --mapping mapping.toml",
        "# Fields that may be named: " + ", ".join(FIELDS) + ".",
        "# Formats of times: "
        + ", ".join([*MOMENT_FORMATS, *CLOCK_FORMATS])
        + ", or a pattern such as %m/%d/%Y %H:%M;",
        "# several in one column are joined by ';'.",
        "",
    ]
    if mapping.zone:
        lines += [f"zone = {_quote(mapping.zone)}", ""]
    else:
        lines += [f"# zone = {_quote(mapping.suggested_zone or 'America/Los_Angeles')}  # the agency's time zone", ""]
    for number, question in enumerate(mapping.questions, start=1):
        lines.append(f"# QUESTION {number}: {_comment(question)}")
        about = getattr(question, "about", ())
        options = getattr(question, "options", ())
        if about[:1] == ("format",):
            lines.append("#   Answer by setting the format of the field that is read from it, below.")
        elif about and about != ("zone",):
            names = ("x", "y") if about[:2] == ("x", "y") else about[:2] if len(about) > 1 else about[:1]
            for name, column in zip(names, (*about[2:], *options, *("",) * 2), strict=False):
                lines += [f"# [fields.{name}]", f"# columns = [{_quote(column or 'COLUMN')}]"]
                if name in ("x", "y"):
                    lines.append('# format = "EPSG:2227"')
        lines.append("")
    lines += [f"# Note: {_comment(note)}" for note in mapping.notes]
    if mapping.notes:
        lines.append("")
    for found in mapping.fields:
        about_field = _ABOUT.get(found.name)
        if about_field:
            lines.append(f"# {about_field}")
        lines.append(f"[fields.{found.name}]")
        lines.append("columns = [" + ", ".join(map(_quote, found.columns)) + "]")
        if found.format:
            lines.append(f"format = {_quote(found.format)}")
        sure = f"# confidence {found.confidence:.2f}" + (f": {_comment(found.why)}" if found.why else "")
        lines.append(sure)
        if found.samples:
            lines.append("# for example " + _comment(" | ".join(found.samples)))
        lines.append("")
    return "\n".join(lines)


def write_mapping(mapping: Mapping, path: Path) -> None:
    """Write `mapping.toml` for a person to correct."""
    path.write_text(mapping_text(mapping), encoding="utf-8")


def _nearest(name: str, known: Sequence[str]) -> str:
    match = process.extractOne(name.lower(), [item.lower() for item in known], scorer=fuzz.ratio)
    return f"Did you mean {known[match[2]]!r}?" if match and match[1] >= 50 else f"Known: {', '.join(known[:40])}."


def _columns(name: str, entry: Any, where: str, columns: Sequence[str]) -> tuple[str, ...]:
    named = entry.get("columns", entry.get("column")) if isinstance(entry, dict) else entry
    listed = [named] if isinstance(named, str) else named
    if not isinstance(listed, list) or not listed or not all(isinstance(item, str) for item in listed):
        raise InputError(
            f"Field {name!r} names no column.", where=where, todo=f'Write columns = ["NAME"] under [fields.{name}].'
        )
    for column in listed:
        if column not in columns:
            raise InputError(
                f"The export has no column {column!r}, which the mapping gives for {name!r}.",
                where=where,
                todo=_nearest(column, columns),
            )
    if len(listed) > 1 and name not in _MANY:
        raise InputError(f"Field {name!r} takes one column, not {len(listed)}.", where=where, todo="Name one.")
    return tuple(listed)


def _format(name: str, entry: Any, where: str) -> str | None:
    text = entry.get("format") if isinstance(entry, dict) else None
    if text is None:
        return None
    if not isinstance(text, str):
        raise InputError(f"The format of {name!r} is not text.", where=where)
    if name in TIME_FIELDS:
        known = {*MOMENT_FORMATS, *CLOCK_FORMATS}
        for part in split_format(text):
            if part not in known and "%" not in part:
                raise InputError(
                    f"There is no time format {part!r} (field {name!r}).",
                    where=where,
                    todo=_nearest(part, sorted(known)),
                )
    if name in ("x", "y") and not text.upper().startswith("EPSG:"):
        raise InputError(f"The format of {name!r} is not an EPSG code.", where=where, todo='Write, say, "EPSG:2227".')
    return text


def read_mapping(path: Path, columns: Sequence[str]) -> Mapping:
    """Read a person's `mapping.toml` and check it against the export.

    Args:
        path: the file.
        columns: the export's column names.

    Returns:
        A mapping in which every field has confidence 1.0, with a question for each needed field that is still missing.

    Raises:
        InputError: the file is missing or no TOML, or names a field, a column or a format that does not exist; the
            nearest spelling is named.
    """
    where = str(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError("The mapping file is not there.", where=where) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"The mapping file is not valid TOML: {error}.", where=where) from None
    except OSError as error:
        raise InputError(f"The mapping file cannot be read: {error.strerror}.", where=where) from None
    zone = data.get("zone")
    if zone is not None and zone not in available_timezones():
        raise InputError(f"There is no time zone {zone!r}.", where=where, todo="Use a name such as America/Chicago.")
    entries = data.get("fields", {})
    if not isinstance(entries, dict):
        raise InputError("The mapping file has no [fields.NAME] sections.", where=where)
    for key in data:
        if key not in ("zone", "fields"):
            raise InputError(
                f"The mapping file has an unknown entry {key!r}.", where=where, todo=_nearest(key, ["zone", "fields"])
            )
    found: list[Field] = []
    for name, entry in entries.items():
        if name not in FIELDS:
            raise InputError(f"There is no field {name!r}.", where=where, todo=_nearest(name, FIELDS))
        named = _columns(name, entry, where, columns)
        found.append(Field(name, named, 1.0, _format(name, entry, where), "said by a person"))
    found.sort(key=lambda item: FIELDS.index(item.name))
    mapping = Mapping(tuple(found), (), zone)
    return replace(mapping, questions=missing(mapping))


def missing(mapping: Mapping) -> tuple[Question, ...]:
    """A question for each needed field that a mapping does not have: a time, a place, a call type, a plane."""
    names = {found.name for found in mapping.fields}
    asked: list[Question] = []
    if not names & {"received", "received_date"}:
        asked.append(Question("Which column says when the call came in?", ("received",)))
    if not names & set(_PLACE):
        asked.append(Question("Which column says where the call was, as an address or as coordinates?", ("address",)))
    for one, other in (("lon", "lat"), ("lat", "lon"), ("x", "y"), ("y", "x")):
        if one in names and other not in names:
            asked.append(Question(f"Which column is {other}, to go with {one}?", (other,)))
    if not names & {"call_type", "call_type_desc"}:
        asked.append(Question("Which column says what kind of call it was?", ("call_type",)))
    return tuple(asked)
