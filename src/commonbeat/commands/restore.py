"""`commonbeat restore`: put a backup back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commonbeat.commands.options import Json
from commonbeat.commands.terminal import out, print_json, progress_bar
from commonbeat.web.setup import preparing, ready


def register(app: typer.Typer) -> None:
    """Add `restore` to the terminal."""

    @app.command(name="restore")
    def restore(
        file: Annotated[Path, typer.Argument(help="Backup that `commonbeat backup` wrote.")],
        as_json: Json = False,
    ) -> None:
        """Put a backup back into an installation without a database, and verify its audit log."""
        ready()
        from django.conf import settings

        from commonbeat.program.audit.verify import AuditChangedError, verify
        from commonbeat.program.backup import restore as put_back
        from commonbeat.web.keys import fingerprint

        with progress_bar() as progress:
            contents = put_back(
                file,
                database=settings.DATABASES[preparing()],
                photos=Path(settings.MEDIA_ROOT),
                key=fingerprint(settings.MASTER_KEY),
                progress=progress,
            )
            looked, faults = verify(progress=progress)
        if faults:
            raise AuditChangedError(
                f"The backup is back, but its audit log was changed: {faults[0].what}", where=str(file)
            )
        if as_json:
            print_json({"file": str(file), "events": looked, **asdict(contents)})
        else:
            out.print(
                f"The backup of {contents.made_at} is back. {looked:,} audit events, none changed.",
                markup=False,
                highlight=False,
            )
