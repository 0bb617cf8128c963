"""P4, for residents: a page published where 500 sealed notes exist is the page without them, byte for byte."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.notes.actions import write_note
from commonbeat.program.publishing.actions import publish
from commonbeat.program.publishing.content import composed, read_lake
from tests.cast import Cast
from tests.web.public.published import Resident, oak_creek

__all__ = ["oak_creek"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "public"])
PAGES = ("", "oak-creek/", "oak-creek/numbers", "oak-creek/say", "follow")
#: What differs between any two forms: the mark by which a second sending is known.
_ALWAYS_NEW = re.compile(rb'<input type="hidden"[^>]*>')


def seen() -> list[tuple[int, bytes]]:
    asked = [
        Resident().get(f"/alder-falls/{page}?lang={language}") for page in PAGES for language in ("en", "es", "ar")
    ]
    return [(answer.status_code, _ALWAYS_NEW.sub(b"", answer.content)) for answer in asked]


def test_five_hundred_sealed_notes_change_no_byte_of_what_residents_read(oak_creek: Cast) -> None:
    cast, now = oak_creek, datetime.now(UTC)
    with agency_scope(cast.agency.pk):
        counted = read_lake(cast.oak_creek, None)
        said = composed(cast.oak_creek, counted, now).seen
        publish(cast.okafor, cast.oak_creek, counted, said, now)
    before = seen()
    assert all(status == 200 for status, _ in before)
    with agency_scope(cast.agency.pk):
        for number in range(500):
            write_note(
                cast.rivera, cast.oak_creek_apartments, kind="works", text=f"Ask at door {number}.", sealed=True, days=5
            )  # fmt: skip
        assert composed(cast.oak_creek, counted, now).seen == said
        publish(cast.okafor, cast.oak_creek, counted, said, now)
    assert seen() == before
