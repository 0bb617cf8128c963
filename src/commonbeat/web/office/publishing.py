"""The public pages, as those who publish them see them: what would be published, what is live, and what was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from commonbeat.errors import CommonbeatError
from commonbeat.intake.lake import Lake, open_lake
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.publishing.actions import publish, set_up_site, take_off_line, withdraw, write_line
from commonbeat.program.publishing.cards import shown_without_consent
from commonbeat.program.publishing.content import Composed, compose, read_lake
from commonbeat.program.publishing.models import PublicLine, PublicSite, Release
from commonbeat.program.publishing.queries import (
    differences,
    lines_of,
    live_releases,
    not_told_yet,
    public_site,
    releases_of,
    releases_to_look_at_again,
)
from commonbeat.web.access import allow
from commonbeat.web.office.publishing_forms import LANGUAGES, LineForm, SiteForm
from commonbeat.web.release_page import numbers_of, page_of
from commonbeat.web.signed_in import member_of

_PARTS: Final = {
    "officers": gettext_lazy("Your officers"),
    "heard": gettext_lazy("What we heard"),
    "did": gettext_lazy("What we did"),
    "not_yet": gettext_lazy("Not yet, and why"),
    "meetings": gettext_lazy("Meetings"),
    "reply": gettext_lazy("Reply times"),
    "commitments": gettext_lazy("Promises kept"),
    "calls": gettext_lazy("Calls"),
    "hours": gettext_lazy("Hours there"),
    "kinds": gettext_lazy("What people may tell us about"),
}


@require_GET
@allow(Role.SERGEANT, Role.COMMANDER)
def overview(request: HttpRequest) -> HttpResponseBase:
    """Every area with what is live of it."""
    member = member_of(request)
    today = today_in(member.agency, datetime.now(UTC))
    live = live_releases(member)
    areas = Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name", "pk")
    return render(
        request,
        "office/publishing/overview.html",
        {
            "site": public_site(member),
            "rows": [(one, live.get(one.pk)) for one in areas],
            "again": {one.pk for one in releases_to_look_at_again(member, today)},
            "without_consent": shown_without_consent(member),
        },
    )


@allow(Role.SERGEANT, Role.COMMANDER)
def site(request: HttpRequest) -> HttpResponseBase:
    """Set the site up, or change it."""
    member = member_of(request)
    form = SiteForm(request.POST or None, initial=_site_now(member, public_site(member)))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = form.take(
            lambda: set_up_site(
                member, title=told["title"], slug=told["slug"], languages=told["languages"], words=form.words()
            )
        )
        if made is not None:
            messages.success(request, _("The public site is set up. Now look at the page of an area."))
            return redirect("office:publishing")
    return render(request, "office/publishing/site.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@allow(Role.SERGEANT, Role.COMMANDER)
def area(request: HttpRequest, area: int) -> HttpResponseBase:
    """What is written for an area's page, what is live, and what was."""
    member = member_of(request)
    return _area_page(request, member, _area(member, area), LineForm(initial=_begun(request)))


@require_POST
@allow(Role.SERGEANT, Role.COMMANDER)
def add_line(request: HttpRequest, area: int) -> HttpResponseBase:
    """Write a line."""
    member = member_of(request)
    there, form = _area(member, area), LineForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        about = _about(member, there, told["about"])
        made = form.take(
            lambda: write_line(
                member,
                there,
                told["section"],
                told["words"],
                why=told["why"],
                on=told["on"],
                at=told["at"],
                about=about,
            )
        )
        if made is not None:
            messages.success(request, _("It stands on the next release."))
            return redirect("office:publishing-area", area)
    return _area_page(request, member, there, form, status=422)


