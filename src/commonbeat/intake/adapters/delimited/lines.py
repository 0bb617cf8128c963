"""Pieces of text, as lines: whichever character ends them, and none longer than memory allows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from commonbeat.intake.adapters.limits import MAX_LINE_BYTES
from commonbeat.intake.adapters.table import RejectPile

#: Stands, while a line is parsed, for a CR (or LF) that is data and not a line end; no text has this noncharacter.
STANDS_FOR_BREAK: Final = "\ufdd0"
_LONE_RETURN: Final = re.compile(r"\r(?!\n)")


class TextLines:
    """Iterates over lines with their line ends.

    Args:
        pieces: text in order.
        line_end: "\\n" (also ends CR LF), "\\r", or "" when all of them end lines.
        rejected: takes a line longer than MAX_LINE_BYTES characters; an empty line stands in its place.
    """

    def __init__(self, pieces: Iterable[str], line_end: str, rejected: RejectPile) -> None:
        self._pieces, self._end, self._rejected = pieces, line_end, rejected
        self.substituted = False
        self.stands_for = "\n" if line_end == "\r" else "\r"

    def __iter__(self) -> Iterator[str]:
        rest: list[str] = []
        held = number = 0  # characters in `rest`; lines given
        for piece in self._pieces:
            lines = self._split(piece)
            if len(lines) > 1:
                number += len(lines) - 1
                yield self._checked("".join(rest) + lines[0], number - len(lines) + 2)
                yield from lines[1:-1]
                rest, held = [lines[-1]], len(lines[-1])
            elif held <= MAX_LINE_BYTES:  # beyond that the line is lost anyway: enough to see that it is too long
                rest.append(lines[0])
                held += len(lines[0])
        if last := "".join(rest):
            yield self._checked(last, number + 1)

    def _checked(self, line: str, number: int) -> str:
        """The line, or an empty one when it is too long; only a line over several pieces can be."""
        if len(line) <= MAX_LINE_BYTES:
            return line
        self._rejected.add(number, f"the line is longer than {MAX_LINE_BYTES:,} characters", line)
        return "\n"

    def _split(self, piece: str) -> list[str]:
        """Lines with their ends; the last has none (it may be empty)."""
        if self._end == "":
            lines = io.StringIO(piece, newline="").readlines()
            if not lines or lines[-1].endswith(("\r", "\n")):
                lines.append("")
            return lines
        if self._end == "\r":
            if "\n" in piece:
                self.substituted = True
                piece = piece.replace("\n", STANDS_FOR_BREAK)
        elif "\r" in piece and _LONE_RETURN.search(piece):
            self.substituted = True
            piece = _LONE_RETURN.sub(STANDS_FOR_BREAK, piece)
        parts = piece.split(self._end)
        return [*(part + self._end for part in parts[:-1]), parts[-1]]


def whole_pairs(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in pieces that never end in CR, so that no CR LF is cut in two."""
    held = ""
    for piece in pieces:
        piece = held + piece
        held = "\r" if piece.endswith("\r") else ""
        if held:
            piece = piece[:-1]
        if piece:
            yield piece
    if held:
        yield held


def line_end_of(sample: str) -> str:
    """What ends lines: LF where there is one outside quotes; CR alone only where there is none."""
    if "\r" not in sample:
        return "\n"
    bare = re.sub(r'"[^"]*"', "", sample.replace("\r\n", "\n"))
    lone, feeds = bare.count("\r"), bare.count("\n")
    if feeds == 0 and lone:
        return "\r"
    return "" if lone > max(1, 0.1 * feeds) else "\n"
