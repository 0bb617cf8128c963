"""The agency's own sign-in, by a real OpenID Connect server over HTTP, in a real browser."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.signin.serving import EMAIL, Installation, serving

#: As the agency's server knows them: what it says of each.
PEOPLE: dict[str, dict[str, Any]] = {
    "luz": {"email": EMAIL.upper(), "email_verified": True},
    "luz with two": {"email": EMAIL, "email_verified": True, "amr": ["pwd", "mfa"]},
    "luz unverified": {"email": EMAIL, "email_verified": False, "amr": ["mfa"]},
    "luz unsaid": {"email": EMAIL, "amr": ["mfa"]},
    "a text": {"email": EMAIL, "email_verified": "true", "amr": ["mfa"]},
    "one factor in a text": {"email": EMAIL, "email_verified": True, "amr": "no mfa here"},
    "stranger": {"email": "stranger@mail.example", "email_verified": True, "amr": ["mfa"]},
    "nameless": {"email_verified": True, "amr": ["mfa"]},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with run_server_in_thread(user_claims=[User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def here(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    told = {"COMMONBEAT_OIDC_URL": provider, "COMMONBEAT_OIDC_CLIENT": "commonbeat"}
    with serving(tmp_path_factory.mktemp("own"), **told, COMMONBEAT_OIDC_SECRET="quiet secret") as installation:
        yield installation


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser, here: Installation) -> Iterator[Page]:
    context = browser.new_context(base_url=here.url, locale="en-US")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def sign_in_as(page: Page, sub: str) -> None:
    """Through the agency's server: choose who one is there, and come back."""
    page.goto("/sign-in/")
    page.get_by_role("link", name="Use the agency's sign-in").click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.wait_for_url(lambda url: "/oauth2/" not in url)


def logged(here: Installation) -> dict[str, Any]:
    """The newest event of the audit log that is about signing in."""
    found = here.run(
        "import json\nfrom commonbeat.program.audit.models import AuditEvent\n"
        "one = AuditEvent.objects.filter(action='sign_in').order_by('-at', '-pk').first()\n"
        "print(json.dumps({'who': one.actor and one.actor.email, 'label': one.actor_label, 'outcome': one.outcome,"
        " 'details': one.details}))"
    )
    event: dict[str, Any] = json.loads(found)
    return event


def counts(here: Installation) -> list[int]:
    """Members, and accounts of other servers and their tokens that are kept."""
    found = here.run(
        "from commonbeat.program.agencies.models import Member\n"
        "from allauth.socialaccount.models import SocialAccount, SocialToken\n"
        "print([Member.objects.count(), SocialAccount.objects.count(), SocialToken.objects.count()])"
    )
    return list(json.loads(found))


def test_a_member_comes_in_with_two_factors_of_the_agencys_server(page: Page, here: Installation) -> None:
    sign_in_as(page, "luz with two")
    page.goto("/sign-in/me/")
    assert page.get_by_role("heading", level=1).first.is_visible()
    assert "/sign-in/me/" in page.url
    event = logged(here)
    assert (event["who"], event["outcome"]) == (EMAIL, "done")
    assert counts(here)[0] == 1


def test_a_member_who_showed_one_factor_there_is_asked_for_another_here(page: Page, here: Installation) -> None:
    for sub in ("luz", "one factor in a text"):
        page.context.clear_cookies()
        sign_in_as(page, sub)
        page.goto("/office/")
        assert page.url.endswith("/sign-in/second-factor/"), (sub, page.url)


@pytest.mark.parametrize("sub", ["stranger", "nameless", "luz unverified", "luz unsaid", "a text"])
def test_who_is_no_member_or_has_no_verified_address_is_refused(page: Page, here: Installation, sub: str) -> None:
    before = counts(here)
    sign_in_as(page, sub)
    assert page.get_by_text("Nobody here has this account.").is_visible()
    page.goto("/office/")
    assert "/sign-in/?next=" in page.url
    event = logged(here)
    assert (event["who"], event["outcome"], event["details"]["step"]) == (None, "refused", "agency sign-in")
    assert "@" not in event["label"]
    assert counts(here) == before


def test_who_turns_back_at_the_agencys_server_is_at_the_door_again(page: Page, here: Installation) -> None:
    page.goto("/sign-in/")
    page.get_by_role("link", name="Use the agency's sign-in").click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(lambda url: "/oauth2/" not in url)
    assert page.url.rstrip("/").endswith("/sign-in"), page.url
    assert page.get_by_text("The agency's sign-in did not work.").is_visible()
    assert logged(here)["details"] == {"step": "agency sign-in", "why": "failed"}


def test_an_answer_that_was_not_asked_for_opens_nothing(page: Page, here: Installation) -> None:
    page.goto("/sign-in/own/agency/back/?code=stolen&state=forged")
    assert page.url.rstrip("/").endswith("/sign-in"), page.url
    page.goto("/office/")
    assert "/sign-in/?next=" in page.url


def test_a_disabled_member_is_not_let_in_by_the_agencys_server(page: Page, here: Installation) -> None:
    change = "from commonbeat.program.agencies.models import Member\nMember.objects.update(is_active={})"
    here.run(change.format(False))
    with contextlib.ExitStack() as after:
        after.callback(here.run, change.format(True))
        sign_in_as(page, "luz with two")
        page.goto("/office/")
        assert "/sign-in/?next=" in page.url
        assert logged(here)["details"]["why"] == "disabled"


def test_the_secret_and_the_tokens_are_in_no_log_and_no_file(here: Installation) -> None:
    for path in Path(here.folder).rglob("*"):
        if path.is_file() and path.stat().st_size < 50_000_000:
            assert b"quiet secret" not in path.read_bytes(), path
    assert counts(here)[2] == 0
