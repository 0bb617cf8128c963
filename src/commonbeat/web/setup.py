"""Django made ready for a command, and the database brought to the present shape."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.core.management import call_command

from commonbeat.errors import StorageError
from commonbeat.progress import Progress, silent


def ready() -> None:
    """Load Django with the settings of this installation. Models may be imported after this, not before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonbeat.web.settings")
    django.setup(set_prefix=False)


def prepare_database(progress: Progress = silent) -> None:
    """Create or change the tables to what this version needs.

    Raises:
        StorageError: the database cannot be reached or written.
    """
    from django.db import Error

    progress("Preparing the database", 0, None)
    try:
        with _alone(preparing()):
            call_command("migrate", database=preparing(), interactive=False, verbosity=0)
    except Error as error:
        raise StorageError(
            f"The program database cannot be prepared: {error}.", todo="Look at the setting `database` and the disk."
        ) from error


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let every query go over this connection: some migrations of libraries ask the default one, whatever is migrated.

    As another connection it would wait for the locks of the migration that it is a part of, forever.
    """
    from django.db import connections

    default = connections["default"]
    connections["default"] = connections[name]
    try:
        yield
    finally:
        connections["default"] = default


def preparing() -> str:
    """The connection that may change tables: the owner's, when the agency keeps the two apart."""
    from django.conf import settings

    return "owner" if "owner" in settings.DATABASES else "default"


def prepare_files(progress: Progress = silent) -> None:
    """Gather and compress the files that browsers load, unless they are those that were prepared before."""
    from django.conf import settings

    progress("Preparing the pages' files", 0, None)
    told = Path(settings.STATIC_ROOT) / "prepared-from"
    now = _fingerprint()
    with suppress(FileNotFoundError):
        if told.read_text() == now:
            return
    call_command("collectstatic", interactive=False, verbosity=0)
    told.write_text(now)


def _fingerprint() -> str:
    """Names, sizes and times of change of the files that pages are made of, and the settings that prepare them."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            seen.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()
