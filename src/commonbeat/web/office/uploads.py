"""The way of an export from the browser to the server's disk: in parts with a bar, or at once without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.roles import Role
from commonbeat.program.jobs import parts
from commonbeat.program.jobs.actions import bring_export, bring_parts
from commonbeat.program.jobs.uploads import MOST_AT_ONCE, MOST_BYTES
from commonbeat.web.access import allow
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.signed_in import member_of

#: Bytes taken from the request at a time.
_CHUNK: Final = 64 * 1024


class UploadForm(OfficeForm):
    """The export to bring."""

    export = forms.FileField(label=gettext_lazy("Dispatch export"), allow_empty_file=True)


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def upload_page(request: HttpRequest) -> HttpResponseBase:
    """The page to upload from."""
    return _page(request, UploadForm())


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def upload(request: HttpRequest) -> HttpResponseBase:
    """Take an upload at once, from a browser without scripts; it is checked in the background."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        export = form.cleaned_data["export"]
        bringing = form.take(lambda: bring_export(member_of(request), export.name, export.chunks()))
        if bringing is not None:
            return redirect("office:import", bringing.pk)
    return _page(request, form, status=422)


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def begin(request: HttpRequest) -> HttpResponseBase:
    """Begin an upload in parts: `file` and `size` in, `ticket` out."""
    size = request.POST.get("size", "")
    name = request.POST.get("file", "")
    number = int(size) if size.isascii() and size.isdigit() and len(size) < 16 else 0
    return _answer(lambda: {"ticket": parts.begin(member_of(request), name, number), "part": parts.PART})


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def part(request: HttpRequest) -> HttpResponseBase:
    """Take a part, which is the body of the request: `ticket` and `at` in the query, `there` out."""
    ticket, at = request.GET.get("ticket", ""), request.GET.get("at", "")
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 16 else -1
    coming = iter(lambda: request.read(_CHUNK), b"")
    return _answer(lambda: {"there": parts.add(member_of(request), ticket, number, coming)})


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def finish(request: HttpRequest) -> HttpResponseBase:
    """All parts are there: have the export checked. `ticket` in, `page` out."""
    ticket = request.POST.get("ticket", "")
    return _answer(lambda: {"page": reverse("office:import", args=[bring_parts(member_of(request), ticket).pk])})


def _answer(write: Callable[[], dict[str, Any]]) -> JsonResponse:
    try:
        return JsonResponse(write())
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponseBase:
    told = {"form": form, "most": MOST_BYTES // 1024**3, "most_bytes": MOST_BYTES, "at_once": MOST_AT_ONCE // 1024**2}
    return render(request, "office/upload.html", told, status=status)
