"""From the officer's consent to the published page: each step in the office, and what the preview shows."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.publishing.actions import set_up_site
from commonbeat.program.publishing.models import OfficerCard, PublicLine, Release
from commonbeat.program.publishing.pictures import picture_path
from tests.cast import Cast, signed_in

PAGES = {
    "/office/publishing/": "okafor halloran",
    "/office/publishing/site": "okafor halloran",
    "/office/publishing/card": "rivera lindqvist",
    "/office/publishing/areas/{area}": "okafor halloran",
    "/office/publishing/areas/{area}/preview": "okafor halloran",
    "/office/publishing/areas/{area}/numbers": "okafor halloran",
}


@pytest.fixture
def halloran(cast: Cast) -> Member:
    """Commands the district."""
    return Member.objects.create_member(cast.agency, "halloran@alder-falls.example", "Bea Halloran", [Role.COMMANDER])


@pytest.fixture
def site(cast: Cast) -> None:
    """Alder Falls has a public site in English and Arabic."""
    words = {
        "en": {"greeting": "Oak Creek is your home.", "warm_line": "Call 555-0142.", "never": "It takes no gifts."}
    }
    set_up_site(cast.okafor, title="Alder Falls listens", slug="alder-falls", languages=["en", "ar"], words=words)


def picture() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (60, 40), (90, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_its_readers_alone(cast: Cast, halloran: Member, page: str) -> None:
    people = {name: getattr(cast, name) for name in ("okafor", "rivera", "lindqvist", "adeyemi", "moreau", "tran")}
    people["halloran"] = halloran
    for name, member in people.items():
        answer = signed_in(member).get(page.format(area=cast.oak_creek.pk))
        assert answer.status_code == (200 if name in PAGES[page].split() else 404), name


def test_another_agency_finds_and_changes_nothing(cast: Cast, site: None) -> None:
    ours, theirs, area = signed_in(cast.okafor), signed_in(cast.harbor_sergeant), cast.oak_creek.pk
    for page in PAGES:
        if "{area}" in page:
            assert theirs.get(page.format(area=area)).status_code == 404
    words = {"section": "did", "words": "The gate closes again.", "on": "2026-05-02"}
    ours.post(f"/office/publishing/areas/{area}/lines", words)
    seen = seen_in(ours.get(f"/office/publishing/areas/{area}/preview").content.decode())
    ours.post(f"/office/publishing/areas/{area}/publish", {"seen": seen})
    release, line = Release.objects.get(), PublicLine.objects.get()
    for path, sent in {
        f"/office/publishing/areas/{area}/lines": words,
        f"/office/publishing/areas/{area}/publish": {"seen": seen},
        f"/office/publishing/lines/{line.pk}/take-off": {},
        f"/office/publishing/releases/{release.pk}/withdraw": {"why": "No reason."},
    }.items():
        assert theirs.post(path, sent).status_code == 404
    assert theirs.get(f"/office/publishing/releases/{release.pk}").status_code == 404
    release.refresh_from_db()
    assert release.state == Release.State.LIVE and PublicLine.objects.filter(taken_off_at=None).count() == 1


def test_a_sergeant_sets_up_the_site(cast: Cast) -> None:
    client = signed_in(cast.okafor)
    assert "Set up the public site" in client.get("/office/publishing/").content.decode()
    wrong = client.post("/office/publishing/site", {"title": "Alder Falls listens", "slug": "alder-falls"})
    assert wrong.status_code == 422
    told = {"title": "Alder Falls listens", "slug": "alder-falls", "languages": ["en", "es"], "greeting_en": "Hello."}
    assert client.post("/office/publishing/site", told).status_code == 302
    assert "Alder Falls listens" in client.get("/office/publishing/").content.decode()


def test_an_officer_agrees_with_a_picture_and_takes_it_back(cast: Cast, site: None) -> None:
    rivera, okafor = signed_in(cast.rivera), signed_in(cast.okafor)
    preview = f"/office/publishing/areas/{cast.oak_creek.pk}/preview"
    assert "Sol Rivera" not in okafor.get(preview).content.decode().split('class="pr-frame"')[1]
    told: dict[str, object] = {"words_en": "I walk here every day.", "phone_shown": "on"}
    assert rivera.post("/office/publishing/card", told).status_code == 422  # nobody is shown who did not agree
    told |= {"agree": "on", "picture": SimpleUploadedFile("me.jpg", picture())}
    assert rivera.post("/office/publishing/card", told).status_code == 302
    card = OfficerCard.objects.get()
    kept = picture_path(cast.agency.pk, card.picture).read_bytes()
    assert b"taken at home" not in kept
    page = okafor.get(preview).content.decode()
    assert "Sol Rivera" in page and "I walk here every day." in page
    shown = okafor.get(f"/office/publishing/pictures/{card.picture}.jpg")
    assert b"".join(shown.streaming_content) == kept  # type: ignore[attr-defined]
    assert signed_in(cast.lindqvist).get(f"/office/publishing/pictures/{card.picture}.jpg").status_code == 404
    assert rivera.post("/office/publishing/card/take-back").status_code == 302
    assert "I walk here every day." not in okafor.get(preview).content.decode()


def test_what_is_no_picture_is_said_in_words(cast: Cast) -> None:
    told = {"words_en": "Hello.", "agree": "on", "picture": SimpleUploadedFile("me.jpg", b"no picture")}
    answer = signed_in(cast.rivera).post("/office/publishing/card", told)
    assert answer.status_code == 422
    assert "This is no picture that can be read." in answer.content.decode()
    assert not OfficerCard.objects.exists()


def test_a_picture_without_a_card_is_not_kept(cast: Cast) -> None:
    told = {"agree": "on", "picture": SimpleUploadedFile("me.jpg", picture())}
    answer = signed_in(cast.rivera).post("/office/publishing/card", told)
    assert answer.status_code == 422 and "Write a sentence or two about yourself." in answer.content.decode()
    assert not [path for path in picture_path(cast.agency.pk, "x").parent.glob("*") if path.is_file()]


def test_the_sergeant_writes_previews_publishes_and_withdraws(cast: Cast, site: None) -> None:
    client, area = signed_in(cast.okafor), cast.oak_creek.pk
    line = {"section": "did", "words": "The light at the back stairs works again.", "on": "2026-05-02"}
    assert client.post(f"/office/publishing/areas/{area}/lines", line).status_code == 302
    late = {"section": "not yet", "words": "The fence at the creek"}
    refused = client.post(f"/office/publishing/areas/{area}/lines", late)
    assert refused.status_code == 422 and "Say why it is not done yet." in refused.content.decode()
    page = client.get(f"/office/publishing/areas/{area}/preview").content.decode()
    assert "The light at the back stairs works again." in page
    assert "It takes no gifts." in page and "Oak Creek is your home." in page
    published = client.post(f"/office/publishing/areas/{area}/publish", {"seen": seen_in(page)})
    assert published.status_code == 302
    release = Release.objects.get()
    assert client.get(f"/office/publishing/releases/{release.pk}").status_code == 200
    assert "Nothing changes since release 1" in client.get(f"/office/publishing/areas/{area}/preview").content.decode()
    off = client.post(f"/office/publishing/releases/{release.pk}/withdraw", {"why": "A wrong import was in it."})
    assert off.status_code == 302
    release.refresh_from_db()
    assert release.state == Release.State.WITHDRAWN


def test_what_changed_after_the_preview_is_not_published(cast: Cast, site: None) -> None:
    client, area = signed_in(cast.okafor), cast.oak_creek.pk
    seen = seen_in(client.get(f"/office/publishing/areas/{area}/preview").content.decode())
    line = {"section": "did", "words": "The gate closes again.", "on": "2026-05-02"}
    client.post(f"/office/publishing/areas/{area}/lines", line)
    refused = client.post(f"/office/publishing/areas/{area}/publish", {"seen": seen})
    assert refused.status_code == 422
    assert "Something changed since you looked." in refused.content.decode()
    assert not Release.objects.exists()
    client.post(f"/office/publishing/lines/{PublicLine.objects.get().pk}/take-off")
    assert client.post(f"/office/publishing/areas/{area}/publish", {"seen": seen}).status_code == 302


def test_the_preview_stands_in_arabic_from_the_right(cast: Cast, site: None) -> None:
    page = signed_in(cast.okafor).get(f"/office/publishing/areas/{cast.oak_creek.pk}/preview?language=ar")
    assert '<div class="pr-frame" lang="ar" dir="rtl">' in page.content.decode()


def test_the_first_page_asks_for_another_look_after_a_quarter(cast: Cast, site: None) -> None:
    client, area = signed_in(cast.okafor), cast.oak_creek.pk
    seen = seen_in(client.get(f"/office/publishing/areas/{area}/preview").content.decode())
    client.post(f"/office/publishing/areas/{area}/publish", {"seen": seen})
    assert "to look at again" not in client.get("/office/").content.decode()
    Release.objects.update(review_by=date(2026, 1, 1))
    assert "public page to look at again" in client.get("/office/").content.decode()
