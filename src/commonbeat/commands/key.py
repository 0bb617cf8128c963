"""`commonbeat key`: keys with which machines ask for briefings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from commonbeat.commands import options
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.for_agency import agency_named
from commonbeat.commands.terminal import out, print_json
from commonbeat.errors import UsageError
from commonbeat.web.setup import prepare_database, ready

if TYPE_CHECKING:
    from commonbeat.program.agencies.models import Agency


@contextmanager
def _working_for(name: str | None) -> Iterator[Agency]:
    """Everything inside is done for the agency, from the terminal."""
    ready()
    prepare_database()
    from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
    from commonbeat.program.audit.origin import origin
    from commonbeat.program.writer import writer

    with sign_in_scope():
        agency = agency_named(name)
    try:
        with origin("terminal"), agency_scope(agency.pk):
            yield agency
    finally:
        writer.stop()


def register(app: typer.Typer) -> None:
    """Add `key` to the terminal."""
    group = typer.Typer(no_args_is_help=True, help="Keys with which machines ask for briefings.")
    app.add_typer(group, name="key")
    group.command(name="create")(create)
    group.command(name="list")(list_keys)
    group.command(name="revoke")(revoke)


def create(
    name: Annotated[str, typer.Argument(help="What the machine is, such as 'Dispatch console'.")],
    agency: options.Agency = None,
    days: Annotated[int, typer.Option(min=1, max=730, help="Days until the key ends.")] = 365,
    scope: Annotated[list[str] | None, typer.Option(help="briefing or eido; both when unsaid.")] = None,
    per_minute: Annotated[int, typer.Option(min=1, max=60_000, help="Requests a minute.")] = 600,
    as_json: options.Json = False,
) -> None:
    """Make a key for one machine. It is shown this once."""
    with _working_for(agency or settings().agency) as whose:
        from django.core.exceptions import ValidationError

        from commonbeat.program.clients.actions import make_key
        from commonbeat.program.clients.models import DISPATCH

        try:
            made = make_key(
                None, whose, name=name, scopes=scope or DISPATCH, days=days, per_minute=per_minute, label="terminal"
            )
        except ValidationError as error:
            raise UsageError(" ".join(error.messages)) from None
    if as_json:
        print_json({"key": made.secret, "start": made.row.start, "expires_at": made.row.expires_at.isoformat()})
        return
    out.print(f"Key, shown this once: {made.secret}", markup=False, highlight=False)
    out.print(f"It ends on {made.row.expires_at:%Y-%m-%d}.", markup=False, highlight=False)


def list_keys(agency: options.Agency = None, as_json: options.Json = False) -> None:
    """List the keys of the agency, newest first."""
    with _working_for(agency or settings().agency) as whose:
        from commonbeat.program.clients.models import ApiKey

        rows = [
            {
                "start": key.start,
                "name": key.name,
                "scopes": key.scopes,
                "expires_at": key.expires_at.isoformat(),
                "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
                "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
            }
            for key in ApiKey.objects.filter(agency=whose).order_by("-created_at")
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state = "revoked" if row["revoked_at"] else f"ends {str(row['expires_at'])[:10]}"
        out.print(f"{row['start']}…  {row['name']}  {state}", markup=False, highlight=False)


def revoke(
    start: Annotated[str, typer.Argument(help="The first characters of the key, as `key list` shows them.")],
    agency: options.Agency = None,
) -> None:
    """End a key at once."""
    with _working_for(agency or settings().agency) as whose:
        from commonbeat.program.clients.actions import revoke_key
        from commonbeat.program.clients.models import ApiKey

        found = list(ApiKey.objects.filter(agency=whose, start=start.rstrip("…"), revoked_at__isnull=True)[:2])
        if len(found) != 1:
            raise UsageError("No key that works begins so.", todo="Look at commonbeat key list.")
        revoke_key(None, found[0], label="terminal")
    out.print(f"{found[0].name} was revoked. The key opens nothing any more.", markup=False, highlight=False)
