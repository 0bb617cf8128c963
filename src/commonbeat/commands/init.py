"""`commonbeat init`: the first agency and its administrator."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from commonbeat.commands.agency_settings import settings
from commonbeat.commands.options import Json
from commonbeat.commands.terminal import out, print_json, progress_bar
from commonbeat.errors import UsageError
from commonbeat.web.setup import prepare_database, ready


def register(app: typer.Typer) -> None:
    """Add `init` to the terminal."""

    @app.command(name="init")
    def init(
        agency: Annotated[str, typer.Option(help="Name of the police department.", prompt="Name of the agency")],
        email: Annotated[
            str, typer.Option(help="E-mail address of the administrator.", prompt="Administrator's e-mail")
        ],
        name: Annotated[str, typer.Option(help="Name of the administrator.", prompt="Administrator's name")],
        zone: Annotated[str, typer.Option(help="Time zone of the agency, such as America/Chicago.")] = "",
        password: Annotated[
            str,
            typer.Option(help="Password; one is made and shown once when none is given.", envvar="COMMONBEAT_PASSWORD"),
        ] = "",
        as_json: Json = False,
    ) -> None:
        """Make an agency and its first administrator; run it again for another agency on the same installation."""
        told = settings()
        ready()
        with progress_bar() as progress:
            prepare_database(progress)
        from django.core.exceptions import ValidationError

        from commonbeat.program.agencies.actions import found_agency
        from commonbeat.program.audit.origin import origin
        from commonbeat.program.writer import writer

        made = "" if password else secrets.token_urlsafe(15)
        try:
            with origin("terminal"):
                member = found_agency(
                    agency,
                    email=email,
                    name=name,
                    password=password or made,
                    zone=zone or told.zone or "America/Los_Angeles",
                )
        except ValidationError as error:
            raise UsageError(" ".join(error.messages)) from None
        finally:
            writer.stop()
        if as_json:
            print_json({"agency": member.agency.slug, "email": member.email, "password": made or None})
            return
        out.print(f"{agency} is set up. {member.email} administers it.", markup=False, highlight=False)
        if made:
            out.print(f"Password, shown this once: {made}", markup=False, highlight=False)
        out.print("Next: commonbeat serve, sign in, and add a second factor.", markup=False, highlight=False)
