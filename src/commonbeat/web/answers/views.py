"""A service says whether help was reached. The key comes in a form, so that it stands in no address and no log."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from commonbeat.program.referrals.actions import ANSWERS
from commonbeat.program.referrals.service_door import Asked, answer_by_key, asked_by_key
from commonbeat.web.access import anybody
from commonbeat.web.answers.limits import answers_by_address, keys_by_address
from commonbeat.web.public.limits import source

_LONGEST: Final = 80


@require_http_methods(["GET", "HEAD", "POST"])
@anybody
def answer(request: HttpRequest) -> HttpResponseBase:
    """Ask for the key; with it, show what is asked, and keep the answer. What opens nothing is answered all alike."""
    if request.method != "POST":
        return render(request, "answers/key.html", {"unknown": False})
    who, key = source(request), request.POST.get("key", "").strip()[:_LONGEST]
    wait = keys_by_address.wait(who)
    if wait:
        return _too_many(request, wait)
    asked = asked_by_key(key)
    if asked is None:
        keys_by_address.add(who)
        return render(request, "answers/key.html", {"unknown": True}, status=404)
    if "state" not in request.POST:
        return _show(request, key, asked)
    wait = answers_by_address.wait(who)
    if wait:
        return _too_many(request, wait)
    answers_by_address.add(who)
    try:
        answer_by_key(key, request.POST["state"])
    except ValidationError as error:
        return _show(request, key, asked, trouble=error.messages)
    return _show(request, key, asked_by_key(key) or asked, thanks=True)


def _show(request: HttpRequest, key: str, asked: Asked, **more: Any) -> HttpResponse:
    told = {"key": key, "asked": asked, "answers": [(state.value, state.label) for state in ANSWERS], **more}
    return render(request, "answers/referral.html", told, status=422 if "trouble" in more else 200)


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    page = render(request, "answers/too_many.html", {"minutes": -(-wait // 60)}, status=429)
    page.headers["Retry-After"] = str(wait)
    return page
