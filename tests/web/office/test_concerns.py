"""Concerns by the pages of the office: who sees what when, the answers, passing on, entering one, and the kinds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.concerns.actions import let_concern_through, settle_concern
from commonbeat.program.concerns.models import Concern, ConcernKind, ConcernStep, Passing, ReplyAddress
from commonbeat.program.concerns.passing import pass_on
from commonbeat.program.concerns.raising import Raised, Saying, raise_concern
from commonbeat.program.concerns.tracking import digest_of
from commonbeat.program.problems.actions import add_evidence, open_problem
from commonbeat.program.publishing.models import Answer
from commonbeat.program.services.actions import add_service
from commonbeat.program.services.models import Service
from commonbeat.program.visits.models import Visit
from tests.cast import Cast, signed_in
from tests.web.test_access_table import plain

WORDS = "La luz de la escalera no funciona"


@pytest.fixture
def kind(cast: Cast) -> ConcernKind:
    titles = {"en": "A light is out", "es": "Una luz no funciona", "ar": "مصباح لا يعمل"}
    return ConcernKind.objects.create(agency=cast.agency, code="lights", titles=titles)


@pytest.fixture
def raised(cast: Cast, kind: ConcernKind) -> Raised:
    """A resident says at Oak Creek, in Spanish, that the light is out, and leaves where to answer."""
    saying = Saying(kind=kind, words=WORDS, language="es", area=cast.oak_creek, reply_to="resident@mail.example")
    return raise_concern(cast.agency, saying, channel=Concern.Channel.PAGE)


@pytest.fixture
def let_in(cast: Cast, raised: Raised) -> Concern:
    """The same, after Okafor let it through."""
    return let_concern_through(cast.okafor, raised.concern)


@pytest.fixture
def lamps(cast: Cast) -> Service:
    """The city's street lights, reached by telephone."""
    return add_service(cast.okafor, code="street-lights", title="Street Lights", desk="555-0123")


