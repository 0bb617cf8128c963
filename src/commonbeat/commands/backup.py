"""`commonbeat backup`: a backup of the program while it runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commonbeat.commands.options import Json
from commonbeat.commands.terminal import out, print_json, progress_bar
from commonbeat.web.setup import preparing, ready


def register(app: typer.Typer) -> None:
    """Add `backup` to the terminal."""

    @app.command(name="backup")
    def backup(
        file: Annotated[Path, typer.Argument(help="File of the backup (tar).")],
        as_json: Json = False,
    ) -> None:
        """Write a backup of the program while it runs.

        The keys are not in it: keep keys/master.key apart, once.
        """
        ready()
        from django.conf import settings

        from commonbeat.program.backup import back_up
        from commonbeat.web.keys import fingerprint

        with progress_bar() as progress:
            contents = back_up(
                file,
                database=settings.DATABASES[preparing()],
                photos=Path(settings.MEDIA_ROOT),
                key=fingerprint(settings.MASTER_KEY),
                progress=progress,
            )
        if as_json:
            print_json({"file": str(file), "bytes": file.stat().st_size, **asdict(contents)})
        else:
            out.print(f"{file}: {file.stat().st_size:,} bytes. The keys are not in it.", markup=False, highlight=False)
