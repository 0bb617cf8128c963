"""`commonbeat audit`: verify the audit log, and keep its heads outside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commonbeat.commands.options import Json
from commonbeat.commands.terminal import group, out, print_json, progress_bar
from commonbeat.web.setup import ready

app = group("audit", "Verify the audit log, and keep its heads outside.")


@app.command()
def verify(
    heads: Annotated[Path | None, typer.Option(help="Heads that were kept outside.")] = None,
    public: Annotated[Path | None, typer.Option(help="Public key that the heads were countersigned for.")] = None,
    as_json: Json = False,
) -> None:
    """Look at every event of every chain. Exit code 8 when something is not as it was written."""
    ready()
    from commonbeat.program.audit.heads import read_heads
    from commonbeat.program.audit.verify import AuditChangedError
    from commonbeat.program.audit.verify import verify as walk

    kept = read_heads(heads, public) if heads else []
    with progress_bar() as progress:
        looked, faults = walk(kept, progress)
    if as_json:
        print_json({"events": looked, "heads": len(kept), "faults": [asdict(fault) for fault in faults]})
    for fault in [] if as_json else faults:
        out.print(f"Chain {fault.chain}: {fault.what}", markup=False, highlight=False)
    if faults:
        raise AuditChangedError(
            f"The audit log was changed: {len(faults)} fault{'s' if len(faults) > 1 else ''}.",
            todo="Keep the database as it is, and compare it with its last good backup.",
        )
    if not as_json:
        out.print(f"{looked:,} events and {len(kept):,} heads: nothing was changed.", markup=False, highlight=False)


@app.command()
def head(
    to: Annotated[Path | None, typer.Option(help="File to add the heads to; keep it on another machine.")] = None,
    key: Annotated[
        Path | None, typer.Option(help="Private key to countersign with; keep it on another machine.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say where each chain ends now, so that a cut or a restored old backup shows later."""
    ready()
    from commonbeat.program.audit.heads import countersign, current_heads, write_heads

    heads = current_heads()
    if key:
        heads = countersign(heads, key)
    if to:
        write_heads(heads, to)
    if as_json:
        print_json([asdict(each) for each in heads])
    else:
        for each in heads:
            out.print(f"{each.chain} {each.seq} {each.hash} {each.at}", markup=False, highlight=False)


@app.command(name="key")
def new_key(file: Annotated[Path, typer.Argument(help="File of the new private key.")]) -> None:
    """Make the key that countersigns heads. Do it on the machine that keeps them, not on the server."""
    ready()
    from commonbeat.program.audit.heads import make_keys

    public = make_keys(file)
    out.print(f"Private key: {file}. Public key: {public}.", markup=False, highlight=False)


def register(parent: typer.Typer) -> None:
    """Add `audit` to the terminal."""
    parent.add_typer(app, name="audit")
