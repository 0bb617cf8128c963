"""The manifest: which files make up the call lake. It is the only truth; a file it does not name does not exist.

`snapshots/NNNNNN.json` names every live file and every import; `snapshots/current` holds the number of the snapshot
that counts and is replaced atomically (write, fsync, rename, fsync of the folder). A process killed at any moment
therefore leaves either the old lake or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from commonbeat.errors import InputError, StorageError
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.kept_habits import KeptHabits

FORMAT: Final = 1
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}


@dataclass(frozen=True)
class LakeFile:
    """One Parquet file of the lake.

    Attributes:
        path: inside the lake, with "/".
        kind: "calls" (live), "superseded" (earlier versions), "places", "held" (calls of a held import) or "witness"
            (calls that an import brought and the lake had already; see `undo`).
        agency: whose.
        year: of `received`; None for places and witnesses.
        rows: rows in the file.
        import_name: for held and witness files, whose.
    """

    path: str
    kind: str
    agency: str
    year: int | None
    rows: int
    import_name: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """The state of a lake after one change.

    Attributes:
        number: 0 for an empty lake, then 1, 2, ...
        files: every file of the lake.
        imports: every import, oldest first, undone ones included.
        note: what the change was.
        habits: agency -> how it writes its addresses; every call of it has its place by them.
    """

    number: int = 0
    files: tuple[LakeFile, ...] = ()
    imports: tuple[ImportRecord, ...] = ()
    note: str = field(default="")
    habits: dict[str, KeptHabits] = field(default_factory=dict)

    def of(self, kind: str, agency: str | None = None) -> tuple[LakeFile, ...]:
        """The files of one kind, of one agency or of all."""
        return tuple(f for f in self.files if f.kind == kind and (agency is None or f.agency == agency))

    def find(self, name: str) -> ImportRecord | None:
        """The import of that name."""
        return next((record for record in self.imports if record.name == name), None)

    def changed(self, record: ImportRecord) -> Snapshot:
        """The snapshot with an import's record replaced, or added at the end."""
        if self.find(record.name) is None:
            return replace(self, imports=(*self.imports, record))
        return replace(self, imports=tuple(record if r.name == record.name else r for r in self.imports))

    def with_habits(self, agency: str, kept: KeptHabits | None) -> Snapshot:
        """The snapshot with an agency's habits replaced; None forgets them."""
        others = {name: habits for name, habits in self.habits.items() if name != agency}
        return replace(self, habits=others if kept is None else {**others, agency: kept})

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "format": FORMAT,
            "number": self.number,
            "note": self.note,
            "files": [vars(file) for file in self.files],
            "imports": [record.as_json() for record in self.imports],
            "habits": {agency: kept.as_json() for agency, kept in self.habits.items()},
        }


@contextlib.contextmanager
def storage_errors(where: Path) -> Iterator[None]:
    """Turn what the disk says ("no space left") into a `StorageError`; the lake stays as it was."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageError(
                f"The disk cannot be written: {error.strerror or error}.",
                where=str(where),
                todo="Make room or choose another folder, then run it again; the lake is as it was.",
            ) from error
        raise


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, text: str) -> None:
    """Replace a file so that a reader, or a restart, sees the old content or the new, never a part."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    sync(path.parent)


def read_snapshot(lake: Path) -> Snapshot:
    """The snapshot that counts; an empty one (number 0) where the folder is no lake yet.

    Raises:
        InputError: the manifest is damaged, or was written by a later version.
    """
    folder = lake / "snapshots"
    try:
        number = (folder / "current").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return Snapshot()
    path = folder / f"{number}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] > FORMAT:
            raise InputError(
                "The lake was written by a later version of Commonbeat.", where=str(lake), todo="Update Commonbeat."
            )
        return Snapshot(
            number=int(data["number"]),
            files=tuple(LakeFile(**file) for file in data["files"]),
            imports=tuple(ImportRecord.from_json(record) for record in data["imports"]),
            note=data.get("note", ""),
            habits={agency: KeptHabits.from_json(kept) for agency, kept in data.get("habits", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "The lake's manifest cannot be read.",
            where=str(path),
            todo="Restore the folder `snapshots` from a backup, or load the exports into a new lake.",
        ) from error


def write_snapshot(lake: Path, snapshot: Snapshot) -> Snapshot:
    """Make `snapshot` the one that counts, under the next number, once all its files are on the disk."""
    folder = lake / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    numbered = replace(snapshot, number=snapshot.number + 1)
    name = f"{numbered.number:06d}"
    write_atomically(folder / f"{name}.json", json.dumps(numbered.as_json(), indent=1))
    write_atomically(folder / "current", name + "\n")
    return numbered
