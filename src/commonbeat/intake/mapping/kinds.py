"""Which columns say what kind of call it was and how it ended."""

from __future__ import annotations

from commonbeat.intake.mapping.columns import MAP_AT, TIE, Column, Export
from commonbeat.intake.mapping.fields import Field, Question
from commonbeat.intake.mapping.names import words

_Scored = tuple[float, Column]
_CRIME = {"crime", "occur", "ucr"}


def _reads_as_text(column: Column) -> bool | None:
    """Do the values read as words (True) or as codes (False)? None without values."""
    profile = column.profile
    if profile is None or not profile.cells:
        return None
    worded = sum(" " in value.strip() or len(value) > 9 for value in profile.counts)
    return worded > 0.4 * len(profile.counts)


def _best(scored: list[_Scored]) -> tuple[_Scored | None, list[_Scored]]:
    """The best of a list, or the ones that tie."""
    if not scored:
        return None, []
    first = scored[0]
    ties = [pair for pair in scored[1:] if first[1].claims and first[0] - pair[0] < TIE]
    ties = [pair for pair in ties if not _same(first[1], pair[1])]
    return (None, [first, *ties]) if ties else (first, [])


def _same(one: Column, other: Column) -> bool:
    return one.profile is not None and other.profile is not None and one.profile.cells == other.profile.cells


def find_kinds(export: Export) -> tuple[list[Field], list[Question]]:
    """Find call type (code) and its text, and the disposition.

    The final type wins over the initial one: it says what the call turned out to be. With a code and a text, the code
    is `call_type` and the text `call_type_desc`; alone, either is `call_type`. For a disposition the text is taken.
    """
    fields: list[Field] = []
    questions: list[Question] = []
    ranked = [pair for pair in export.ranked("call_type") if pair[0] >= MAP_AT]
    # What the call was about comes before the offense that statistics count it as.
    ranked = [pair for pair in ranked if not _CRIME & set(words(pair[1].name))] or ranked
    for final in (2, 1, 0):
        group = [pair for pair in ranked if pair[1].claim("call_type").final == final]
        if not group:
            continue
        codes = [pair for pair in group if pair[1].claim("call_type").form == "code"]
        texts = [pair for pair in group if pair[1].claim("call_type").form == "text"]
        plains = [pair for pair in group if pair[1].claim("call_type").form == "plain"]
        if len(plains) > 1 and not codes and not texts:
            # Two plain names: the values may tell a code from its text.
            coded = [pair for pair in plains if _reads_as_text(pair[1]) is False]
            worded = [pair for pair in plains if _reads_as_text(pair[1])]
            if coded and worded:
                codes, texts, plains = coded, worded, []
        first, second = (codes, [*plains, *texts]) if codes else (plains, texts) if plains else (texts, [])
        best, ties = _best(first)
        if best is not None and not export.has_values:
            rivals = [pair for pair in ranked if _unlike(best[1], pair[1])]
            if rivals:
                ties, best = [best, *rivals[:3]], None
        if best is None:
            questions.append(_ask(ties))
            break
        sure = (best[0] * (0.85 if final == 0 else 1.0), best[1])
        if sure[0] < MAP_AT:
            continue
        fields.append(export.take("call_type", sure))
        text = _explains(best[1], [pair for pair in second if _reads_as_text(pair[1]) is not False])
        if text is not None and text[1].name != best[1].name:
            fields.append(export.take("call_type_desc", text))
        break
    if not fields and not questions:
        groups = [pair for pair in export.ranked("type group") if pair[0] >= MAP_AT]
        if len(groups) == 1 and export.has_values:
            fields.append(export.take("call_type", groups[0], why="the export has no finer type than this group"))
        else:
            weak = [pair for pair in export.ranked("call_type") + groups if pair[0] > 0.2]
            questions.append(_ask(weak))
    disposition = _disposition(export)
    if disposition is not None:
        fields.append(disposition)
    return fields, questions


def _unlike(code: Column, text: Column) -> bool:
    """Are "call code" and "nature" two things? The names do not say that one explains the other.

    Where an export has a "problem", its "incident type" may be how the call came about ("dispatched").
    """
    here, there = set(words(code.name)), set(words(text.name))
    named = {"nature", "problem"}
    if "final" in here and "final" not in there:
        return False
    if "problem" in there and "type" in here:
        return "problem" not in here
    return bool(there & named) and not here & (named | {"type", "tencode", "signal", "radio"})


def _explains(code: Column, candidates: list[_Scored]) -> _Scored | None:
    """The text that goes with a code: the one whose name has most in common with it, if that is one column.

    "call_code_description" goes with "call_code", whatever else is called a type. The name of an offense in crime
    statistics explains no call type.
    """
    here = set(words(code.name))

    def kinship(pair: _Scored) -> tuple[int, bool]:
        there = set(words(pair[1].name))
        return len(here & there - {"text"}), pair[1].claim("call_type").form == "text"

    related = [pair for pair in candidates if here & _CRIME or not set(words(pair[1].name)) & _CRIME]
    if not related:
        return None
    most = max(kinship(pair) for pair in related)
    found, _ = _best([pair for pair in related if kinship(pair) == most])
    return found


def _disposition(export: Export) -> Field | None:
    liking = {"text": 0.02, "plain": 0.0, "code": -0.06}
    scored = [
        (score + liking.get(column.claim("disposition").form, 0.0), score, column)
        for score, column in export.ranked("disposition")
        if score >= MAP_AT
    ]
    scored.sort(key=lambda triple: -triple[0])
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < 0.015):
        return None
    return export.take("disposition", (scored[0][1], scored[0][2]))


def _ask(candidates: list[_Scored]) -> Question:
    shown = ", ".join(column.shown() for _, column in candidates)
    among = f" Candidates are {shown}." if shown else " No column looks like one."
    options = tuple(column.name for _, column in candidates)
    return Question(f"Which column says what kind of call it was?{among}", ("call_type",), options)
