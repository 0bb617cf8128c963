"""The agency's own sign-in over SAML 2.0, by a server that really signs, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.signin.saml_server import directory, everybody, new_key
from tests.browser.signin.serving import EMAIL, Installation, serving


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder, key = tmp_path_factory.mktemp("saml"), new_key()
    (folder / "agency.pem").write_text(key.certificate)
    with directory(everybody(EMAIL, key)) as server:
        told = {
            "COMMONBEAT_SAML_SERVER": server.url,
            "COMMONBEAT_SAML_URL": f"{server.url}/sign-in",
            "COMMONBEAT_SAML_CERTIFICATE": str(folder / "agency.pem"),
        }
        with serving(folder, **told) as installation:
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


def sign_in_as(page: Page, who: str) -> None:
    """Through the agency's server: choose who one is there, and come back."""
    page.goto("/sign-in/")
    page.get_by_role("link", name="Use the agency's sign-in").click()
    page.get_by_role("button", name=who, exact=True).click()
    page.wait_for_url(lambda url: "/own/saml/" not in url and "SAMLRequest" not in url)


def test_a_member_comes_in_with_two_factors_of_the_agencys_server(page: Page) -> None:
    sign_in_as(page, "luz with two")
    page.goto("/sign-in/me/")
    assert "/sign-in/me/" in page.url


def test_a_member_who_showed_one_factor_there_is_asked_for_another_here(page: Page) -> None:
    sign_in_as(page, "luz")
    page.goto("/office/")
    assert page.url.endswith("/sign-in/second-factor/")


@pytest.mark.parametrize(
    "who",
    [
        "stranger",
        "nobody",
        "signed by another",
        "not signed",
        "changed after",
        "not asked",
        "for another",
        "of yesterday",
    ],
)
def test_any_other_answer_opens_nothing(page: Page, here: Installation, who: str) -> None:
    sign_in_as(page, who)
    page.goto("/office/")
    assert "/sign-in/?next=" in page.url
    found = here.run(
        "from commonbeat.program.audit.models import AuditEvent\n"
        "print(AuditEvent.objects.filter(action='sign_in').order_by('-at', '-pk').first().outcome)"
    )
    assert found.strip() == "refused"


def test_an_answer_is_worth_nothing_a_second_time(page: Page, browser: Browser, here: Installation) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "/back/" in request.url else None)
    sign_in_as(page, "luz with two")
    other = browser.new_context(base_url=here.url)
    back = f"{here.url}/sign-in/own/saml/agency/back/"
    other.request.post(back, data=sent[0], headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert "/sign-in/" in other.request.get("/office/").url
    other.close()


def test_what_the_directory_asks_to_know_is_at_an_address(page: Page) -> None:
    told = page.request.get("/sign-in/own/saml/agency/metadata/").text()
    assert "/sign-in/own/saml/agency/back/" in told
    assert 'WantAssertionsSigned="true"' in told
