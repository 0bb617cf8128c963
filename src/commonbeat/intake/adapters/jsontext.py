"""Read the records of a JSON document one by one, however large the document is."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from commonbeat.errors import InputError
from commonbeat.intake.adapters.delimited.encoding import Encoding, Mender
from commonbeat.intake.adapters.limits import MAX_COLUMNS, MAX_LINE_BYTES
from commonbeat.intake.adapters.records import Number
from commonbeat.progress import Progress, silent

DECODER: Final = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=lambda _: None)
#: What portals call their list of records.
LIST_NAMES: Final = frozenset({"records", "results", "data", "items", "value", "rows", "calls", "incidents", "result"})
_BLANK: Final = re.compile(r"[ \t\r\n\ufeff]*")


class JsonDocument:
    """A JSON document whose records stand in an array: at its top, or under one name of its top object.

    `records` yields (ordinal from 1, record); `above` holds the other small values of the top object. The array is
    the first one under one of `names`, else the only list of objects.
    """

    def __init__(
        self, path: Path, encoding: Encoding, names: Collection[str] = LIST_NAMES, *, progress: Progress = silent
    ) -> None:
        self._path, self._names = path, names
        self._pieces = Mender(path, encoding).text(progress=progress)
        self._text, self._at = "", 0
        self.above: dict[str, Any] = {}

    def records(self) -> Iterator[tuple[int, Any]]:
        """The elements of the array of records.

        Raises:
            InputError: no such array, broken or cut JSON, a record that is too long or nested too deep.
        """
        opening = self._next_mark()
        if opening == "[":
            yield from self._items()
            return
        while (mark := self._next_mark()) != "}":
            if mark == ",":
                continue
            self._at -= 1
            key = self._value()
            if not isinstance(key, str) or self._next_mark() != ":":
                raise self._broken("a name is expected here")
            if self._next_mark() == "[" and key.lower() in self._names:
                yield from self._items()
                return
            self._at -= 1
            self.above[key] = self._value()
            if len(self.above) > MAX_COLUMNS:
                raise self._broken(f"an object of more than {MAX_COLUMNS:,} names")
        lists = [value for value in self.above.values() if isinstance(value, list) and value]
        lists = [value for value in lists if all(isinstance(item, dict) for item in value)]
        if len(lists) == 1 and "features" not in self._names:
            yield from enumerate(lists[0], start=1)
            return
        raise InputError(
            "The JSON has no list of records in it.",
            where=str(self._path),
            todo="Hand over a list of objects, one a call, or JSON lines.",
        )

    def _items(self) -> Iterator[tuple[int, Any]]:
        number = 0
        while True:
            mark = self._next_mark()
            if mark == "]":
                return
            if mark == ",":
                continue
            self._at -= 1
            number += 1
            yield number, self._value(number)

    def _next_mark(self) -> str:
        """The next character that is not blank, passed over."""
        while True:
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                self._at += 1
                return self._text[self._at - 1]
            if not self._more():
                raise self._broken("the file ends in the middle")

    def _value(self, number: int | None = None) -> Any:
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._broken("it is nested too deep", number) from None
            except ValueError as error:
                if len(self._text) - self._at > MAX_LINE_BYTES or not self._more():
                    raise self._broken(str(error).split(":")[0], number) from None
                continue
            if end == len(self._text) and self._more():
                continue
            self._at = end
            return value

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._text = self._text[self._at :] + piece
        self._at = 0
        return True

    def _broken(self, reason: str, number: int | None = None) -> InputError:
        shown = self._text[self._at : self._at + 40].replace("\n", " ")
        return InputError(
            f'The JSON cannot be read: {reason}, near "{shown}".',
            where=str(self._path) + (f", record {number:,}" if number else ""),
            todo="Export it again; the download may have been cut short.",
        )
