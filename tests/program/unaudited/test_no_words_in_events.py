"""U5 in the audit log: an event of any action holds ids and codes, none of the words that were given to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.audit.models import AuditEvent
from tests.cast import Cast
from tests.program.unaudited.cases import CASES, MORE

#: What people write in the cases: notes, reasons, names of places, telephone numbers, passwords.
WORDS = (
    "The gate sticks", "It does not", "Calls keep coming", "Mend the lamp", "old cannery", "A child is behind",
    "Nobody comes next", "Linden Court", "Sol M. Rivera", "New Person", "Ada First", "555-01", "quiet harbor",
    "lantern seven", "calls.csv", "a phone", "1200 OAK CREEK", "property manager", "nobody@",
    "The light", "advertising", "asked for a lamp", "dark again", "stairs", "resident@", "Rent Help", "Rent and",
    "Noise by", "back gate", "lock on", "stays shut", "A lock did", "Creekside Homes", "Dana Whitfield",
    "look after", "Another company", "mailboxes",
)  # fmt: skip


@pytest.mark.parametrize("name", {**CASES, **MORE})
def test_an_event_holds_no_word_and_no_secret(cast: Cast, name: str, tmp_path: Path, settings) -> None:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call = {**CASES, **MORE}[name](cast)
    with agency_scope(cast.agency.pk):
        given = call()
    events = [str(event) for event in AuditEvent.objects.values()]
    assert events
    for event in events:
        for word in (*WORDS, *_secrets(given)):
            assert word not in event


def _secrets(given: Any) -> list[str]:
    """A key or a token that an action gave away, the one time it can be read."""
    shown = [getattr(given, "secret", None), *(given if isinstance(given, tuple) else ())]
    return [each for each in shown if isinstance(each, str) and len(each) > 12]
