"""`commonbeat export`: everything an agency owns, in open formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonbeat.commands.options import Json
from commonbeat.commands.terminal import out, print_json
from commonbeat.errors import StorageError, UsageError
from commonbeat.web.setup import ready


def register(app: typer.Typer) -> None:
    """Add `export` to the terminal."""

    @app.command(name="export")
    def export(
        agency: Annotated[str, typer.Option(help="Short name (slug) of the agency.")],
        to: Annotated[Path, typer.Option(help="The zip to write.")],
        as_json: Json = False,
    ) -> None:
        """Write everything an agency owns into one zip: CSV, GeoJSON and JSON; sealed notes stay behind."""
        ready()
        from commonbeat.program.agencies.models import Agency
        from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
        from commonbeat.program.audit.origin import origin
        from commonbeat.program.export.archive import export_agency
        from commonbeat.program.writer import writer

        with sign_in_scope():
            found = Agency.objects.filter(slug=agency).first()
            known = ", ".join(Agency.objects.order_by("slug").values_list("slug", flat=True))
        if found is None:
            raise UsageError(f"There is no agency {agency!r}.", todo=f"Agencies: {known or 'none'}.")
        try:
            with to.open("xb") as file, agency_scope(found.pk), origin("terminal"):
                to.chmod(0o600)
                done = export_agency(found, file, member=None, label="terminal")
        except FileExistsError:
            raise UsageError(f"{to} is there already.", todo="Choose another name.") from None
        except OSError as error:
            to.unlink(missing_ok=True)
            raise StorageError(f"The export cannot be written: {error.strerror}.", where=str(to)) from None
        finally:
            writer.stop()
        if as_json:
            print_json({"file": str(to), "tables": done.tables, "photos": done.photos})
        else:
            rows = sum(done.tables.values())
            out.print(f"{rows:,} rows of {len(done.tables)} tables are in {to}.", markup=False, highlight=False)
