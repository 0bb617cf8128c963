"""Everything an agency owns comes out, nothing of anybody else's, and no key."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime

from django.apps import apps

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.owned import AgencyOwned
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.export.archive import export_agency
from commonbeat.program.export.contents import SECRET_WORDS, SECRETS, exported_columns, exported_models
from commonbeat.program.notes.models import Note
from tests.cast import Cast


def exported(cast: Cast, member: Member | None) -> zipfile.ZipFile:
    file = io.BytesIO()
    export_agency(cast.agency, file, member=member, label="terminal")
    return zipfile.ZipFile(file)


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.TextIOWrapper(archive.open(f"tables/{name}.csv"), encoding="utf-8")))


def test_every_model_that_an_agency_owns_is_in_it(cast: Cast) -> None:
    owned = {model._meta.label_lower for model in apps.get_models() if issubclass(model, AgencyOwned)}
    archive = exported(cast, cast.castellanos)
    there = {name.removeprefix("tables/").removesuffix(".csv") for name in archive.namelist() if "tables/" in name}
    assert owned <= there
    assert "audit.auditevent" in there


def test_no_column_that_sounds_like_a_key_goes_out_unless_someone_looked_at_it() -> None:
    for model in exported_models():
        for column in exported_columns(model):
            assert not any(word in column for word in SECRET_WORDS), f"{model._meta.label}.{column}"
    known = {model._meta.label: {field.name for field in model._meta.fields} for model in exported_models()}
    assert all(columns <= known[label] for label, columns in SECRETS.items())


def test_rows_are_the_agencys_own_and_all_of_them(cast: Cast) -> None:
    archive = exported(cast, cast.castellanos)
    people = table(archive, "agencies.member")
    assert {row["email"] for row in people} == set(
        Member.objects.filter(agency=cast.agency).values_list("email", flat=True)
    )
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Pier" not in everything
    assert b"Harbor City" not in everything
    assert {one["properties"]["label"] for one in json.loads(archive.read("places.geojson"))["features"]} == {
        "Oak Creek Apartments",
        "48 Mill St",
    }


def test_sealed_notes_go_out_to_their_author_alone(cast: Cast) -> None:
    for text, author in (("The source fears the owner.", cast.rivera), ("A second source.", cast.castellanos)):
        Note.objects.create(
            agency=cast.agency,
            place=cast.oak_creek_apartments,
            kind=Note.Kind.WORKS,
            text=text,
            author=author,
            written_at=datetime.now(UTC),
            confirm_by=date(2027, 1, 1),
            sealed=True,
        )
    assert [row["text"] for row in table(exported(cast, cast.castellanos), "notes.note")] == ["A second source."]
    assert table(exported(cast, None), "notes.note") == []


def test_a_cell_that_a_spreadsheet_would_run_is_plain_text(cast: Cast) -> None:
    cast.oak_creek.why = "=HYPERLINK(1)"
    cast.oak_creek.save()
    rows = table(exported(cast, cast.castellanos), "areas.area")
    assert "'=HYPERLINK(1)" in {row["why"] for row in rows}


def test_the_export_is_recorded(cast: Cast) -> None:
    exported(cast, cast.castellanos)
    event = AuditEvent.objects.get(action="agency.export")
    assert event.actor == cast.castellanos