def address(concern: Concern, step: str = "") -> str:
    return f"/office/concerns/{concern.code}{step}"


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def fresh(concern: Concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


def commander(cast: Cast) -> Member:
    return Member.objects.create_member(cast.agency, "hale@alder-falls.example", "Rosa Hale", [Role.COMMANDER])


def test_a_sergeant_lets_it_through_and_only_then_an_officer_sees_it(cast: Cast, raised: Raised) -> None:
    concern, sergeant, officer = raised.concern, signed_in(cast.okafor), signed_in(cast.rivera)
    missing = plain(officer.get("/office/no-such-page").content)
    assert officer.get(address(concern)).status_code == 404
    assert plain(officer.get(address(concern)).content) == missing
    assert WORDS not in text_of(officer, "/office/concerns/")
    assert "Nobody looked at yet" not in text_of(officer, "/office/concerns/")
    queue = text_of(sergeant, "/office/concerns/")
    assert WORDS in queue
    assert 'lang="es"' in queue
    assert "Spanish" in queue
    answer = sergeant.post(
        address(concern, "/let-through"), {"area": cast.oak_creek.pk, "from": "queue"}, follow=True
    ).content.decode()
    assert "The officers of the area see it now." in answer
    assert fresh(concern).state == Concern.State.OPEN
    assert WORDS in text_of(officer, "/office/concerns/")
    assert "Give the first answer" in text_of(officer, address(concern))
    assert sergeant.post(address(concern, "/let-through"), {"area": cast.oak_creek.pk}).status_code == 422


def test_whoever_does_not_answer_concerns_finds_nothing_there(cast: Cast, let_in: Concern) -> None:
    people = (cast.adeyemi, cast.tran, cast.moreau, cast.castellanos)
    for member in people:
        client = signed_in(member)
        missing = plain(client.get("/office/no-such-page").content)
        for path in ("/office/concerns/", "/office/concerns/new", address(let_in)):
            answer = client.get(path)
            assert (answer.status_code, plain(answer.content)) == (404, missing), (member, path)
        assert client.post(address(let_in, "/answer"), {"what": "answer", "words": "Hm"}).status_code == 404
    assert fresh(let_in).first_answer_at is None


def test_harbor_citys_members_find_what_nobody_has(cast: Cast, let_in: Concern, lamps: Service) -> None:
    passing = pass_on(cast.rivera, let_in, "The light at the stairs is out", service=lamps)
    nobodys = "/office/concerns/00000000-0000-4000-8000-000000000001"
    for member in (cast.harbor_sergeant, cast.harbor_officer):
        client = signed_in(member)
        steps = ["", "/let-through", "/set-aside", "/answer", "/reopen", "/public-words", "/pass-on", "/reply-address"]
        for step in [*steps, f"/passings/{passing.pk}/told", f"/passings/{passing.pk}/again"]:
            send: Any = client.post if step else client.get
            theirs, other = send(address(let_in, step)), send(nobodys + step)
            assert (theirs.status_code, other.status_code) == (404, 404), step
            assert plain(theirs.content) == plain(other.content), step
        assert WORDS not in text_of(client, "/office/concerns/")
    kind = ConcernKind.objects.get()
    assert signed_in(cast.harbor_sergeant).get(f"/office/concerns/kinds/{kind.pk}").status_code == 404
    assert signed_in(cast.harbor_sergeant).post(f"/office/concerns/kinds/{kind.pk}/close").status_code == 404


def test_an_officer_neither_looks_at_the_queue_nor_writes_for_the_public(cast: Cast, let_in: Concern) -> None:
    officer = signed_in(cast.rivera)
    assert officer.post(address(let_in, "/let-through"), {"area": cast.oak_creek.pk}).status_code == 404
    assert officer.post(address(let_in, "/set-aside"), {"words": "Advertising"}).status_code == 404
    assert officer.post(address(let_in, "/public-words"), {"words": "A light was out."}).status_code == 404
    assert "On the public page" not in text_of(officer, address(let_in))
    assert officer.get("/office/concerns/kinds").status_code == 404


def test_a_commander_looks_at_the_queue_and_writes_for_the_public(cast: Cast, raised: Raised) -> None:
    client = signed_in(commander(cast))
    assert WORDS in text_of(client, "/office/concerns/?show=queue")
    assert client.post(address(raised.concern, "/let-through"), {"area": cast.oak_creek.pk}).status_code == 302
    assert client.post(address(raised.concern, "/public-words"), {"words": "A light was out."}).status_code == 302
    assert fresh(raised.concern).public_words == "A light was out."


def test_abuse_is_set_aside_with_a_reason_and_officers_never_see_it(cast: Cast, raised: Raised) -> None:
    sergeant = signed_in(cast.okafor)
    assert "This field is required" in sergeant.post(address(raised.concern, "/set-aside")).content.decode()
    assert sergeant.post(address(raised.concern, "/set-aside"), {"words": "Advertising"}).status_code == 302
    page = text_of(sergeant, address(raised.concern))
    assert "Set aside as abuse" in page
    assert "staff only" in page
    assert WORDS in text_of(sergeant, "/office/concerns/?show=aside")
    assert WORDS not in text_of(signed_in(cast.rivera), "/office/concerns/?show=aside")
    assert signed_in(cast.rivera).get(address(raised.concern)).status_code == 404


def test_what_was_set_aside_by_mistake_is_let_through_after_all(cast: Cast, raised: Raised) -> None:
    sergeant = signed_in(cast.okafor)
    sergeant.post(address(raised.concern, "/set-aside"), {"words": "Advertising"})
    assert "Was it set aside by mistake?" in text_of(sergeant, address(raised.concern))
    assert sergeant.post(address(raised.concern, "/set-aside"), {"words": "Again"}).status_code == 422
    assert sergeant.post(address(raised.concern, "/let-through"), {"area": cast.oak_creek.pk}).status_code == 302
    assert WORDS in text_of(signed_in(cast.rivera), "/office/concerns/")
    assert "Advertising" not in str(list(Answer.objects.values_list("steps", flat=True)))


def test_an_answer_begins_the_work_settles_it_and_it_is_opened_again(cast: Cast, let_in: Concern) -> None:
    officer = signed_in(cast.rivera)
    refused = officer.post(address(let_in, "/answer"), {"what": "answer", "words": "Call Dana Whitfield."})
    assert refused.status_code == 422
    assert "usa-error-message" in refused.content.decode()
    assert "Call Dana Whitfield." in refused.content.decode(), "what was typed is not lost"
    assert officer.post(address(let_in, "/answer"), {"what": "paint", "words": "Hm"}).status_code == 422
    told = {"what": "started", "words": "The manager orders a lamp."}
    assert officer.post(address(let_in, "/answer"), told).status_code == 302
    assert fresh(let_in).state == Concern.State.UNDER_WAY
    assert "The work has begun" not in text_of(officer, address(let_in))
    assert officer.post(address(let_in, "/answer"), {"what": "done", "words": "The lamp is in."}).status_code == 302
    page = text_of(officer, address(let_in))
    assert "until it was done" in page
    assert WORDS in text_of(officer, "/office/concerns/?show=settled")
    assert page.index("The manager orders a lamp.") < page.index("The lamp is in.")
    assert officer.post(address(let_in, "/answer"), {"what": "answer", "words": "Still"}).status_code == 422
    assert officer.post(address(let_in, "/reopen"), {"words": "It is dark again."}).status_code == 302
    assert "opened again 1 time" in text_of(officer, address(let_in))
    assert officer.post(address(let_in, "/reopen"), {"words": "Again"}).status_code == 422
    told = {"what": "not done", "words": "The owner has until May; we look again then."}
    assert officer.post(address(let_in, "/answer"), told).status_code == 302
    assert fresh(let_in).state == Concern.State.NOT_DONE


def test_it_is_passed_on_in_own_words_and_the_service_tells_back(cast: Cast, let_in: Concern, lamps: Service) -> None:
    officer = signed_in(cast.rivera)
    ConcernKind.objects.update(service=lamps)
    assert "Pass on to Street Lights" in text_of(officer, "/office/concerns/?show=pass")
    page = text_of(officer, address(let_in))
    assert f'<option value="{lamps.pk}" selected>' in page
    assert re.search(r'<textarea[^>]*id="pass-words"[^>]*>\s*</textarea>', page), "a resident's words are not offered"
    assert officer.post(address(let_in, "/pass-on"), {"service": lamps.pk, "words": ""}).status_code == 422
    told = {"service": lamps.pk, "words": "The light at the stairs is out"}
    assert officer.post(address(let_in, "/pass-on"), told).status_code == 302
    assert officer.post(address(let_in, "/pass-on"), told).status_code == 422
    passing = Passing.objects.get()
    assert passing.words == "The light at the stairs is out"
    assert "555-0123" in text_of(officer, address(let_in))
    back = address(let_in, f"/passings/{passing.pk}/told")
    assert officer.post(back, {"words": ""}).status_code == 422
    assert officer.post(back, {"words": "They come on Friday."}).status_code == 302
    assert officer.post(back, {"words": "It is mended.", "fixed": "on"}).status_code == 302
    assert fresh(let_in).state == Concern.State.DONE
    assert officer.post(address(let_in, f"/passings/{passing.pk + 1}/told"), {"words": "Hm"}).status_code == 404


def test_a_passing_that_failed_is_shown_and_tried_again(cast: Cast, let_in: Concern, lamps: Service) -> None:
    passing = pass_on(cast.rivera, let_in, "The light at the stairs is out", service=lamps)
    officer = signed_in(cast.rivera)
    again = address(let_in, f"/passings/{passing.pk}/again")
    assert officer.post(again).status_code == 422, "nothing failed"
    Passing.objects.update(trouble="The service answered 503.", tries=4, state=Passing.State.WAITING)
    listed = text_of(officer, "/office/concerns/?show=trouble")
    assert "The service answered 503." in listed
    assert "tried 4 times" in listed
    assert officer.post(again).status_code == 302
    passing.refresh_from_db()
    assert (passing.tries, passing.trouble) == (0, "")


def test_where_to_answer_opens_by_a_button_is_recorded_and_kept_by_no_browser(cast: Cast, let_in: Concern) -> None:
    officer = signed_in(cast.rivera)
    assert "resident@mail.example" not in text_of(officer, address(let_in))
    assert officer.get(address(let_in, "/reply-address")).status_code == 405
    answer = officer.post(address(let_in, "/reply-address"))
    assert "resident@mail.example" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(action="concern.reply_address.open", actor=cast.rivera).count() == 1
    ReplyAddress.objects.all().delete()
    assert "Nothing is kept." in officer.post(address(let_in, "/reply-address")).content.decode()
    assert "Open it to answer" not in text_of(officer, address(let_in))


def test_how_long_they_wait_is_said_as_it_is(cast: Cast, let_in: Concern) -> None:
    came = datetime.now(UTC) - timedelta(days=3, hours=23)
    Concern.objects.update(arrived_at=came)
    page = text_of(signed_in(cast.rivera), "/office/concerns/")
    assert "<strong>3 days</strong>" in page
    assert "waits for a first answer" in page
    assert "later than promised" in page
    assert WORDS in text_of(signed_in(cast.rivera), "/office/concerns/?show=late")
    settle_concern(cast.rivera, let_in, "The lamp is in.", done=True)
    assert "until it was done" in text_of(signed_in(cast.rivera), address(let_in))


def test_open_concerns_stand_own_area_first_then_oldest_and_are_paged(cast: Cast, kind: ConcernKind) -> None:
    for number in range(25):
        area = cast.mill_street if number < 23 else cast.oak_creek
        saying = Saying(kind=kind, words=f"Light number {number:02d}", area=area)
        concern = raise_concern(cast.agency, saying, channel=Concern.Channel.PAGE).concern
        let_concern_through(cast.okafor, concern)
    rivera = text_of(signed_in(cast.rivera), "/office/concerns/")
    order = re.findall(r"Light number \d\d", rivera)
    assert order[:4] == [f"Light number {number:02d}" for number in (23, 24, 0, 1)]
    assert len(order) == 20
    assert "your area" in rivera
    assert "Page 1 of 2" in rivera
    second = text_of(signed_in(cast.rivera), "/office/concerns/?show=open&page=2")
    assert len(re.findall(r"Light number \d\d", second)) == 5
    okafor = re.findall(r"Light number \d\d", text_of(signed_in(cast.okafor), "/office/concerns/?show=open"))
    assert okafor[0] == "Light number 00"
    filtered = text_of(signed_in(cast.okafor), f"/office/concerns/?show=open&area={cast.oak_creek.pk}")
    assert re.findall(r"Light number \d\d", filtered) == ["Light number 23", "Light number 24"]


def test_an_officer_enters_what_was_told_and_hands_over_a_word_that_no_address_holds(
    cast: Cast, kind: ConcernKind
) -> None:
    officer = signed_in(cast.rivera)
    visit = Visit.objects.create(
        agency=cast.agency, entry=UUID(int=7), area=cast.oak_creek, officer=cast.rivera,
        began_at=datetime.now(UTC) - timedelta(hours=3), minutes=20, kind="walked",
    )  # fmt: skip
    page = text_of(officer, "/office/concerns/new")
    assert "During which visit?" in page
    assert page.index('label="Oak Creek"') < page.index('label="Mill Street"'), "own areas first"
    once = re.search(r'name="once" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    told = {
        "kind": "lights", "where": f"place-{cast.oak_creek.pk}-{cast.oak_creek_apartments.pk}", "words": "الضوء مطفأ",
        "language": "ar", "channel": "officer", "visit": str(visit.pk), "with_word": "on",
        "reply_to": "resident@mail.example", "once": once,
    }  # fmt: skip
    answer = officer.post("/office/concerns/new", told)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    word = re.search(r"[a-z]{4}-[a-z]{4}-[a-z]{4}-[a-z]{4}", answer.content.decode()).group()  # type: ignore[union-attr]
    concern = Concern.objects.get()
    assert concern.word_digest == digest_of(cast.agency.pk, word)
    assert (concern.area, concern.place, concern.visit) == (cast.oak_creek, cast.oak_creek_apartments, visit)
    assert (concern.state, concern.entered_by) == (Concern.State.OPEN, cast.rivera)
    assert ReplyAddress.objects.filter(concern=concern).exists()
    again = officer.post("/office/concerns/new", told)
    assert again.status_code == 409
    assert word not in again.content.decode()
    assert Concern.objects.count() == 1
    shown = text_of(officer, address(concern))
    assert 'lang="ar" dir="rtl"' in shown
    assert word not in shown


def test_without_a_word_the_entry_leads_to_the_concern(cast: Cast, kind: ConcernKind) -> None:
    told = {"kind": "lights", "where": "", "words": "A lamp is out", "language": "en", "channel": "paper"}
    answer = signed_in(cast.rivera).post("/office/concerns/new", told)
    concern = Concern.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(concern))
    assert (concern.area, concern.channel, concern.word_digest) == (None, "paper", "")


