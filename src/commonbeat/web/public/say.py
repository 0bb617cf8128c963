"""Saying what is wrong: a form without an account, and the tracking word, once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commonbeat.program.concerns.public_door import NotThereError, raise_from_page
from commonbeat.web.access import anybody
from commonbeat.web.public.frame import Visit
from commonbeat.web.public.limits import once, saying_by_address, saying_by_area, source
from commonbeat.web.release_page import in_language


class SayForm(forms.Form):
    """What is wrong, in a choice and in own words."""

    kind = forms.ChoiceField(error_messages={"required": gettext_lazy("Choose what it is about.")})
    words = forms.CharField(required=False, max_length=2000)
    reply_to = forms.CharField(required=False, max_length=200)
    #: People do not see this field; programs that fill in everything do.
    website = forms.CharField(required=False, max_length=0)

    def __init__(self, kinds: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


@anybody
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, site: str, area: str) -> HttpResponse:
    """The form; when it is sent, the word by which to follow it."""
    visit = Visit(request, site, area)
    kinds = [(one["code"], in_language(one["titles"], visit.language) or "") for one in visit.release.content["kinds"]]
    form = SayForm(kinds, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wait = max(saying_by_address.wait(source(request)), saying_by_area.wait(f"{visit.site.pk} {area}"))
        if wait:
            return too_many(request, wait)
        return _raised(visit, area, form)
    context = {
        "form": form,
        "kinds": kinds,
        "area": visit.release.content["area"]["title"],
        "area_url": visit.address("public-area", area),
        "via": _via(request),
        "once": once.mark(),
    }
    return visit.told("public/say.html", context, status=400 if form.errors else 200)


def _raised(visit: Visit, area: str, form: SayForm) -> HttpResponse:
    mark = visit.request.POST.get("once", "")
    if not once.take(mark):
        return visit.told("public/said_before.html", {"area_url": visit.address("public-area", area)}, status=409)
    told = form.cleaned_data
    try:
        word = raise_from_page(
            visit.site.agency_id, area, told["kind"], words=told["words"], language=visit.language,
            reply_to=told["reply_to"], channel=_via(visit.request),
        )  # fmt: skip
    except NotThereError:
        once.give_back(mark)
        raise Http404 from None
    except BaseException:
        once.give_back(mark)
        raise
    saying_by_address.add(source(visit.request))
    saying_by_area.add(f"{visit.site.pk} {area}")
    return visit.told("public/said.html", {"word": word, "area_url": visit.address("public-area", area)})


def _via(request: HttpRequest) -> str:
    return "poster" if request.GET.get("via") == "poster" else "page"


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """429, and when to come again."""
    answer = render(request, "public/too_many.html", {"minutes": -(-wait // 60)}, status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer
