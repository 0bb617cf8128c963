"""What stands on the pages of a property: the officer, concerns with their steps, the fix list with its pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commonbeat.program.agencies.models import Member
from commonbeat.program.concerns.actions import answer_concern, let_concern_through, settle_concern
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.notes.actions import write_note
from commonbeat.program.partners.actions import propose_fix
from commonbeat.program.partners.models import Fix
from commonbeat.program.publishing.models import OfficerCard, PublicSite
from tests.cast import Cast, signed_in


@pytest.fixture
def kind(cast: Cast) -> ConcernKind:
    return ConcernKind.objects.create(agency=cast.agency, code="lights", titles={"en": "A light is out"})


@pytest.fixture
def dana(cast: Cast) -> Client:
    return signed_in(cast.whitfield)


def here(cast: Cast, path: str = "") -> str:
    return f"/partner/{cast.estate.pk}/{path}"


def jpeg() -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-CANARY"
    Image.new("RGB", (64, 48), (0, 95, 102)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_the_officer_the_backup_the_reply_time_and_the_desk_stand_first(cast: Cast, dana: Client) -> None:
    PublicSite.objects.create(
        agency=cast.agency, slug="alder", title="Alder", languages=["en"], words={"en": {"warm_line": "555-0177"}}
    )
    page = dana.get(here(cast)).content.decode()
    assert page.index("Sol Rivera") < page.index("Maja Lindqvist")
    assert "2 days" in page
    assert "555-0177" in page
    assert "555-0100" not in page, "a telephone is shown only by the officer's consent"
    OfficerCard.objects.create(officer=cast.rivera, agency=cast.agency, agreed_at="2026-01-12T00:00Z", phone_shown=True)
    assert "555-0100" in dana.get(here(cast)).content.decode()


def test_a_concern_goes_from_raised_to_answered_to_open_again(cast: Cast, dana: Client, kind: ConcernKind) -> None:
    answer = dana.post(here(cast, "concerns/"), {"kind": kind.pk, "words": "The lamp over the stairs is out."})
    concern = Concern.objects.get()
    page = here(cast, f"concerns/{concern.code}/")
    assert answer["Location"] == page
    assert (concern.channel, concern.estate, concern.place) == ("partner", cast.estate, cast.oak_creek_apartments)
    concern = let_concern_through(cast.okafor, concern)
    answer_concern(cast.rivera, concern, "We asked for a lamp.", started=True)
    shown = dana.get(page).content.decode()
    assert shown.index("Received") < shown.index("We asked for a lamp.")
    settle_concern(cast.rivera, concern, "The lamp works.", done=True)
    assert "The lamp works." in dana.get(page).content.decode()
    assert dana.post(f"{page}again/", {"words": ""}).status_code == 422
    assert dana.post(f"{page}again/", {"words": "It is dark again."})["Location"] == page
    concern.refresh_from_db()
    assert (concern.state, concern.reopened) == (Concern.State.OPEN, 1)
    assert "It is dark again." in dana.get(page).content.decode()


def test_an_answer_to_a_partner_names_no_home_and_what_a_service_says_is_held_to_it(
    cast: Cast, dana: Client, kind: ConcernKind
) -> None:
    dana.post(here(cast, "concerns/"), {"kind": kind.pk, "words": "It is loud by the back stairs."})
    concern = let_concern_through(cast.okafor, Concern.objects.get())
    for words in ("We spoke with unit 12.", "Remove that tenant."):
        with pytest.raises(ValidationError):
            answer_concern(cast.rivera, concern, words)
        with pytest.raises(ValidationError):
            settle_concern(cast.rivera, concern, words, done=True)
    concern.steps.create(
        agency=cast.agency, kind="told back", at="2026-02-01T00:00Z", words="Closed: apt 204 was warned"
    )
    page = dana.get(here(cast, f"concerns/{concern.code}/")).content.decode()
    assert "Reported back by the service" in page
    assert "204" not in page


def test_an_inner_step_and_a_residents_concern_are_not_shown(cast: Cast, dana: Client, kind: ConcernKind) -> None:
    dana.post(here(cast, "concerns/"), {"kind": kind.pk, "words": "The gate is open."})
    mine = Concern.objects.get()
    mine.steps.create(agency=cast.agency, kind="answered", at="2026-02-01T00:00Z", words="INNER", inner=True)
    other = Concern.objects.create(
        agency=cast.agency, kind=kind, channel="page", words="RESIDENT", arrived_at="2026-02-01T00:00Z",
        area=cast.oak_creek, place=cast.oak_creek_apartments,
    )  # fmt: skip
    for path in ("", "concerns/", f"concerns/{mine.code}/"):
        page = dana.get(here(cast, path)).content
        assert b"INNER" not in page
        assert b"RESIDENT" not in page
    assert dana.get(here(cast, f"concerns/{other.code}/")).status_code == 404


def test_before_the_agency_has_kinds_the_page_says_so(cast: Cast, dana: Client) -> None:
    page = dana.get(here(cast, "concerns/")).content.decode()
    assert "Tell your officer until then." in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Please evict the people in the corner unit", "lose their home"),
        ("Tell us who called last night", "who called or met the police"),
        ("Run a background check", "whom to rent to"),
    ],
)
def test_wording_against_a_person_is_stopped_with_the_reason(
    cast: Cast, dana: Client, kind: ConcernKind, words: str, why: str
) -> None:
    for path, sent in (("concerns/", {"kind": kind.pk, "words": words}), ("fixes/", {"what": words, "whose": "ours"})):
        answer = dana.post(here(cast, path), sent)
        assert answer.status_code == 422
        assert why in answer.content.decode()
    assert not Concern.objects.exists()
    assert not Fix.objects.exists()


def test_the_fix_list_goes_both_ways(cast: Cast, dana: Client) -> None:
    lamp = propose_fix(cast.rivera, cast.estate, "A lamp over the stairs", ours=False)
    assert "A lamp over the stairs" in dana.get(here(cast)).content.decode()
    for state in ("agreed", "done"):
        assert dana.post(here(cast, f"fixes/{lamp.pk}/move/"), {"state": state}).status_code == 302
    assert dana.post(here(cast, f"fixes/{lamp.pk}/move/"), {"state": "checked"}).status_code == 404
    assert dana.post(here(cast, f"fixes/{lamp.pk}/move/"), {"state": "nonsense"}).status_code == 422
    lamp.refresh_from_db()
    assert lamp.state == Fix.State.DONE
    dana.post(here(cast, "fixes/"), {"what": "Trim the hedge by the lot", "whose": "ours", "due_on": "2099-01-01"})
    hedge = Fix.objects.get(what__startswith="Trim")
    assert (hedge.ours, hedge.state) == (True, Fix.State.PROPOSED)
    assert dana.post(here(cast, f"fixes/{hedge.pk}/move/"), {"state": "dropped"}).status_code == 422
    dana.post(here(cast, f"fixes/{hedge.pk}/move/"), {"state": "dropped", "why": "The owner does it anyway."})
    assert "The owner does it anyway." in dana.get(here(cast, "fixes/")).content.decode()


def test_a_picture_is_drawn_anew_and_kept_by_no_cache(cast: Cast, dana: Client, tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    lamp = propose_fix(cast.whitfield, cast.estate, "A lamp over the stairs", ours=False)
    path = here(cast, f"fixes/{lamp.pk}/after/")
    assert dana.get(path).status_code == 404
    answer = dana.post(path, {"picture": SimpleUploadedFile("lamp.jpg", jpeg(), "image/jpeg")})
    assert answer.status_code == 302
    shown = dana.get(path)
    content = b"".join(shown)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert b"CANARY" not in content
    assert content[:2] == b"\xff\xd8"
    assert path.encode() in dana.get(here(cast, "fixes/")).content
    assert Client().get(path).status_code == 302, "nobody else"
    assert dana.get(here(cast, f"fixes/{lamp.pk}/other/")).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"<script>alert(1)</script>",
        b"\xff\xd8\xff\xe0 not really",
        b"GIF89a" + b"\x00" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
        b"PK\x03\x04" + b"\x00" * 64,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    ],
)
def test_an_evil_file_is_refused_politely(cast: Cast, dana: Client, tmp_path: Path, settings, sent: bytes) -> None:
    settings.MEDIA_ROOT = tmp_path
    lamp = propose_fix(cast.whitfield, cast.estate, "A lamp over the stairs", ours=False)
    name = "../../../etc/x.php"
    answer = dana.post(here(cast, f"fixes/{lamp.pk}/after/"), {"picture": SimpleUploadedFile(name, sent, "image/jpeg")})
    assert answer.status_code == 422
    assert b"photo" in answer.content
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_no_page_changes_by_a_byte_when_notes_are_sealed(
    cast: Cast, dana: Client, kind: ConcernKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P4, for the partner's face: every page, whole responses, headers too."""
    dana.post(here(cast, "concerns/"), {"kind": kind.pk, "words": "The gate is open."})
    propose_fix(cast.rivera, cast.estate, "A lamp over the stairs", ours=False)
    monkeypatch.setattr("django.middleware.csrf._mask_cipher_secret", lambda secret: secret)
    code = Concern.objects.get().code
    paths = ["", "concerns/", f"concerns/{code}/", "fixes/", "calls/", "agreement/"]

    def seen() -> list[tuple[int, bytes, dict[str, str]]]:
        answers = [dana.get(here(cast, path)) for path in paths]
        return [(one.status_code, one.content, dict(one.headers)) for one in answers]

    dana.get(here(cast))  # takes the message of the concern away
    before = seen()
    assert {status for status, *_ in before} == {200}
    for number in range(510):
        write_note(
            cast.rivera, cast.oak_creek_apartments, kind="access", text=f"Ask at the side door, {number}.",
            sealed=number >= 10, days=5,
        )  # fmt: skip
    assert seen() == before


def test_only_the_partner_of_the_property_is_greeted_by_their_first_page(cast: Cast, whitfield_home: str) -> None:
    client = signed_in(cast.whitfield)
    assert client.get("/")["Location"] == "/partner/"
    assert client.get("/partner/")["Location"] == whitfield_home


@pytest.fixture
def whitfield_home(cast: Cast) -> str:
    partner: Member = cast.whitfield
    assert partner.is_partner
    return here(cast)
