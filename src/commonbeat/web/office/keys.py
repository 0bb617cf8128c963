"""Keys of machines: an administrator makes and ends them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.program.agencies.roles import Role
from commonbeat.program.clients.actions import make_key, revoke_key
from commonbeat.program.clients.models import DISPATCH, Scope
from commonbeat.program.clients.queries import keys_for
from commonbeat.web.access import allow
from commonbeat.web.office.note_forms import style_fields
from commonbeat.web.signed_in import member_of


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(
        label=gettext_lazy("What the machine is"), max_length=80, help_text=gettext_lazy("Such as: Dispatch console")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What the key opens"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=gettext_lazy("Days until it ends"), min_value=1, max_value=730)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style_fields(self)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMINISTRATOR)
def keys(request: HttpRequest) -> HttpResponseBase:
    """The keys, and a form for a new one, which is shown on this answer alone."""
    member = member_of(request)
    form = KeyForm(request.POST or None, initial={"days": 365, "scopes": DISPATCH})
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = make_key(member, member.agency, **form.cleaned_data)
            form = KeyForm(initial={"days": 365, "scopes": DISPATCH})
        except ValidationError as error:
            form.add_error(None, error.messages)
    now = timezone.now()
    rows = [(key, key.works_at(now)) for key in keys_for(member)]
    told = {"form": form, "rows": rows, "made": made, "scopes": dict(Scope.choices)}
    return render(request, "briefing/keys.html", told, status=422 if form.errors else 200)


@require_POST
@allow(Role.ADMINISTRATOR)
def revoke(request: HttpRequest, key_id: int) -> HttpResponseBase:
    """End a key at once."""
    member = member_of(request)
    key = keys_for(member).filter(pk=key_id).first()
    if key is None:
        raise Http404
    revoke_key(member, key)
    messages.success(request, _("The key was revoked. It opens nothing any more."))
    return redirect("office:keys")
