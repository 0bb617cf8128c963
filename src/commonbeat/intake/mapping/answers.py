"""Putting the open questions to a person, and the answers into the mapping."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import available_timezones

from commonbeat.intake.mapping.fields import FIELDS, Field, Mapping, Question

#: Asks one question with its options and returns the answer: an option, a column name, or "" to leave it open.
Prompt = Callable[[str, list[str]], str]

#: Joins two columns in one option: a date and a time apart, a longitude and a latitude.
_AND: Final = " + "


def ask(mapping: Mapping, prompt: Prompt, columns: Sequence[str] = ()) -> Mapping:
    """Put every open question to `prompt` and take the answers in.

    Args:
        mapping: a mapping with questions.
        prompt: called as `prompt(question, options)`. An empty answer leaves the question open.
        columns: the export's columns; an answer that names none of them, nor an option, is asked again once and then
            left open.

    Returns:
        The mapping with answered fields at confidence 1.0 and the unanswered questions left.
    """
    for question in mapping.questions:
        about: tuple[str, ...] = getattr(question, "about", ())
        options: tuple[str, ...] = getattr(question, "options", ())
        for _ in range(2):
            answer = prompt(str(question), list(options)).strip()
            if not answer:
                break
            answered = _with(
                mapping, about, answer, {*columns, *(part for option in options for part in option.split(_AND))}
            )
            if answered is not None:
                left = tuple(other for other in mapping.questions if other is not question)
                mapping = replace(answered, questions=left)
                break
    return mapping


def _with(mapping: Mapping, about: tuple[str, ...], answer: str, known: set[str]) -> Mapping | None:
    """The mapping with one answer taken in, or None when the answer cannot be one."""
    if about == ("zone",):
        return replace(mapping, zone=answer) if answer in available_timezones() else None
    if about[:1] == ("format",):
        changed = [
            replace(found, format=_swap_format(found.format, answer), confidence=1.0)
            if about[1] in found.columns
            else found
            for found in mapping.fields
        ]
        return replace(mapping, fields=tuple(changed)) if answer in ("m/d/y", "d/m/y") else None
    if about[:2] == ("x", "y") and len(about) == 4:
        code = answer.upper() if answer.upper().startswith("EPSG:") else f"EPSG:{answer}"
        if not code[5:].isdigit():
            return None
        return _put(mapping, [Field("x", about[2:3], 1.0, code), Field("y", about[3:4], 1.0, code)])
    named = (answer,) if answer in known else tuple(part.strip() for part in answer.split(_AND))
    if not about or any(name not in known for name in named):
        return None
    names = about[:2] if len(named) == 2 and len(about) > 1 else about[:1]
    if about[0] == "received" and len(named) == 2:
        names = ("received_date", "received_time")
    if len(names) != len(named):
        return None
    return _put(mapping, [Field(name, (column,), 1.0, None) for name, column in zip(names, named, strict=True)])


def _swap_format(format_name: str | None, answer: str) -> str:
    parts = [
        answer if part.strip() in ("m/d/y", "d/m/y") else part.strip() for part in (format_name or answer).split(";")
    ]
    return "; ".join(parts)


def _put(mapping: Mapping, fields: list[Field]) -> Mapping:
    said = [replace(found, why="said by a person") for found in fields]
    kept = [found for found in mapping.fields if found.name not in {new.name for new in said}]
    ordered = sorted([*kept, *said], key=lambda found: FIELDS.index(found.name))
    return replace(mapping, fields=tuple(ordered))


__all__ = ["Prompt", "Question", "ask"]
