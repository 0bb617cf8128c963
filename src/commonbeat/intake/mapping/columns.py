"""The columns of one export as candidates: name, claims, values."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from commonbeat.intake.mapping.claims import Claim, claims
from commonbeat.intake.mapping.evidence import agreement, confidence
from commonbeat.intake.mapping.fields import Field
from commonbeat.intake.mapping.names import words
from commonbeat.intake.mapping.profile import Profile

#: From this confidence on a field is mapped; below it, it is asked for or left out.
MAP_AT: Final = 0.6
#: Two candidates closer than this are equally good.
TIE: Final = 0.05


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its name, what the name claims, and what the values look like (None: no values at hand)."""

    name: str
    claims: dict[str, Claim]
    profile: Profile | None

    def claim(self, role: str) -> Claim:
        """The claim for a role; a score of 0 when there is none."""
        return self.claims.get(role, Claim(role, 0.0))

    def score(self, role: str) -> float:
        """Confidence for a role that is not a time, from name and values together."""
        claim = self.claim(role)
        if claim.score == 0:
            return 0.0
        agrees = None if self.profile is None else agreement(role, self.profile)
        return round(confidence(claim.score, agrees), 3)

    @property
    def empty(self) -> bool:
        """Is it known to hold nothing, in any row looked at?"""
        return self.profile is not None and self.profile.rows > 0 and not self.profile.cells

    def samples(self) -> tuple[str, ...]:
        """A few values, none when there are no values at hand."""
        return self.profile.samples() if self.profile is not None else ()

    def shown(self) -> str:
        """The column with a few of its values, for a question."""
        samples = self.samples()
        return f"{self.name} ({', '.join(samples)})" if samples else self.name


_NO_TYPE: Final = Claim("call_type", 0.0)


def _by_its_text(name: str, spelled: MappingType[tuple[str, ...], str]) -> dict[str, Claim]:
    """An "offense" beside an "offense description" is the code that the description explains."""
    own = words(name)
    for stem in (own, own[:-1] if own[-1:] in (("class",), ("code",), ("type",)) else ()):
        text = spelled.get((*stem, "text")) if stem else None
        claim = (
            next((c for c in claims(text) if c.role == "call_type"), _NO_TYPE) if text not in (None, name) else _NO_TYPE
        )
        if claim.score >= 0.66:
            return {"call_type": Claim("call_type", claim.score, "code", claim.final)}
    return {}


@dataclass
class Export:
    """All columns of one export, and those that are taken already: a column fills one field only."""

    columns: tuple[Column, ...]
    taken: set[str]
    has_values: bool

    @classmethod
    def of(cls, names: Sequence[str], sample: MappingType[str, Sequence[str | None]] | None) -> Export:
        """Read the names, and profile the values where there are any."""
        made: list[Column] = []
        spelled = {words(name): name for name in names}
        bookkept = any("update" in words(name) for name in names)
        for name in names:
            found = {claim.role: claim for claim in claims(name)}
            # "CALL_TYPE_FINAL_D" beside "CALL_TYPE_FINAL" is its description.
            if words(name)[-1:] == ("?d",) and words(name)[:-1] in spelled:
                found = {role: Claim(role, claim.score, "text", claim.final) for role, claim in found.items()}
            if words(name) == ("type",) and ("type", "text") in spelled:
                found["call_type"] = Claim(
                    "call_type", 0.74
                )  # a bare "type" is one of many things; with its text it is this
            if found.get("call_type", _NO_TYPE).score < MAP_AT:
                found |= _by_its_text(name, spelled)
            if (
                bookkept
                and set(words(name)) <= {"create", "date", "time", "datetime", "at", "on"}
                and "received" in found
            ):
                # "created at" beside "updated at" is when the row was made
                found["received"] = replace(found["received"], score=0.7 * found["received"].score)
            values = None if sample is None else sample.get(name)
            made.append(Column(name, found, None if values is None else Profile.of(values)))
        return cls(tuple(made), set(), sample is not None and any(column.profile for column in made))

    def free(self) -> tuple[Column, ...]:
        """The columns that fill no field yet."""
        return tuple(column for column in self.columns if column.name not in self.taken)

    def ranked(self, role: str) -> list[tuple[float, Column]]:
        """Free columns that may fill a role, best first (equal ones in the export's order).

        A column that is empty throughout stands back for one that is not, whatever its name.
        """
        scored = [(column.score(role), column) for column in self.free()]
        if any(score >= MAP_AT and not column.empty for score, column in scored):
            scored = [pair for pair in scored if not pair[1].empty]
        return sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])

    def pick(self, role: str, *, at: float = MAP_AT) -> tuple[float, Column] | None:
        """The one column that fills a role; None when none is sure enough or two are equally good."""
        ranked = [pair for pair in self.ranked(role) if pair[0] >= at]
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < TIE):
            return None
        return ranked[0]

    def take(self, name: str, *found: tuple[float, Column], format_name: str | None = None, why: str = "") -> Field:
        """Make a field of one or several columns, and keep them from filling another."""
        self.taken |= {column.name for _, column in found}
        sure = min(score for score, _ in found)
        return Field(
            name,
            tuple(column.name for _, column in found),
            round(min(0.99, sure), 2),
            format_name,
            why or ("name and values agree" if self.has_values else "from the name alone"),
            found[0][1].samples(),
        )
