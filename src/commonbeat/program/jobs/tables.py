"""What an agency gives beside its exports: declared complexes, call type codes, harm weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from commonbeat.intake.call_kinds import read_code_table, read_harm_table
from commonbeat.intake.places import Complexes
from commonbeat.intake.prepare import Tables


def agency_tables(paths: Mapping[str, str]) -> Tables:
    """Read the files that the installation's settings name (`places`, `code_table`, `harm_table`).

    Raises:
        InputError: a file of them cannot be read.
    """
    return Tables(
        complexes=Complexes.read(Path(paths["places"])) if paths.get("places") else None,
        code_table=read_code_table(Path(paths["code_table"])) if paths.get("code_table") else None,
        harm_table=read_harm_table(Path(paths["harm_table"])) if paths.get("harm_table") else None,
    )
