"""Complexes: several addresses that an agency declares one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Complexes:
    """Declared complexes, ready to ask."""

    by_key: dict[str, str] = field(default_factory=dict)

    def assign(self, keys: Sequence[str], lon: ArrayLike, lat: ArrayLike) -> list[str | None]:
        """Name of the complex of each place, or None."""
        return [self.by_key.get(key) for key in keys]
