"""A call of every action of the program, ready to be made: what arranges it is done, the action is not."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import uuid4

from PIL import Image

from commonbeat.intake.places import Habits
from commonbeat.program.agencies import actions as founding
from commonbeat.program.agencies import members, sign_ins
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.actions import approve_area, close_area
from commonbeat.program.areas.queries import approved_areas
from commonbeat.program.briefings.purpose import Purpose
from commonbeat.program.briefings.view import Reader, look_at, record_nothing_found
from commonbeat.program.clients.actions import make_key, revoke_key
from commonbeat.program.commitments.actions import close_commitment, make_commitment, tell_reason
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.demo import fill, harbor
from commonbeat.program.export.archive import export_agency
from commonbeat.program.jobs import actions as jobs
from commonbeat.program.jobs import uploads
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.second_person import decide_held
from commonbeat.program.notes import actions as notes
from commonbeat.program.notes.emergency import open_in_emergency, read_opened, review_emergency
from commonbeat.program.notes.models import Note
from commonbeat.program.notes.queries import read_sealed
from commonbeat.program.places import actions as places
from commonbeat.program.postings import actions as postings
from commonbeat.program.postings import plan_actions as plans
from commonbeat.program.postings.planning import Asked, propose
from commonbeat.program.visits import devices
from commonbeat.program.visits.actions import settle_conflict
from commonbeat.program.visits.models import SyncConflict
from commonbeat.program.visits.photos import keep_photo
from commonbeat.program.visits.receive import receive
from tests.cast import Cast
from tests.program.areas.some_run import finished_run
from tests.program.unaudited.concern_cases import CONCERNS
from tests.program.unaudited.partner_cases import PARTNERS
from tests.program.unaudited.passing_cases import PASSING
from tests.program.unaudited.problem_cases import PROBLEMS
from tests.program.unaudited.publishing_cases import PUBLISHING
from tests.program.visits.phone import Phone, visit

Call = Callable[[], Any]
Case = Callable[[Cast], Call]

TODAY, DAY = datetime.now(UTC).date(), timedelta(days=1)
LONG_AGO = date(2026, 1, 12)


def _note(cast: Cast, **more: Any) -> Note:
    return notes.write_note(cast.rivera, cast.oak_creek_apartments, kind="access", text="The gate sticks.", **more)


def _commitment(cast: Cast) -> Commitment:
    return Commitment.objects.create(
        agency=cast.agency, entry=uuid4(), area=cast.oak_creek, made_by=cast.rivera, made_at=datetime.now(UTC),
        what="Mend the lamp.", to_role="property manager", due_on=TODAY,
    )  # fmt: skip


def _import(cast: Cast, **more: Any) -> Import:
    stored = uploads.store(cast.agency.pk, "calls.csv", [b"Incident,Received\n1,2025-01-01\n"])
    values: dict[str, Any] = {"state": Import.State.DONE, "phase": Import.Phase.CHECK, **more}
    return Import.objects.create(
        agency=cast.agency, started_by=cast.adeyemi, file_name="calls.csv", stored=stored.name, size=stored.size,
        sha256=stored.sha256, **values,
    )  # fmt: skip


def _plan(cast: Cast) -> tuple[list[Asked], dict[str, Any]]:
    for area in (cast.oak_creek, cast.mill_street):
        area.expected_calls = 300.0
        area.save()
    asked = [Asked(cast.rivera, 30.0, posted=cast.oak_creek.pk), Asked(cast.lindqvist, 40.0)]
    return asked, propose(list(approved_areas(cast.okafor)), asked)


def _draft(cast: Cast) -> Any:
    return plans.begin_plan(cast.okafor, *_plan(cast))


def _approve_plan(cast: Cast) -> Call:
    return partial(plans.approve_plan, cast.okafor, _draft(cast), starts_on=TODAY, backups={})


def _handover(cast: Cast) -> Any:
    return postings.make_handover(cast.okafor, cast.posting, to_officer=cast.lindqvist, overlap_until=TODAY)


def _device(cast: Cast) -> Any:
    return devices.register_device(cast.rivera, uuid4(), "a phone")[0]


def _conflict(cast: Cast) -> SyncConflict:
    device, phone = _device(cast), Phone()
    entry = phone.entry("visit", visit(cast.oak_creek.pk))
    receive(device, [entry])
    receive(device, [{**entry, "content": visit(cast.oak_creek.pk, minutes=55)}])
    return SyncConflict.objects.get()


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 9), (90, 120, 60)).save(out, "PNG")
    return out.getvalue()


def _named_photo(cast: Cast) -> tuple[Any, dict[str, Any], bytes]:
    """A phone, the entry of its visit that names a photo, and the photo, not sent yet."""
    device, sent = _device(cast), _picture()
    entry = Phone().entry("visit", visit(cast.oak_creek.pk, photos=[hashlib.sha256(sent).hexdigest()]))
    receive(device, [entry])
    return device, entry, sent


def _kept_photo(cast: Cast) -> Call:
    device, _, sent = _named_photo(cast)
    return partial(keep_photo, device, hashlib.sha256(sent).hexdigest(), sent)


def _photo_taken_back(cast: Cast) -> Call:
    """A visit with a photo turns out to be an encounter: the photo goes, its file too."""
    device, entry, sent = _named_photo(cast)
    keep_photo(device, hashlib.sha256(sent).hexdigest(), sent)
    return partial(receive, device, [{**entry, "kind": "set_aside", "content": {"at": "2026-03-04T15:20:00-08:00"}}])


def _changed(cast: Cast) -> Call:
    cast.agency.note_days = 90
    return partial(members.change_agency, cast.castellanos, cast.agency)


def _named(cast: Cast) -> Any:
    return places.name_place(cast.rivera, cast.oak_creek_apartments, "the old cannery")


def _locked(cast: Cast) -> Call:
    cast.rivera.locked_at = datetime.now(UTC)
    cast.rivera.save()
    return partial(members.release_lock, cast.castellanos, cast.rivera)


def _refused(cast: Cast) -> Call:
    return partial(sign_ins.refused, cast.rivera, "", step="password", now=datetime.now(UTC))


def _access(cast: Cast) -> Any:
    return open_in_emergency(cast.rivera, cast.oak_creek_apartments, "A child is behind the locked gate.")


def _renamed(cast: Cast) -> Call:
    return partial(
        members.change_member, cast.castellanos, cast.rivera, name="Sol M. Rivera", roles=[Role.OFFICER, Role.ANALYST],
        work_phone="555-0199", languages=["es"],
    )  # fmt: skip


def _new_password(cast: Cast) -> Call:
    cast.rivera.set_password("lantern seven harbor quiet")
    return partial(members.keep_password, cast.rivera, by=cast.rivera, how="change")


def _finished_import(cast: Cast) -> Call:
    gone = [cast.mill_street_shop.pk]
    return partial(places._finish, cast.okafor, cast.agency, gone, Habits(), (1, 0, 0), "")


#: By the name of the action. A new action needs a line here.
CASES: Final[dict[str, Case]] = {
    "agencies.actions.found_agency": lambda _: partial(
        founding.found_agency, "Lake Town Police", email="first@lake.example", name="Ada First",
        password="quiet harbor lantern 7", zone="America/Chicago",
    ),
    "agencies.members.add_member": lambda cast: partial(
        members.add_member, cast.castellanos, email="new@alder-falls.example", name="New Person", roles=[Role.OFFICER]
    ),
    "agencies.members.change_member": _renamed,
    "agencies.members.disable_member": lambda cast: partial(members.disable_member, cast.castellanos, cast.rivera),
    "agencies.members.enable_member": lambda cast: partial(members.enable_member, cast.castellanos, cast.rivera),
    "agencies.members.release_lock": _locked,
    "agencies.members.reset_factors": lambda cast: partial(
        members.reset_factors, cast.castellanos, cast.rivera, members.ResetReason.LOST
    ),
    "agencies.members.keep_password": _new_password,
    "agencies.members.link_made": lambda cast: partial(members.link_made, cast.castellanos, cast.rivera),
    "agencies.members.factor_changed": lambda cast: partial(
        members.factor_changed, cast.rivera, change="add", factor="app"
    ),
    "agencies.members.choose_language": lambda cast: partial(members.choose_language, cast.rivera, "es"),
    "agencies.members.change_agency": _changed,
    "agencies.sign_ins._refused_nobody": lambda _: partial(
        sign_ins.refused, None, "nobody@alder-falls.example", step="password", now=datetime.now(UTC)
    ),
    "agencies.sign_ins._refused_member": _refused,
    "agencies.sign_ins._disable_dormant": lambda cast: partial(sign_ins.disable_dormant, cast.rivera),
    "areas.actions.approve_area": lambda cast: partial(
        approve_area, cast.okafor, finished_run(cast.agency, cast.adeyemi), "A1", name="Linden Court",
        why="Calls keep coming.", promised_hours=Decimal(20),
    ),
    "areas.actions.close_area": lambda cast: partial(close_area, cast.okafor, cast.mill_street),
    "briefings.view._record": lambda cast: partial(
        look_at, Reader(cast.agency, cast.rivera), cast.oak_creek_apartments, Purpose.PATROL, found_by="place"
    ),
    "briefings.view.record_nothing_found": lambda cast: partial(
        record_nothing_found, Reader(cast.agency, cast.rivera), Purpose.PATROL, found_by="address", several=False
    ),
    "clients.actions.make_key": lambda cast: partial(make_key, cast.castellanos, cast.agency, name="dispatch"),
    "clients.actions.revoke_key": lambda cast: partial(
        revoke_key, cast.castellanos, make_key(cast.castellanos, cast.agency, name="dispatch").row
    ),
    "commitments.actions.close_commitment": lambda cast: partial(
        close_commitment, cast.okafor, _commitment(cast), kept=True
    ),
    "commitments.actions.make_commitment": lambda cast: partial(
        make_commitment, cast.okafor, cast.oak_creek, what="Mend the lamp.", to_role="property manager",
        due_on=TODAY + DAY,
    ),
    "commitments.actions.tell_reason": lambda cast: partial(
        tell_reason, cast.okafor,
        close_commitment(cast.okafor, _commitment(cast), kept=False, reason="Nobody comes next week."),
    ),
    "demo.fill._keep_run": lambda cast: partial(
        fill._keep_run, cast.okafor, {"top": 5}, {"result": {}, "data": {}, "map": {}, "code_version": "0"}
    ),
    "demo.harbor._ground": lambda cast: partial(harbor._ground, cast.okafor),
    "export.archive._record": lambda cast: partial(export_agency, cast.agency, io.BytesIO(), member=cast.castellanos),
    "jobs.actions._begin_import": lambda cast: partial(jobs.bring_export, cast.adeyemi, "calls.csv", [b"a,b\n1,2\n"]),
    "jobs.actions.check_again": lambda cast: partial(
        jobs.check_again, cast.adeyemi, _import(cast), mapping=None, answers={"a": "b"}
    ),
    "jobs.actions.load_checked": lambda cast: partial(jobs.load_checked, cast.adeyemi, _import(cast)),
    "jobs.actions.discard_import": lambda cast: partial(jobs.discard_import, cast.adeyemi, _import(cast)),
    "jobs.actions.begin_selection": lambda cast: partial(jobs.begin_selection, cast.adeyemi),
    "jobs.actions.select_again": lambda cast: partial(
        jobs.select_again, cast.adeyemi, _failed(finished_run(cast.agency, cast.adeyemi))
    ),
    "jobs.second_person.decide_held": lambda cast: partial(
        decide_held, cast.okafor, _import(cast, outcome={"state": "held"}), Import.Phase.APPROVE
    ),
    "notes.actions.write_note": lambda cast: partial(_note, cast),
    "notes.actions.confirm_note": lambda cast: partial(notes.confirm_note, cast.lindqvist, _note(cast)),
    "notes.actions.dispute_note": lambda cast: partial(notes.dispute_note, cast.lindqvist, _note(cast), "It does not."),
    "notes.actions.settle_dispute": lambda cast: partial(
        notes.settle_dispute, cast.okafor, notes.dispute_note(cast.lindqvist, _note(cast), "It does not."), "withdrawn"
    ),
    "notes.actions.withdraw_note": lambda cast: partial(notes.withdraw_note, cast.rivera, _note(cast)),
    "notes.actions.seal_note": lambda cast: partial(notes.seal_note, cast.rivera, _note(cast)),
    "notes.actions.unseal_note": lambda cast: partial(notes.unseal_note, cast.rivera, _note(cast, sealed=True)),
    "notes.queries.read_sealed": lambda cast: partial(read_sealed, cast.okafor, _note(cast, sealed=True).place),
    "notes.emergency.open_in_emergency": lambda cast: partial(_access, cast),
    "notes.emergency.review_emergency": lambda cast: partial(
        review_emergency, cast.okafor, _access(cast), justified=True
    ),
    "notes.emergency.read_opened": lambda cast: partial(read_opened, cast.rivera, _access(cast)),
    "places.actions._begin": lambda cast: partial(places._begin, cast.okafor, cast.agency, ""),
    "places.actions._finish": _finished_import,
    "places.actions.name_place": lambda cast: partial(_named, cast),
    "places.actions.forget_name": lambda cast: partial(
        places.forget_name, cast.rivera, cast.oak_creek_apartments, _named(cast)
    ),
    "postings.actions.post_officer": lambda cast: partial(
        postings.post_officer, cast.okafor, area=cast.mill_street, officer=cast.lindqvist, starts_on=TODAY,
        promised_hours=Decimal(20),
    ),
    "postings.actions.change_posting": lambda cast: partial(
        postings.change_posting, cast.okafor, cast.posting, promised_hours=Decimal(30), backup=None, tenure_months=12
    ),
    "postings.actions.make_handover": lambda cast: partial(_handover, cast),
    "postings.actions.end_posting": lambda cast: partial(
        postings.end_posting, cast.okafor, cast.posting, ends_on=TODAY, waived_why="Nobody comes next."
    ),
    "postings.actions.receive_handover": lambda cast: partial(
        postings.receive_handover, cast.lindqvist, _handover(cast)
    ),
    "postings.plan_actions.begin_plan": lambda cast: partial(plans.begin_plan, cast.okafor, *_plan(cast)),
    "postings.plan_actions.edit_plan": lambda cast: partial(
        plans.edit_plan, cast.okafor, _draft(cast), {str(cast.rivera.pk): cast.mill_street.pk}
    ),
    "postings.plan_actions.drop_plan": lambda cast: partial(plans.drop_plan, cast.okafor, _draft(cast)),
    "postings.plan_actions.approve_plan": _approve_plan,
    "visits.actions.settle_conflict": lambda cast: partial(
        settle_conflict, cast.okafor, _conflict(cast), second_stands=True
    ),
    "visits.devices.register_device": lambda cast: partial(devices.register_device, cast.rivera, uuid4(), "a phone"),
    "visits.devices.revoke_device": lambda cast: partial(devices.revoke_device, cast.rivera, _device(cast)),
    "visits.receive._store": lambda cast: partial(
        receive, _device(cast), [Phone().entry("visit", visit(cast.oak_creek.pk))]
    ),
    "visits.photos._keep_row": _kept_photo,
    **CONCERNS,
    **PROBLEMS,
    **PARTNERS,
    **PASSING,
    **PUBLISHING,
}  # fmt: skip

#: What is no `@action` of its own, or another way through one.
MORE: Final[dict[str, Case]] = {
    "coming in": lambda cast: partial(
        sign_ins.came_in, cast.rivera, partial(_touch, cast.rivera), factors=["password"], by_password=True
    ),
    "going out": lambda cast: partial(sign_ins.went_out, cast.rivera, partial(_touch, cast.rivera), why="idle"),
    "a visit with a photo set aside": _photo_taken_back,
}

#: Actions that leave no event, and why not.
NOT_RECORDED: Final = {
    "clients.actions.touch_key": "the time of the key's last use; each use is an event of its own",
    "places.actions._keep": "a part of an import, whose event comes before its first part",
}


def _touch(member: Any) -> None:
    member.last_login = datetime.now(UTC)
    member.save(update_fields=["last_login"])


def _failed(run: Any) -> Any:
    run.state = run.State.FAILED
    run.save()
    return run
