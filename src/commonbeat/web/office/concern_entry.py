"""Entering a concern that was told to an officer, or came on paper or on a card."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commonbeat.program.agencies.models import Member
from commonbeat.program.concerns.kinds import open_kinds
from commonbeat.program.concerns.raising import enter_concern
from commonbeat.program.publishing.queries import live_releases
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.concern_forms import EnterForm
from commonbeat.web.office.concerns import ANSWERERS, own_areas
from commonbeat.web.public.handler import URLS
from commonbeat.web.public.limits import Once
from commonbeat.web.signed_in import member_of

_once = Once()


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*ANSWERERS)
def new(request: HttpRequest) -> HttpResponse:
    """The form; when it is sent with a word, the word, on that answer alone."""
    member = member_of(request)
    own = own_areas(member)
    form = EnterForm(member, own, request.POST or None, initial=_begun(request, own))
    if request.method == "POST" and form.is_valid():
        mark = request.POST.get("once", "")
        if not _once.take(mark):
            return render(request, "office/concerns/entered_before.html", status=409)
        try:
            answer = _entered(request, member, form)
        except PermissionDenied:
            refuse(request)
        except BaseException:
            _once.give_back(mark)
            raise
        if answer is not None:
            return answer
        _once.give_back(mark)
    told = {
        "form": form,
        "kinds": open_kinds(member).exists(),
        "may_keep_kinds": member.has_perm("concerns.keep_kinds"),
        "once": _once.mark(),
    }
    return render(request, "office/concerns/new.html", told, status=422 if form.is_bound else 200)


def _entered(request: HttpRequest, member: Member, form: EnterForm) -> HttpResponse | None:
    """None when the program refused it; the form says why."""
    data, saying = form.cleaned_data, form.saying
    raised = form.take(
        lambda: enter_concern(
            member, saying, channel=data["channel"], visit=form.visit_chosen, with_word=data["with_word"]
        )
    )
    if raised is None:
        return None
    if not raised.word:
        return redirect("office:concern", raised.concern.code)
    release = live_releases(member).get(saying.area.pk) if saying.area else None
    follow = ""
    if release is not None:
        path = reverse("public-follow", urlconf=URLS, args=(release.site.slug,))
        follow = f"{settings.PUBLIC_URL.partition('://')[2]}{path}"
    told = {"concern": raised.concern, "word": raised.word, "follow": follow}
    answer = render(request, "office/concerns/entered.html", told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _begun(request: HttpRequest, own: list[int]) -> dict[str, Any]:
    """What the form begins with: a place or an area that the link named, else the member's own only area."""
    area, place = (request.GET.get(name, "") for name in ("area", "place"))
    where = f"area-{own[0]}" if len(own) == 1 else ""
    if area.isdecimal() and place.isdecimal():
        where = f"place-{area}-{place}"
    elif area.isdecimal():
        where = f"area-{area}"
    return {"where": where, "language": "en", "channel": "officer", "with_word": True, "kind": ""}
