"""What the agency states once for all commands: `commonbeat.toml`, the environment, and the files they name."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from commonbeat.errors import InputError
from commonbeat.intake.call_kinds import read_code_table, read_harm_table
from commonbeat.intake.places import Complexes
from commonbeat.intake.prepare import Tables
from commonbeat.settings import Settings


def settings() -> Settings:
    """The agency's settings; a wrong one is said in one sentence.

    Raises:
        InputError: commonbeat.toml or the environment holds something unknown or something that does not fit.
    """
    try:
        return Settings()
    except ValidationError as error:
        said = "; ".join(
            f"{'.'.join(str(part) for part in wrong['loc'])}: {wrong['msg'].lower()}" for wrong in error.errors()
        )
        raise InputError(
            f"The settings cannot be read ({said}).",
            where="commonbeat.toml or a COMMONBEAT_ variable",
            todo="docs/commands.md lists the settings.",
        ) from error
    except (tomllib.TOMLDecodeError, OSError, ValueError) as error:
        raise InputError(
            f"The settings cannot be read: {error}.", where="commonbeat.toml", todo="Mend the line, or move the file."
        ) from error


def tables(
    told: Settings, *, places: Path | None = None, code_table: Path | None = None, harm_table: Path | None = None
) -> Tables:
    """What the agency gives beside its exports, from options or else from the settings.

    Raises:
        InputError: a file of them cannot be read.
    """
    places, code_table = places or told.places, code_table or told.code_table
    harm_table = harm_table or told.harm_table
    return Tables(
        complexes=Complexes.read(places) if places else None,
        code_table=read_code_table(code_table) if code_table else None,
        harm_table=read_harm_table(harm_table) if harm_table else None,
    )
