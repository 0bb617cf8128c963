"""The kinds of concern that residents choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.concerns.kinds import (
    add_kind,
    add_usual_kinds,
    change_kind,
    close_kind,
    kinds_of,
    open_kind,
    title_languages,
)
from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.concerns.usual_kinds import USUAL, usually_a_services
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.concern_forms import KindForm
from commonbeat.web.signed_in import member_of
from commonbeat.web.templatetags.concerns import kind_title

KEEPERS: Final = (Role.SERGEANT, Role.ADMINISTRATOR)


@require_safe
@allow(*KEEPERS)
def kinds(request: HttpRequest) -> HttpResponseBase:
    """All kinds in their order."""
    return _list(request)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*KEEPERS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Add a kind."""
    member = member_of(request)
    form = KindForm(member, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.take(lambda: add_kind(member, titles=form.titles, service=form.service_chosen))
        if made is not None:
            messages.success(request, _("The kind was added. Public pages show it when they are published next."))
            return redirect("office:concern-kinds")
    told = {"form": form, "kind": None}
    return render(request, "office/concerns/kind.html", told, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*KEEPERS)
def kind(request: HttpRequest, kind: int) -> HttpResponseBase:
    """Change a kind."""
    member = member_of(request)
    found = _kind(member, kind)
    form = KindForm(member, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = form.take(
            lambda: change_kind(
                member, found, titles=form.titles, service=form.service_chosen, order=form.cleaned_data["order"]
            )
        )
        if changed is not None:
            messages.success(request, _("The kind was changed. Public pages show it when they are published next."))
            return redirect("office:concern-kinds")
    return render(
        request, "office/concerns/kind.html", {"form": form, "kind": found}, status=422 if form.is_bound else 200
    )


@require_POST
@allow(*KEEPERS)
def close(request: HttpRequest, kind: int) -> HttpResponseBase:
    """Nothing new is of this kind."""
    member = member_of(request)
    found = _kind(member, kind)
    return _do(request, lambda: close_kind(member, found), _("The kind is closed. What came before stays."))


@require_POST
@allow(*KEEPERS)
def open_again(request: HttpRequest, kind: int) -> HttpResponseBase:
    """A closed kind may be chosen again."""
    member = member_of(request)
    found = _kind(member, kind)
    return _do(request, lambda: open_kind(member, found), _("The kind is open again."))


@require_POST
@allow(*KEEPERS)
def usual(request: HttpRequest) -> HttpResponseBase:
    """The kinds that most cities ask for."""
    member = member_of(request)
    said = _("The usual kinds were added. Choose for each whose matter it is.")
    return _do(request, lambda: add_usual_kinds(member), said)


def _kind(member: Member, pk: int) -> ConcernKind:
    found = kinds_of(member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _do(request: HttpRequest, write: Callable[[], Any], said: str) -> HttpResponseBase:
    try:
        write()
    except PermissionDenied:
        refuse(request)
    except ValidationError as error:
        return _list(request, trouble=error.messages)
    messages.success(request, said)
    return redirect("office:concern-kinds")


def _list(request: HttpRequest, trouble: list[str] | None = None) -> HttpResponseBase:
    member = member_of(request)
    rows = list(kinds_of(member))
    needed = title_languages(member)
    told = {
        "rows": [
            {
                "kind": one,
                "titles": [(code, text) for code, text in one.titles.items() if text != kind_title(one)],
                "missing": [code for code in needed if not one.titles.get(code)],
                "usually": one.service_id is None and usually_a_services(one.code),
            }
            for one in rows
        ],
        "usual_left": len({one.code for one in USUAL} - {one.code for one in rows}),
        "trouble": trouble or [],
    }
    return render(request, "office/concerns/kinds.html", told, status=422 if trouble else 200)
