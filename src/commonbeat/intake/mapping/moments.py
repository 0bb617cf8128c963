"""Which columns say when: received in one column or date and time apart, dispatched, arrived, cleared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from commonbeat.intake.mapping.columns import MAP_AT, Column, Export
from commonbeat.intake.mapping.fields import Field, Question
from commonbeat.intake.mapping.names import words
from commonbeat.intake.mapping.profile import Profile
from commonbeat.intake.times.formats import read_clock, read_moment, split_format

_SHAPES = {"date", "time", "datetime"}
_LOOSE = {"formatted", "police", "?d"}


@dataclass(frozen=True)
class _Candidate:
    """One way to know a moment: one column, or a date column with a clock column."""

    score: float
    columns: tuple[Column, ...]
    formats: tuple[str | None, ...]
    rank: float

    @property
    def whole(self) -> bool:
        return len(self.columns) == 1


@dataclass(frozen=True)
class FoundTimes:
    """What was found about time."""

    fields: tuple[Field, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    has_offset: bool


def _shape(column: Column, stage: str) -> tuple[str, str | None]:
    """("full" | "date" | "clock" | "either" | "none", format): by the values, else by the name."""
    profile = column.profile
    form = column.claim(stage).form
    if profile is None:
        return {"datetime": "full", "date": "date?", "time": "clock?"}.get(form, "full"), None
    if not profile.cells:
        return "none", None
    times, clock = profile.times, profile.clock
    if times.format is not None and times.share >= 0.7:
        years = sorted(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", " ".join(profile.few[:200])))
        if years and years[len(years) // 2] in ("1899", "1900"):
            return "clock", "h:m"  # a time of day that a spreadsheet stored with an empty date
        return ("full" if times.clock_share >= 0.02 else "date"), times.format
    if (
        clock.format is not None
        and clock.share >= 0.9
        and (clock.format == "h:m" or form == "time")
        and _whole_day(profile, clock.format)
    ):
        return "clock", clock.format
    return "none", None


def _whole_day(profile: Profile, format_name: str) -> bool:
    """Do the times reach past ten in the morning? Minutes from one stage to the next do not; a few rows cannot say."""
    spans = sorted(span for cell in profile.few if (span := read_clock(cell, format_name)) is not None)
    return len(spans) < 20 or spans[int(0.95 * (len(spans) - 1))] >= timedelta(hours=10)


def _stem(column: Column) -> tuple[str, ...]:
    return tuple(sorted(word for word in words(column.name) if word not in _SHAPES | _LOOSE))


def _score(column: Column, stage: str, shape: str) -> float:
    name = column.claim(stage).score
    if column.profile is None:
        return 0.9 * name
    share = column.profile.times.share if shape in ("full", "date") else column.profile.clock.share
    return name + (1 - name) * 0.6 * share


def _durations_named(export: Export) -> bool:
    """Does the export hold minutes from one stage to the next, so that "dispatch time" may be a duration?"""
    for column in export.columns:
        found = set(words(column.name))
        if "time" in found and found & {"travel", "response", "minutes"}:
            return True
        stages = found & {"receive", "dispatch", "arrive", "clear", "enroute", "close"}
        if len(stages) > 1 and not found & _SHAPES:
            return True
    return False


def _may_be_duration(column: Column) -> bool:
    """Is the name one that an export with durations may give to minutes: "dispatch time", "time on scene"?"""
    found = set(words(column.name))
    timed = {"dispatch", "disp", "arrive", "scene", "clear", "close", "enroute", "complete", "end"}
    return column.profile is None and bool(found & timed) and "datetime" not in found and "date" not in found


def _candidates(export: Export, stage: str) -> list[_Candidate]:
    shaped = [(column, *_shape(column, stage)) for column in export.free() if column.claim(stage).score > 0]
    doubtful = _durations_named(export)
    found: list[_Candidate] = []
    dates = [(column, form) for column, shape, form in shaped if shape in ("date", "date?")]
    clocks = [(column, form) for column, shape, form in shaped if shape in ("clock", "clock?")]
    for date, date_form in dates:
        for clock, clock_form in clocks:
            generic = not _stem(date) or not _stem(clock)
            if _stem(date) != _stem(clock) and not generic:
                continue
            rank = max(date.claim(stage).score, clock.claim(stage).score)
            score = min(1.0, max(_score(date, stage, "date"), _score(clock, stage, "clock")))
            found.append(
                _Candidate(
                    score * (0.93 if generic and _stem(date) != _stem(clock) else 1.0),
                    (date, clock),
                    (date_form, clock_form),
                    rank,
                )
            )
    paired = {column.name for candidate in found for column in candidate.columns}
    for column, shape, form in shaped:
        score = _score(column, stage, shape if shape != "none" else "full")
        if shape == "none":
            continue
        if shape == "full":
            doubt = (
                0.6
                if doubtful
                and column.profile is None
                and column.claim(stage).form in ("time", "plain")
                and "receive" not in words(column.name)
                else 1.0
            )
            found.append(_Candidate(score * doubt, (column,), (form,), column.claim(stage).score))
        elif shape in ("date", "date?") and column.name not in paired:
            # A day may come without its time of day; among others it stands back.
            found.append(_Candidate(score * 0.85, (column,), (form,), column.claim(stage).score - 0.1))
        elif shape in ("clock", "clock?") and column.name not in paired and stage != "received":
            doubt = 0.6 if doubtful and _may_be_duration(column) else 0.97
            found.append(_Candidate(score * doubt, (column,), (form,), column.claim(stage).score))
        elif shape == "clock?" and column.name not in paired:
            found.append(
                _Candidate(
                    score * (0.6 if doubtful and _may_be_duration(column) else 0.92),
                    (column,),
                    (form,),
                    column.claim(stage).score,
                )
            )
    return sorted(
        found,
        key=lambda candidate: (-round(candidate.rank * _weight(candidate), 3), not candidate.whole, -candidate.score),
    )


def _weight(candidate: _Candidate) -> float:
    """A moment with its time of day beats a day alone."""
    if candidate.whole and all(column.profile is not None for column in candidate.columns):
        return 1.0 if _shape(candidate.columns[0], "received")[0] in ("full", "clock") else 0.7
    return 1.0


def _moments(candidate: _Candidate) -> list[float | None]:
    """Sampled values as minutes since 1900, row by row; None where a row has none."""
    rows: list[list[float | None]] = []
    for column, form in zip(candidate.columns, candidate.formats, strict=True):
        read: list[float | None] = []
        for cell in column.profile.raw[:400] if column.profile is not None else ():
            value: float | None = None
            for name in split_format(form):
                clock = read_clock(cell, name) if cell else None
                moment = read_moment(cell, name, "UTC") if cell and clock is None else None
                if clock is not None:
                    value = clock.total_seconds() / 60
                elif moment is not None:
                    value = (moment - moment.replace(1900, 1, 1, 0, 0, 0, 0)).total_seconds() / 60
                if value is not None:
                    break
            read.append(value)
        rows.append(read)
    if len(rows) == 1:
        return rows[0]
    days, clocks = rows
    return [None if d is None or c is None else d // 1440 * 1440 + c for d, c in zip(days, clocks, strict=False)]


def _agree(one: _Candidate, other: _Candidate) -> bool:
    """Do two ways to know the moment say the same within ten minutes, in nearly every row?"""
    pairs = [(a, b) for a, b in zip(_moments(one), _moments(other), strict=False) if a is not None and b is not None]
    if len(pairs) < 5:
        return False
    if any(candidate.whole and _shape(candidate.columns[0], "received")[0] == "date" for candidate in (one, other)):
        return sum(a // 1440 == b // 1440 for a, b in pairs) >= 0.9 * len(pairs)
    return median(abs(a - b) for a, b in pairs) <= 10


def _settle(export: Export, stage: str, margin: float) -> tuple[_Candidate | None, list[_Candidate]]:
    """The candidate for a stage, or those that are equally good."""
    candidates = [candidate for candidate in _candidates(export, stage) if candidate.score >= MAP_AT]
    if not candidates:
        return None, []
    best = candidates[0]
    for other in candidates[1:]:
        if set(other.columns) & set(best.columns):
            continue
        if _stem(best.columns[0]) == _stem(other.columns[0]):
            continue  # "received date" and "received time" beside "received date time" say the same
        close = best.rank - other.rank < (margin if best.whole == other.whole else 1.6 * margin)
        if close and not (export.has_values and _agree(best, other)):
            return None, [best, other]
    return best, []


def find_times(export: Export) -> FoundTimes:
    """Find the time fields, taking their columns from the export.

    `received` is needed: when nothing is sure enough, a question names the candidates.
    """
    fields: list[Field] = []
    notes: list[str] = []
    questions: list[Question] = []
    offset = False
    for stage in ("received", "dispatched", "arrived", "cleared"):
        best, equal = _settle(export, stage, 0.05 if stage == "received" else 0.04)
        if best is None:
            if stage == "received":
                questions.append(_ask_received(export, equal))
            continue
        if len(best.columns) == 2:
            if stage != "received":
                # A date and a time apart: the time alone tells, on the day of the call.
                best = _Candidate(best.score, best.columns[1:], best.formats[1:], best.rank)
                if not export.has_values:
                    continue
            else:
                for name, column, form in zip(
                    ("received_date", "received_time"), best.columns, best.formats, strict=True
                ):
                    fields.append(export.take(name, (best.score, column), format_name=form))
        if len(best.columns) == 1:
            column = best.columns[0]
            shape = _shape(column, stage)[0]
            name = stage
            if stage == "received" and shape == "date":
                name = "received_date"
                notes.append(f"{column.name} holds days without a time of day: hours cannot be shown")
            fields.append(export.take(name, (best.score, column), format_name=best.formats[0]))
        for column in best.columns:
            if column.profile is None:
                continue
            times = column.profile.times
            if _shape(column, stage)[0] in ("full", "date"):
                offset = offset or times.has_offset
                if times.ambiguous:
                    questions.append(_ask_order(column, times.note or ""))
                elif times.note:
                    notes.append(f"{column.name}: {times.note}")
    return FoundTimes(tuple(fields), tuple(questions), tuple(dict.fromkeys(notes)), offset)


def _ask_order(column: Column, note: str) -> Question:
    return Question(
        f"Does {column.shown()} put the month first or the day first? ({note})",
        ("format", column.name),
        ("m/d/y", "d/m/y"),
    )


def _ask_received(export: Export, equal: list[_Candidate]) -> Question:
    if equal:
        ways = [" with ".join(column.shown() for column in candidate.columns) for candidate in equal]
        options = tuple(" + ".join(column.name for column in candidate.columns) for candidate in equal)
        return Question(
            f"Which column says when the call came in: {' or '.join(ways)}? They look equally good.",
            ("received",),
            options,
        )
    maybe = [
        column
        for column in export.free()
        if any(column.claim(stage).score > 0 for stage in ("received", "dispatched", "arrived", "cleared"))
        and (column.profile is None or _shape(column, "received")[0] != "none")
    ]
    if not maybe and export.has_values:
        maybe = [
            column for column in export.free() if column.profile and _shape(column, "received")[0] in ("full", "date")
        ]
    shown = "; candidates are " + ", ".join(column.shown() for column in maybe) if maybe else "; none looks like a time"
    return Question(
        f"Which column says when the call came in{shown}?", ("received",), tuple(column.name for column in maybe)
    )
