"""What the contents of all kinds of entry have in common: their types, and which field is what."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from commonbeat.program.guard import Kind

#: Letters, spaces, tabs and line ends; no other control character (PostgreSQL stores no NUL).
_PRINTABLE = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Minutes = Annotated[int, Field(ge=1, le=1_440)]
Talks = Annotated[int, Field(ge=0, le=500)]
Word = Annotated[str, StringConstraints(max_length=80, pattern=_PRINTABLE)]
Line = Annotated[str, StringConstraints(max_length=280, pattern=_PRINTABLE)]
Text = Annotated[str, StringConstraints(max_length=500, pattern=_PRINTABLE)]
RequiredWord = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_PRINTABLE)]
RequiredLine = Annotated[str, StringConstraints(min_length=1, max_length=280, pattern=_PRINTABLE)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class EntryContent(BaseModel):
    """The content of an entry. A field that is not known is refused: what cannot be stored is not dropped silently.

    Attributes:
        times: fields that hold a time by the phone's clock.
        free_text: fields that pass the guard.
        pointer: the field that names another entry, when there is one.
    """

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)
    times: ClassVar[tuple[str, ...]] = ()
    free_text: ClassVar[tuple[str, ...]] = ()
    pointer: ClassVar[str | None] = None

    def allowed(self) -> frozenset[Kind]:
        """What the guard lets pass in this content."""
        return frozenset()
