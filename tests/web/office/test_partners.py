"""Partners in the office: who runs the program opens, invites and ends; officers keep the fix list."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import AreaPlace
from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.partners.actions import propose_fix
from commonbeat.program.partners.invitation import partnership_of_token
from commonbeat.program.partners.models import Agreement, Estate, Fix, Partnership
from commonbeat.program.partners.speaking import say_as_partner
from commonbeat.web.partner import mail as partner_mail
from tests.cast import Cast, signed_in


def here(cast: Cast, path: str = "") -> str:
    return f"/office/partners/{cast.estate.pk}{path}"


@pytest.fixture
def okafor(cast: Cast) -> Client:
    return signed_in(cast.okafor)


def test_from_the_agreement_to_an_open_property_to_an_invitation(cast: Cast, okafor: Client) -> None:
    assert "Write the agreement" in okafor.get("/office/partners/").content.decode()
    assert okafor.post("/office/partners/agreement", {"text": " "}).status_code == 422
    okafor.post("/office/partners/agreement", {"text": "We look after the place."})
    okafor.post("/office/partners/agreement", {"text": "We look after the place.\r\nTogether."})
    assert list(Agreement.objects.order_by("version").values_list("version", "text")) == [
        (1, "We look after the place."),
        (2, "We look after the place.\nTogether."),
    ]
    where = AreaPlace.objects.get(place=cast.oak_creek_apartments)
    sent = {"where": where.pk, "title": "Oak Creek Apartments", "kind": "apartments", "units": "120", "reply_days": "3"}
    answer = okafor.post("/office/partners/new", sent)
    estate = Estate.objects.get()
    assert (estate.units, estate.reply_days, estate.area) == (120, 3, cast.oak_creek)
    assert answer["Location"] == f"/office/partners/{estate.pk}"
    assert okafor.post("/office/partners/new", sent).status_code == 422, "a place has one property"
    them = {"name": "Dana Whitfield", "title": "property manager", "email": "manager@oakcreek.example"}
    answer = okafor.post(f"/office/partners/{estate.pk}/invite", them)
    made = Partnership.objects.get()
    page = okafor.get(answer["Location"]).content.decode()
    token = page.split("/partner/invitation/")[1].split("/")[0]
    assert partnership_of_token(token) == made
    assert okafor.get(answer["Location"]).status_code == 302, "the link is shown once"
    assert okafor.post(f"/office/partners/{estate.pk}/invite", them | {"email": cast.rivera.email}).status_code == 422


def test_a_new_link_ends_the_one_before_and_may_be_mailed(cast: Cast, okafor: Client) -> None:
    path = here(cast, f"/invited/{cast.invited.pk}/link/make")
    first = okafor.get(okafor.post(path, {"way": "show"})["Location"]).content.decode()
    old = first.split("/partner/invitation/")[1].split("/")[0]
    assert okafor.post(path, {"way": "mail"})["Location"] == here(cast)
    partner_mail._sender().submit(lambda: None).result()
    letter = mail.outbox[-1]
    assert letter.to == ["manager@oakcreek.example"]
    new = letter.body.split("/partner/invitation/")[1].split("/")[0]
    assert partnership_of_token(old) is None
    assert partnership_of_token(new) == cast.invited
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        assert "Mail a new link" not in okafor.get(here(cast)).content.decode()


def test_ending_and_closing_need_a_reason_and_sign_the_partner_out(cast: Cast, okafor: Client) -> None:
    dana = signed_in(cast.whitfield)
    assert okafor.post(here(cast, f"/invited/{cast.invited.pk}/end"), {"why": ""}).status_code == 422
    assert dana.get(f"/partner/{cast.estate.pk}/").status_code == 200
    assert okafor.post(here(cast, "/close"), {"why": "Another company runs the place."}).status_code == 302
    assert dana.get(f"/partner/{cast.estate.pk}/").status_code == 302
    page = okafor.get(here(cast)).content.decode()
    assert "Another company runs the place." in page
    assert "Invite somebody" not in page
    assert okafor.post(here(cast, "/fixes"), {"what": "A lamp", "whose": "ours"}).status_code == 404


def test_who_accepted_which_version_stands_beside_the_text(cast: Cast, okafor: Client) -> None:
    cast.whitfield  # noqa: B018 - she accepts
    okafor.post("/office/partners/agreement", {"text": "Another text."})
    page = okafor.get("/office/partners/agreement").content.decode()
    assert "version 1" in page
    assert "Version 2, which holds now" in page
    assert "Dana Whitfield" in page


def test_officers_keep_the_fix_list_and_invite_nobody(cast: Cast, tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    rivera = signed_in(cast.rivera)
    cast.whitfield  # noqa: B018 - so that there is a partner
    rivera.post(here(cast, "/fixes"), {"what": "A lamp by the mailboxes", "whose": "ours"})
    lamp = Fix.objects.get()
    made = io.BytesIO()
    Image.new("RGB", (32, 32)).save(made, "PNG")
    path = here(cast, f"/fixes/{lamp.pk}/before")
    assert rivera.post(path, {"picture": SimpleUploadedFile("x.png", made.getvalue())}).status_code == 302
    shown = rivera.get(path)
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert rivera.post(path, {"picture": SimpleUploadedFile("x.png", b"nonsense")}).status_code == 422
    assert rivera.post(here(cast, f"/fixes/{lamp.pk}/move"), {"state": "done"}).status_code == 302
    assert rivera.post(here(cast, f"/fixes/{lamp.pk}/move"), {"state": "checked"}).status_code == 404
    page = rivera.get(here(cast)).content.decode()
    assert "manager@oakcreek.example" not in page
    for route in ("/invite", "/close", f"/invited/{cast.invited.pk}/link/make", f"/invited/{cast.invited.pk}/end"):
        assert rivera.post(here(cast, route), {"why": "x"}).status_code == 404, route


def test_wording_against_a_person_is_stopped_in_the_office_too(cast: Cast, okafor: Client) -> None:
    answer = okafor.post(here(cast, "/fixes"), {"what": "Evict the family in building C", "whose": "theirs"})
    assert answer.status_code == 422
    assert "lose their home" in answer.content.decode()
    assert not Fix.objects.exists()


def test_a_partners_concern_is_read_in_the_queue_before_officers_read_it(cast: Cast, okafor: Client) -> None:
    kind = ConcernKind.objects.create(agency=cast.agency, code="lights", titles={"en": "A light is out"})
    concern = say_as_partner(cast.whitfield, cast.estate, kind, "The lamp over the stairs is out.")
    assert f"/office/concerns/{concern.code}" in okafor.get(here(cast)).content.decode()
    assert "The lamp over the stairs" not in signed_in(cast.rivera).get(here(cast)).content.decode()


@pytest.mark.parametrize("who", ["adeyemi", "tran", "moreau", "castellanos", "harbor_sergeant"])
def test_nobody_else_sees_a_property(cast: Cast, who: str) -> None:
    lamp = propose_fix(cast.okafor, cast.estate, "A lamp", ours=True)
    member: Member = getattr(cast, who)
    client = signed_in(member)
    for path in ("", f"/fixes/{lamp.pk}/before"):
        assert client.get(here(cast, path)).status_code == 404
    assert client.post(here(cast, f"/fixes/{lamp.pk}/move"), {"state": "done"}).status_code == 404
