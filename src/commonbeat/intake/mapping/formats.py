"""Formats of columns that a person named without saying how to read them."""

from __future__ import annotations

from dataclasses import replace

from commonbeat.intake.mapping.fields import TIME_FIELDS, Field, Mapping, Question
from commonbeat.intake.mapping.finder import sample_rows
from commonbeat.intake.mapping.profile import Profile
from commonbeat.intake.mapping.whereabouts import lon_first
from commonbeat.intake.staging import Staged


def with_formats(mapping: Mapping, staged: Staged) -> Mapping:
    """Fill in the formats that a mapping leaves open, from the values of its columns.

    For mappings that a person wrote or answered: the finder's own have their formats already. A column that is named
    as a time and holds none, or whose days and months cannot be told apart, becomes a question; a column is not
    read by a guess.
    """
    open_fields = [
        found
        for found in mapping.fields
        if found.format is None and (found.name in TIME_FIELDS or found.name == "point")
    ]
    if not open_fields:
        return mapping
    sample = sample_rows(staged, columns=tuple({found.columns[0] for found in open_fields}))
    questions = list(mapping.questions)
    filled: dict[str, Field] = {}
    for found in open_fields:
        column = found.columns[0]
        profile = Profile.of(sample[column])
        shown = ", ".join(profile.samples())
        if found.name == "point":
            filled[found.name] = replace(found, format="lon lat" if lon_first(profile) else "lat lon")
            continue
        clock = found.name == "received_time" or profile.times.share < 0.5 <= profile.clock.share
        detected = profile.clock if clock else profile.times
        if detected.format is None:
            text = f"In what format does {column} ({shown}) hold a time?"
            questions.append(Question(text, ("format", column), ()))
            continue
        if detected.ambiguous:
            text = f"Does {column} ({shown}) put the month first or the day first? ({detected.note})"
            questions.append(Question(text, ("format", column), ("m/d/y", "d/m/y")))
        filled[found.name] = replace(found, format=detected.format)
    fields = tuple(filled.get(found.name, found) for found in mapping.fields)
    return replace(mapping, fields=fields, questions=tuple(questions))
