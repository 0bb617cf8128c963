"""Delimited text: comma, semicolon, tab, pipe, caret and the like, in any encoding and with any line end."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from commonbeat.errors import InputError
from commonbeat.intake.adapters.columns import check_width, mended_names, unique_names
from commonbeat.intake.adapters.delimited.careful import CarefulReader
from commonbeat.intake.adapters.delimited.dialect import DELIMITER_NAMES, Dialect, detect, rows_of
from commonbeat.intake.adapters.delimited.encoding import Encoding, Mender
from commonbeat.intake.adapters.delimited.encoding import detect as detect_encoding
from commonbeat.intake.adapters.delimited.fast import promises, stage_fast
from commonbeat.intake.adapters.delimited.lines import TextLines, line_end_of, whole_pairs
from commonbeat.intake.adapters.delimited.scan import scan, scanning
from commonbeat.intake.adapters.limits import HEAD_BYTES, MAX_LINE_BYTES, SAMPLE_BYTES
from commonbeat.intake.adapters.table import RejectPile, TextTable
from commonbeat.intake.adapters.trouble import plain_errors
from commonbeat.intake.staging import Staged
from commonbeat.progress import Progress, silent

#: Characters that text never has, but for a stray one (the unit separator and control-A may separate cells).
_CONTROL: Final = "".join(map(chr, (*range(2, 9), *range(14, 27), 127)))


def recognizes(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Any text in any encoding: this reader is asked last."""
    encoding = detect_encoding(head)
    text = head[encoding.skip :].decode(encoding.name, "replace")
    odd = sum(text.count(letter) for letter in _CONTROL)
    unread = text.count("\ufffd") if encoding.name != "utf-8" else 0
    return bool(text) and odd + unread <= max(4, len(text) // 50) and text.count("\x00") <= max(4, len(text) // 4)


def stage(path: Path, into: Path, *, progress: Progress = silent) -> Staged:
    """Read delimited text into one staged Parquet file.

    A clean UTF-8 file goes through DuckDB's parallel reader; any other through a careful one.

    Raises:
        InputError: nothing but a header, no line end in the first 16 MB, too many columns.
        StorageError: the disk is full.
    """
    with path.open("rb") as file:
        encoding = detect_encoding(file.read(HEAD_BYTES))
    sample, complete = _sample(path, encoding)
    dialect = detect(sample, line_end_of(sample), complete=complete)
    raw = dialect.header or ("",) * _usual_width(sample, dialect)
    check_width(raw, str(path))
    names = unique_names(raw)
    rejected, out = RejectPile(str(path)), into / "records.parquet"
    notes = _notes(dialect, raw, names)
    fast = None
    if encoding.skip in (0, 3) and encoding.name == "utf-8" and encoding.note is None and promises(sample, dialect):
        with scanning(path) as scanned:
            fast = stage_fast(path, out, names, dialect, scanned, pairs="\r\n" in sample, progress=progress)
            facts = scanned()
    else:
        facts = scan(path, progress=progress)
    if fast is not None:
        rows = fast.rows
    else:
        rows = _stage_carefully(path, out, names, dialect, encoding, rejected, notes, progress)
    if not rows:
        raise _without_records(path, names, rejected)
    return Staged(
        str(path),
        (out,),
        names,
        rows,
        tuple(rejected.records),
        tuple(notes),
        facts.sha256,
        first_line=fast.first_line if fast is not None else None,
    )


def _without_records(path: Path, names: tuple[str, ...], rejected: RejectPile) -> InputError:
    if not rejected.records:
        return InputError(
            f"The file has a header ({len(names)} columns) and no records.",
            where=str(path),
            todo="Export it again with the records of the period you want.",
        )
    first = rejected.records[0]
    return InputError(
        f"None of the {len(rejected.records):,} records can be read; of the first, {first.reason}.",
        where=f"{path}, line {first.line}",
        todo="Check that the header has a name for each column, and which character separates cells.",
    )


def _stage_carefully(
    path: Path,
    out: Path,
    names: tuple[str, ...],
    dialect: Dialect,
    encoding: Encoding,
    rejected: RejectPile,
    notes: list[str],
    progress: Progress,
) -> int:
    mender = Mender(path, encoding)
    lines = TextLines(whole_pairs(mender.text(progress=progress)), dialect.line_end, rejected)
    reader = CarefulReader(lines, dialect, len(names), rejected)
    reader.skip(dialect.skip_lines + dialect.header_lines)
    with plain_errors(str(path), out.parent), TextTable(out, names) as table:
        reader.read_into(table)
    notes += [*mender.notes, *reader.notes]
    return table.rows


def _sample(path: Path, encoding: Encoding) -> tuple[str, bool]:
    """The first megabyte of text (more when the first line is longer), and whether that is the whole file."""
    pieces, size, broken, complete = list[str](), 0, False, True
    for piece in whole_pairs(Mender(path, encoding).text()):
        pieces.append(piece)
        size += len(piece)
        broken = broken or "\n" in piece or "\r" in piece
        if size >= SAMPLE_BYTES and broken:
            complete = False
            break
        if size > MAX_LINE_BYTES and not broken:
            raise InputError(
                f"There is no line end in the first {MAX_LINE_BYTES // 1024**2} MB.",
                where=f"{path}, line 1",
                todo="An export has one record a line; check how the file was made.",
            )
    text = "".join(pieces)
    if not text.strip():
        raise InputError("The file has no text in it.", where=str(path), todo="Export it again.")
    return text, complete


def _usual_width(sample: str, dialect: Dialect) -> int:
    rows = rows_of(sample, dialect.delimiter, dialect.quote, dialect.escape, dialect.space_after)
    return max((len(cells) for _, cells in rows[:100]), default=1)


def _notes(dialect: Dialect, raw: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    notes = []
    if len(names) > 1 and dialect.delimiter != ",":
        notes.append(f"cells are separated by {DELIMITER_NAMES.get(dialect.delimiter, repr(dialect.delimiter))}")
    if dialect.quote == "'":
        notes.append("cells are quoted with '")
    if dialect.escape:
        notes.append("quotation marks inside cells are written with a backslash")
    if dialect.line_end == "\r":
        notes.append("CR line ends")
    elif dialect.line_end == "":
        notes.append("mixed line ends")
    if dialect.preamble:
        notes.append(f"{len(dialect.preamble)} title or comment line(s) above the header: {dialect.preamble[0]}")
    if not dialect.header:
        notes.append("the file has no header line; the columns are numbered")
    else:
        changed = mended_names(raw, names)
        if changed:
            notes.append(changed)
    return notes
