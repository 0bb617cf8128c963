"""The names of a place: which it is found by, and which every page calls it by."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.intake.places.text import plain
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.places.actions import forget_name, name_place
from commonbeat.program.places.models import Place, PlaceAddress
from commonbeat.web.access import allow
from commonbeat.web.office.briefing import place_or_404
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.signed_in import member_of

#: Names listed.
_MOST: Final = 40


class NameForm(OfficeForm):
    """A name for the place."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As people say it, such as Oak Creek Apartments. Never the name of a person."),
        max_length=80,
    )
    shown = forms.BooleanField(label=gettext_lazy("Call the place so on every page"), required=False, initial=True)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.OFFICER, Role.SERGEANT)
def names(request: HttpRequest, key: str) -> HttpResponseBase:
    """The names of a place, and a new one."""
    member = member_of(request)
    place = place_or_404(member, key)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if form.take(lambda: name_place(member, place, told["name"], shown=told["shown"])) is not None:
            messages.success(request, _("The place is found by this name now."))
            return redirect("office:briefing", key=key)
    told = {"place": place, "form": form, "names": _shown(member, place)}
    return render(request, "briefing/names.html", told, status=422 if form.errors else 200)


def _shown(member: Member, place: Place) -> list[PlaceAddress]:
    """The names that people gave, then the place's own addresses; none of a unit in it."""
    known = PlaceAddress.objects.visible_to(member).filter(place=place).order_by("-given", "text")
    own = {plain(place.label), plain(place.lake_label)}
    rows = [row for row in known if row.given or row.number or row.text in own]
    return list({row.text: row for row in rows}.values())[:_MOST]


@require_POST
@allow(Role.OFFICER, Role.SERGEANT)
def forget(request: HttpRequest, key: str, spelling: int) -> HttpResponseBase:
    """Take a name back."""
    member = member_of(request)
    place = place_or_404(member, key)
    found = PlaceAddress.objects.visible_to(member).filter(place=place, pk=spelling).first()
    if found is None:
        raise Http404
    try:
        forget_name(member, place, found)
        messages.success(request, _("The name is taken back."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("office:place-names", key=key)
