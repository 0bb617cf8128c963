"""Django made ready for a command, and the database brought to the present shape."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

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
    """Gather and compress the files that browsers load; only what changed."""
    progress("Preparing the pages' files", 0, None)
    call_command("collectstatic", interactive=False, verbosity=0)