@require_POST
@allow(Role.SERGEANT, Role.COMMANDER)
def drop_line(request: HttpRequest, line: int) -> HttpResponseBase:
    """Take a line off."""
    member = member_of(request)
    found = PublicLine.objects.visible_to(member).filter(pk=line).first()
    if found is None:
        raise Http404
    try:
        take_off_line(member, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It stands on no new release."))
    return redirect("office:publishing-area", found.area_id)


@require_GET
@allow(Role.SERGEANT, Role.COMMANDER)
def preview(request: HttpRequest, area: int) -> HttpResponseBase:
    """The page exactly as the public will see it."""
    member = member_of(request)
    return _preview(request, member, _area(member, area))


@require_GET
@allow(Role.SERGEANT, Role.COMMANDER)
def numbers(request: HttpRequest, area: int) -> HttpResponseBase:
    """How the numbers of the preview are made."""
    member = member_of(request)
    there = _area(member, area)
    made = compose(there, _lake(), datetime.now(UTC))
    return render(
        request,
        "office/publishing/numbers.html",
        {
            "area": there,
            "page": page_of(made.content, {}, "en"),
            "recipe": numbers_of(made.recipe),
            "release_url": reverse("office:publishing-preview", args=[there.pk]),
        },
    )


@require_POST
@allow(Role.SERGEANT, Role.COMMANDER)
def publish_area(request: HttpRequest, area: int) -> HttpResponseBase:
    """Publish what was seen."""
    member = member_of(request)
    there = _area(member, area)
    counted = read_lake(there, _lake())
    try:
        publish(member, there, counted, request.POST.get("seen", ""), datetime.now(UTC))
    except ValidationError as error:
        return _preview(request, member, there, trouble=error.messages)
    messages.success(request, _("The page of %(area)s is published.") % {"area": there.name})
    return redirect("office:publishing-area", area)


@require_GET
@allow(Role.SERGEANT, Role.COMMANDER)
def release(request: HttpRequest, release: int) -> HttpResponseBase:
    """A release as it was published."""
    member = member_of(request)
    found = _release(member, release)
    told = _page(request, found.site, found.content, numbers_url="")
    told |= {"release": found, "area": found.area, "recipe": numbers_of(found.recipe)}
    return render(request, "office/publishing/release.html", told)


@require_POST
@allow(Role.SERGEANT, Role.COMMANDER)
def withdraw_release(request: HttpRequest, release: int) -> HttpResponseBase:
    """Take the page of an area off the public site."""
    member = member_of(request)
    found = _release(member, release)
    try:
        withdraw(member, found, request.POST.get("why", "")[:280])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The page of %(area)s is off the public site.") % {"area": found.area.name})
    return redirect("office:publishing-area", found.area_id)


def _area(member: Member, pk: int) -> Area:
    found = Area.objects.visible_to(member).select_related("agency").filter(pk=pk, state=Area.State.APPROVED).first()
    if found is None:
        raise Http404
    return found


def _release(member: Member, pk: int) -> Release:
    found = Release.objects.visible_to(member).select_related("site", "area", "published_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _lake() -> Lake | None:
    """The call lake; None before the first import."""
    try:
        return open_lake(settings.LAKE)
    except CommonbeatError:
        return None


def _area_page(
    request: HttpRequest, member: Member, there: Area, form: LineForm, *, status: int = 200
) -> HttpResponseBase:
    history = list(releases_of(member, there))
    return render(
        request,
        "office/publishing/area.html",
        {
            "area": there,
            "site": public_site(member),
            "form": form,
            "lines": lines_of(member, there),
            "to_tell": not_told_yet(member, there),
            "history": history,
            "live": next((one for one in history if one.state == Release.State.LIVE), None),
            "today": today_in(member.agency, datetime.now(UTC)),
        },
        status=status,
    )


def _preview(
    request: HttpRequest, member: Member, there: Area, *, trouble: list[str] | None = None
) -> HttpResponseBase:
    made = compose(there, _lake(), datetime.now(UTC))
    live = releases_of(member, there).filter(state=Release.State.LIVE).first()
    now = public_site(member)
    told = _page(request, now, made.content, numbers_url=reverse("office:publishing-numbers", args=[there.pk]))
    told |= {
        "area": there,
        "seen": made.seen,
        "live": live,
        "changes": _changes(live, made),
        "trouble": trouble or [],
        "preview_url": reverse("office:publishing-preview", args=[there.pk]),
    }
    return render(request, "office/publishing/preview.html", told, status=422 if trouble else 200)


def _changes(live: Release | None, made: Composed) -> list[dict[str, Any]]:
    found = differences(live.content if live else None, made.content)
    return [{"part": _PARTS[name], **counts} for name, counts in found.items()]


def _page(request: HttpRequest, now: PublicSite | None, content: dict[str, Any], *, numbers_url: str) -> dict[str, Any]:
    """What the public template needs, in the language asked for, out of those of the site."""
    offered = [(code, name) for code, name in LANGUAGES if now is None or code in now.languages]
    asked = request.GET.get("language", "")
    language = asked if asked in dict(offered) else (offered[0][0] if offered else "en")
    with translation.override(language):
        page = page_of(content, now.words if now else {}, language)
    return {
        "site": now,
        "page": page,
        "page_language": language,
        "page_bidi": translation.get_language_info(language)["bidi"],
        "offered": offered,
        "numbers_url": numbers_url,
        "picture_base": reverse("office:publishing") + "pictures/",
    }


def _site_now(member: Member, now: PublicSite | None) -> dict[str, Any]:
    if now is None:
        return {"title": member.agency.name, "slug": member.agency.slug, "languages": ["en"]}
    words = {f"{key}_{code}": text for code, texts in now.words.items() for key, text in texts.items()}
    return {"title": now.title, "slug": now.slug, "languages": now.languages, **words}


def _begun(request: HttpRequest) -> dict[str, Any]:
    """The form as a reminder begins it."""
    return {
        "about": request.GET.get("about", "")[:40],
        "section": request.GET.get("section", PublicLine.Section.DID),
        "on": timezone.localdate() if request.GET.get("about") else None,
    }


def _about(member: Member, there: Area, text: str) -> dict[str, Any]:
    """What the line is about: "concern:7", out of what waits to be told; anything else is about nothing."""
    name, _colon, pk = text.partition(":")
    waiting = not_told_yet(member, there).get(f"{name}s", [])
    found = next((one for one in waiting if str(one.pk) == pk), None)
    return {} if found is None else {name: found}
