"""Options that several commands share, each said once: the same word means the same everywhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Exports = Annotated[
    list[str] | None,
    typer.Argument(
        help="Dispatch exports (CSV, zip, XLSX, Parquet, GeoJSON, JSON lines); without them, the call lake.",
        metavar="FILE...",
        show_default=False,
    ),
]
LakeDir = Annotated[Path | None, typer.Option("--lake", help="Folder of the call lake.")]
Agency = Annotated[str | None, typer.Option("--agency", help="Whose calls, when the lake holds several agencies.")]
MappingFile = Annotated[Path | None, typer.Option("--mapping", help="mapping.toml: which column is what.")]
Zone = Annotated[str | None, typer.Option("--zone", help="IANA time zone, such as America/Chicago.")]
PlacesFile = Annotated[Path | None, typer.Option("--places", help="places.toml or GeoJSON of complexes.")]
CodeTable = Annotated[Path | None, typer.Option("--code-table", help="CSV of call type code and description.")]
HarmTable = Annotated[Path | None, typer.Option("--harm-table", help="CSV of category and harm weight.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines (docs/json.md).")]

Top = Annotated[int, typer.Option(min=1, help="How many places to list.")]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Last day of the window; else the last day of the data."),
]
Months = Annotated[int, typer.Option("--months", min=1, max=60, help="Length of the window.")]
NoForecasts = Annotated[bool, typer.Option("--no-forecasts", help="Counts of the past only.")]
Exploration = Annotated[
    bool, typer.Option("--exploration", help="Draw a tenth of the list by lot from just below the line.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the lot.")]
MaxWalk = Annotated[
    float, typer.Option("--max-walk", min=1, metavar="FEET", help="Longest walk between two places of an area.")
]
MaxPlaces = Annotated[int, typer.Option("--max-places", min=1, help="Most places of an area.")]
Barriers = Annotated[Path | None, typer.Option("--barriers", help="GeoJSON of what nobody walks across.")]
Languages = Annotated[Path | None, typer.Option("--languages", help="languages.csv: district, language, share.")]

Officers = Annotated[
    Path | None, typer.Option("--officers", help="officers.csv: a line an officer (docs/methods/stationing.md).")
]
Current = Annotated[Path | None, typer.Option("--current", help="postings.csv: who stands where now.")]
