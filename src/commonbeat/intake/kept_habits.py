"""How an agency writes its addresses, as the lake keeps it: what it was learned from, and when it is settled.

Place ids hang on it: "600 FERGUS ST" is a house at one agency and a block at another. So it is learned once. As long
as the agency's imports, oldest first, show fewer than SETTLED distinct addresses, it is found anew with each import,
and earlier calls move to the places they belong to (`rekey`); from then on it stays, whatever comes later.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from commonbeat.intake.places.habits import Habits

#: From this many distinct addresses on, an agency's habits are known and no longer change.
SETTLED: Final = 1_000


@dataclass(frozen=True)
class KeptHabits:
    """The habits of one agency.

    Attributes:
        habits: the ways of writing; every call of the agency in the lake has its place by them.
        addresses: distinct addresses they were learned from.
        imports: names of the imports that showed those addresses, oldest first; undoing one of them learns anew.
    """

    habits: Habits
    addresses: int
    imports: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Do they stay as they are?"""
        return self.addresses >= SETTLED

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        told = {
            name: sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value
            for name, value in vars(self.habits).items()
        }
        return {"habits": told, "addresses": self.addresses, "imports": list(self.imports)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> KeptHabits:
        """Read them back; keys of a later version are ignored."""
        nothing = Habits()
        told = {
            # A list becomes what the habit is: a set of names, or names in order.
            field.name: type(getattr(nothing, field.name))(data["habits"][field.name])
            for field in fields(Habits)
            if field.name in data["habits"]
        }
        return cls(Habits(**told), int(data["addresses"]), tuple(data["imports"]))
