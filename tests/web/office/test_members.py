"""An administrator and the people of the agency."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client

from commonbeat.program.agencies import first_password
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.models import AuditEvent
from tests.cast import Cast, signed_in
from tests.web.signin.door import app_of, say

NEW = {
    "name": "Tomas Ferrer",
    "email": "Ferrer@Alder-Falls.example",
    "roles": ["officer"],
    "work_phone": "",
    "languages": ["es"],
}
PHRASE = "seven lanterns by the harbor"


def link_shown(page: str) -> str:
    found = re.search(r"http://testserver(/sign-in/first/[^<\s]+)", page)
    assert found, page
    return found.group(1)


def test_a_new_member_gets_a_link_that_is_shown_once_and_opens_once(cast: Cast) -> None:
    office = signed_in(cast.castellanos)
    answer = office.post("/office/people/add/", NEW)
    made = Member.objects.get(email="ferrer@alder-falls.example")
    assert (made.agency, made.roles, made.languages) == (cast.agency, ["officer"], ["es"])
    assert answer["Location"] == f"/office/people/{made.pk}/link/"
    address = link_shown(office.get(answer["Location"]).content.decode())
    assert office.get(answer["Location"])["Location"] == f"/office/people/{made.pk}/", "shown once"

    ferrer = Client()
    page = ferrer.get(address, follow=True)
    assert page.request["PATH_INFO"] == "/sign-in/first/", "the token leaves the address"
    done = ferrer.post("/sign-in/first/", {"new_password1": PHRASE, "new_password2": PHRASE})
    assert done["Location"] == "/sign-in/"
    assert Client().get(address).status_code == 410, "it opens once"
    assert say(ferrer, "ferrer@alder-falls.example", PHRASE)["Location"] == "/"
    recorded = list(AuditEvent.objects.filter(object_id=str(made.pk)).values_list("action", flat=True))
    assert recorded == ["member.create", "member.link", "member.password", "sign_in"]


def test_a_link_ends_after_72_hours(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = first_password.first_password_token(cast.rivera)
    assert first_password.member_of_token(token) == cast.rivera
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 72 * 3600 + 1)
    assert first_password.member_of_token(token) is None


def test_a_link_of_a_disabled_member_opens_nothing(cast: Cast) -> None:
    token = first_password.first_password_token(cast.rivera)
    Member.objects.filter(pk=cast.rivera.pk).update(is_active=False)
    assert Client().get(f"/sign-in/first/{token}/").status_code == 410


def test_a_weak_first_password_is_refused(cast: Cast) -> None:
    client = Client()
    client.get(f"/sign-in/first/{first_password.first_password_token(cast.rivera)}/")
    answer = client.post("/sign-in/first/", {"new_password1": "rivera", "new_password2": "rivera"})
    assert answer.status_code == 200
    cast.rivera.refresh_from_db()
    assert not cast.rivera.check_password("rivera")


def test_the_list_says_what_stops_each_person(cast: Cast) -> None:
    Member.objects.filter(pk=cast.tran.pk).update(is_active=False)
    app_of(cast.okafor)
    page = signed_in(cast.castellanos).get("/office/people/").content.decode()
    assert "Disabled" in page
    assert "No second factor yet" in page
    assert "Ready" in page
    assert "Theo Banks" not in page, "another agency's"


@pytest.mark.parametrize("verb", ["disable", "link/make", "reset", "unlock", "enable"])
def test_an_administrator_does_nothing_of_this_to_themselves_or_to_another_agency(cast: Cast, verb: str) -> None:
    office = signed_in(cast.castellanos)
    for person in (cast.castellanos, cast.harbor_officer):
        assert office.post(f"/office/people/{person.pk}/{verb}/", {"reason": "lost"}).status_code == 404


def test_disable_enable_unlock_and_reset_are_recorded(cast: Cast) -> None:
    office, person = signed_in(cast.castellanos), cast.okafor
    app_of(person)
    for verb in ("disable", "enable", "unlock"):
        assert office.post(f"/office/people/{person.pk}/{verb}/").status_code == 302
    assert office.post(f"/office/people/{person.pk}/reset/", {"reason": ""}).status_code == 302
    assert Authenticator.objects.filter(user=person).exists(), "not without a reason"
    assert office.post(f"/office/people/{person.pk}/reset/", {"reason": "broken"}).status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    events = AuditEvent.objects.filter(object_id=str(person.pk), actor=cast.castellanos).values_list(
        "action", flat=True
    )
    assert list(events) == ["member.disable", "member.enable", "member.unlock", "member.reset_factors"]


def test_an_administrator_keeps_their_own_role(cast: Cast) -> None:
    about = cast.castellanos
    answer = signed_in(about).post(f"/office/people/{about.pk}/", {"name": about.name, "roles": ["analyst"]})
    assert answer.status_code == 200
    assert "cannot take your own administrator role away" in answer.content.decode()


def test_who_does_not_administer_sees_no_people(cast: Cast) -> None:
    for member in (cast.okafor, cast.rivera, cast.moreau):
        client = signed_in(member)
        for path in ("/office/people/", "/office/people/add/", f"/office/people/{cast.tran.pk}/", "/office/agency/"):
            assert client.get(path).status_code == 404


def test_after_ten_minutes_the_administrator_shows_again_who_they_are(cast: Cast) -> None:
    office = signed_in(cast.castellanos)
    session = office.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time() - 601}]
    session.save()
    answer = office.post(f"/office/people/{cast.okafor.pk}/disable/")
    assert answer["Location"].startswith("/sign-in/again/")
    cast.okafor.refresh_from_db()
    assert cast.okafor.is_active


def test_agency_settings_are_kept_and_recorded_by_name_only(cast: Cast) -> None:
    sent = {
        "languages": "en\nes\nHmong\n\nes",
        "raised_choices": "Noise\nStreet lights",
        "note_days": "60",
        "delivered_norm": "75",
        "stop_data_procedure": "Canary words of a procedure.",
    }
    assert signed_in(cast.castellanos).post("/office/agency/", sent).status_code == 302
    kept = Agency.objects.get(pk=cast.agency.pk)
    assert (kept.languages, kept.raised_choices) == (["en", "es", "Hmong"], ["Noise", "Street lights"])
    assert (kept.note_days, kept.delivered_norm, kept.cjis_profile) == (60, 75, False)
    event = AuditEvent.objects.get(action="agency.change")
    assert set(event.details["changed"]) >= {"note_days", "cjis_profile", "stop_data_procedure"}
    assert "Canary" not in str(event.__dict__)