def test_an_entry_that_is_refused_says_why_at_its_field_and_keeps_what_was_typed(cast: Cast, kind: ConcernKind) -> None:
    officer = signed_in(cast.rivera)
    told = {"kind": "lights", "where": "", "words": "Ask Dana Whitfield at (209) 555-0134", "language": "en"}
    answer = officer.post("/office/concerns/new", told | {"channel": "officer"})
    assert answer.status_code == 422
    assert "Ask Dana Whitfield" in answer.content.decode()
    assert "usa-error-message" in answer.content.decode()
    harbors = ConcernKind.objects.create(agency=cast.harbor_city, code="pier", titles={"en": "The pier"})
    for wrong in ({"kind": harbors.code}, {"where": f"area-{cast.harbor_area.pk}"}, {"channel": "open311"}):
        good = told | {"words": "A lamp is out", "channel": "officer"}
        assert officer.post("/office/concerns/new", good | wrong).status_code == 422
    assert not Concern.objects.exists()


def test_a_concern_leads_to_its_problems_and_to_a_new_one(cast: Cast, let_in: Concern) -> None:
    officer = signed_in(cast.rivera)
    assert f"/office/problems/new?area={cast.oak_creek.pk}" in text_of(officer, address(let_in))
    problem = open_problem(cast.rivera, cast.oak_creek, "Dark stairs", [cast.oak_creek_apartments])
    add_evidence(cast.rivera, problem, let_in)
    assert f'href="/office/problems/{problem.pk}"' in text_of(officer, address(let_in))


