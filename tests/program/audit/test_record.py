"""Adding to the audit log."""

from __future__ import annotations

import pytest
from django.db import transaction

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.audit.record import Entry, link, record, record_all
from tests.cast import Cast


def test_events_form_a_chain_an_agency(cast: Cast) -> None:
    record("area.approve", actor=cast.okafor, about=cast.oak_creek)
    record("area.approve", actor=cast.harbor_sergeant, about=cast.harbor_area)
    record_all([Entry("visit.create"), Entry("visit.create")], actor=cast.rivera)
    ours = list(AuditEvent.objects.filter(agency=cast.agency))
    assert [event.seq for event in ours] == [1, 2, 3]
    assert [event.hash for event in ours] == [
        link(event, before) for event, before in zip(ours, ["", *(event.hash for event in ours)], strict=False)
    ]
    assert [event.seq for event in AuditEvent.objects.filter(agency=cast.harbor_city)] == [1]


def test_a_changed_event_no_longer_fits_its_hash(cast: Cast) -> None:
    record("area.approve", actor=cast.okafor, about=cast.oak_creek)
    event = AuditEvent.objects.get()
    kept = event.hash
    event.action = "area.close"
    assert link(event, "") != kept


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_the_transaction_of_what_it_records() -> None:
    assert not transaction.get_connection().in_atomic_block
    with pytest.raises(RuntimeError, match="in the transaction"):
        record("area.approve", actor=None)


def test_only_those_who_audit_see_the_log(cast: Cast) -> None:
    record("area.approve", actor=cast.okafor)
    record("area.approve", actor=cast.harbor_sergeant)
    assert AuditEvent.objects.visible_to(cast.moreau).count() == 1
    assert not AuditEvent.objects.visible_to(cast.okafor).exists()
