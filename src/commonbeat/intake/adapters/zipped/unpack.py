"""Unpack archives to disk without being taken in by a bomb."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from commonbeat.errors import InputError
from commonbeat.intake.adapters.limits import MAX_ARCHIVE_DEPTH, MAX_ARCHIVE_MEMBERS, UNPACKED_FLOOR, UNPACKED_RATIO
from commonbeat.progress import Progress, silent

_CHUNK = 1024 * 1024
_SIDE_FILES = (".ds_store", "thumbs.db", "desktop.ini")
#: A part that only such a document has.
_DOCUMENTS = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "META-INF/manifest.xml": "an OpenDocument file (.ods, .odt)",
    "AndroidManifest.xml": "a program",
}


class Unpacker:
    """Yields the files in an archive, also those in archives inside it, as files on disk.

    All that comes out, on every level, may not pass UNPACKED_RATIO times the bytes of the outermost archive (or
    UNPACKED_FLOOR, if that is more): what the archive declares is checked before, what really comes out while it does.
    Names in the archive never become names on disk, so that none can point outside.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self._path, self._folder = path, folder
        self._budget = max(UNPACKED_FLOOR, UNPACKED_RATIO * path.stat().st_size)
        self._out = self._count = 0

    def members(self, *, progress: Progress = silent) -> Iterator[tuple[str, Path]]:
        """(name in the archive, file on disk) in the archive's order; the caller removes each file."""
        yield from self._open(self._path, "", 1, progress)

    def _open(self, path: Path, prefix: str, depth: int, progress: Progress) -> Iterator[tuple[str, Path]]:
        with path.open("rb") as file:
            gzipped = file.read(2) == b"\x1f\x8b"
        try:
            if gzipped:
                name = path.stem if depth == 1 else PurePosixPath(prefix.rstrip("/")).stem
                with gzip.open(path) as packed:
                    yield from self._written(packed, prefix + name, None, depth, progress)
            else:
                with zipfile.ZipFile(path) as archive:
                    yield from self._zip_members(archive, prefix, depth, progress)
        except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError) as error:
            raise InputError(
                f"The archive is damaged or cut short ({error}).",
                where=self._where(prefix),
                todo="Download or copy it again, and compare its size with the original.",
            ) from error

    def _zip_members(
        self, archive: zipfile.ZipFile, prefix: str, depth: int, progress: Progress
    ) -> Iterator[tuple[str, Path]]:
        members = [info for info in archive.infolist() if not info.is_dir() and not _is_side_file(info.filename)]
        kind = next((kind for part, kind in _DOCUMENTS.items() if part in archive.namelist()), None)
        if kind:
            raise InputError(
                f"The file is {kind}, not an export.", where=self._where(prefix), todo="Save its table as XLSX or CSV."
            )
        self._count += len(members)
        if self._count > MAX_ARCHIVE_MEMBERS:
            raise self._bomb(f"it holds more than {MAX_ARCHIVE_MEMBERS:,} files")
        if self._out + sum(info.file_size for info in members) > self._budget:
            total = (self._out + sum(info.file_size for info in members)) / 1024**2
            raise self._bomb(f"it would unpack to {total:,.0f} MB from {self._path.stat().st_size:,} bytes")
        for info in members:
            if info.flag_bits & 0x1:
                raise InputError(
                    "The archive is protected by a password.",
                    where=self._where(prefix + info.filename),
                    todo="Unpack it with the password, and hand over the file itself.",
                )
            with archive.open(info) as packed:
                yield from self._written(packed, prefix + info.filename, info.file_size, depth, progress)

    def _written(
        self, packed: IO[bytes] | gzip.GzipFile, name: str, size: int | None, depth: int, progress: Progress
    ) -> Iterator[tuple[str, Path]]:
        suffix = PurePosixPath(name).suffix.lower()
        target = self._folder / f"member{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
        while target.exists():
            target = target.with_name("inner-" + target.name)
        done = 0
        with target.open("wb") as file:
            while chunk := packed.read(_CHUNK):
                done += len(chunk)
                self._out += len(chunk)
                if self._out > self._budget:
                    raise self._bomb(f"it unpacks to more than {self._budget / 1024**2:,.0f} MB")
                file.write(chunk)
                progress(f"unpacking {name}", done, size)
        with target.open("rb") as file:
            head = file.read(4)
        inner = head.startswith((b"PK\x03\x04", b"\x1f\x8b")) and not _is_workbook(target)
        if not inner:
            yield name, target
            return
        if depth >= MAX_ARCHIVE_DEPTH:
            raise self._bomb(f"it holds archives in archives, more than {MAX_ARCHIVE_DEPTH} deep")
        yield from self._open(target, name + "/", depth + 1, progress)
        target.unlink(missing_ok=True)

    def _bomb(self, reason: str) -> InputError:
        return InputError(
            f"The archive is not unpacked, because {reason}.",
            where=str(self._path),
            todo="If it is a true export, unpack it yourself and hand over the file.",
        )

    def _where(self, name: str) -> str:
        return f"{self._path}, {name.rstrip('/')} in it" if name else str(self._path)


def _is_side_file(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.lower() in _SIDE_FILES


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False