def test_an_agency_without_kinds_begins_with_the_usual_ones(cast: Cast, lamps: Service) -> None:
    sergeant = signed_in(cast.okafor)
    assert "There are no kinds of concern yet." in text_of(signed_in(cast.rivera), "/office/concerns/new")
    assert "There are no kinds yet" in text_of(sergeant, "/office/concerns/kinds")
    assert sergeant.post("/office/concerns/kinds/usual").status_code == 302
    page = text_of(sergeant, "/office/concerns/kinds")
    assert "A street light is out" in page
    assert "مصباح الشارع لا يعمل" in page
    assert "Passed on to Street Lights" in page
    assert "In most cities this is a department" in page, "dumping has no service yet"
    assert sergeant.post("/office/concerns/kinds/usual").status_code == 302
    assert text_of(sergeant, "/office/concerns/kinds").count("A street light is out") == page.count(
        "A street light is out"
    )
    assert "A street light is out" in text_of(signed_in(cast.rivera), "/office/concerns/new")


def test_a_kind_is_added_changed_closed_and_opened(cast: Cast, lamps: Service) -> None:
    keeper = signed_in(cast.castellanos)
    told = {"title-en": "Broken gate", "title-es": "Portón roto", "service": ""}
    assert keeper.post("/office/concerns/kinds/new", told).status_code == 302
    made = ConcernKind.objects.get()
    assert (made.code, made.titles) == ("broken-gate", {"en": "Broken gate", "es": "Portón roto"})
    assert keeper.post("/office/concerns/kinds/new", told).status_code == 422, "twice"
    assert keeper.post("/office/concerns/kinds/new", {"title-en": " ", "service": ""}).status_code == 422
    page = f"/office/concerns/kinds/{made.pk}"
    assert "Portón roto" in text_of(keeper, page)
    changed = {"title-en": "A gate is broken", "title-es": "Portón roto", "service": lamps.pk, "order": "5"}
    assert keeper.post(page, changed | {"order": "x"}).status_code == 422
    assert keeper.post(page, changed).status_code == 302
    made.refresh_from_db()
    assert (made.code, made.titles["en"], made.service, made.order) == ("broken-gate", "A gate is broken", lamps, 5)
    assert keeper.post(f"{page}/close").status_code == 302
    assert keeper.post(f"{page}/close").status_code == 422
    assert "A gate is broken" not in text_of(signed_in(cast.rivera), "/office/concerns/new")
    assert keeper.post(f"{page}/open").status_code == 302
    assert "A gate is broken" in text_of(signed_in(cast.rivera), "/office/concerns/new")


def test_todays_page_counts_what_waits(cast: Cast, raised: Raised, kind: ConcernKind, lamps: Service) -> None:
    saying = Saying(kind=kind, words="Dark", area=cast.oak_creek)
    other = raise_concern(cast.agency, saying, channel=Concern.Channel.PAGE).concern
    let_concern_through(cast.okafor, other)
    ConcernKind.objects.update(service=lamps)
    Concern.objects.filter(pk=other.pk).update(arrived_at=datetime.now(UTC) - timedelta(days=9))
    page = re.sub(r"\s+", " ", text_of(signed_in(cast.okafor), "/office/"))
    assert "concern nobody looked at yet" in page
    assert "concern without the promised first answer" in page
    assert "concern to pass on to a service" in page
    passing = pass_on(cast.rivera, fresh(other), "The light is out", service=lamps)
    Passing.objects.filter(pk=passing.pk).update(trouble="The service answered 503.")
    assert "concern that did not reach its service" in text_of(signed_in(cast.okafor), "/office/")


def test_the_area_and_the_briefing_lead_to_their_open_concerns(cast: Cast, let_in: Concern) -> None:
    Concern.objects.update(place=cast.oak_creek_apartments)
    assert "A light is out" in text_of(signed_in(cast.okafor), f"/office/areas/{cast.oak_creek.pk}")
    assert address(let_in) in text_of(signed_in(cast.rivera), "/office/briefing/oak-creek")
    assert address(let_in) not in text_of(signed_in(cast.tran), "/office/briefing/oak-creek")


def test_every_step_says_who_did_it_to_staff(cast: Cast, let_in: Concern) -> None:
    page = text_of(signed_in(cast.rivera), address(let_in))
    assert "Looked at" in page
    assert cast.okafor.name in page
    assert ConcernStep.objects.filter(concern=let_in).count() == 2
