"""The people of the agency: an administrator adds them, says what they are, and helps them back in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.agencies import members
from commonbeat.program.agencies.first_password import HOURS, first_password_token
from commonbeat.program.agencies.members import ResetReason
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import STAFF, Role
from commonbeat.program.agencies.sign_in_policy import is_locked
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of
from commonbeat.web.signin.fresh import freshly

administrator = allow(Role.ADMINISTRATOR)
#: Session key of the member whose link is shown once.
_LINK = "link-for"


class MemberForm(forms.Form):
    """What an administrator says of a member."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), help_text=gettext_lazy("The member signs in with it. No mail is sent.")
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=[(role.value, role.label) for role in STAFF],
        widget=forms.CheckboxSelectMultiple,
    )
    work_phone = forms.CharField(
        label=gettext_lazy("Work phone"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Shown in briefings, so that colleagues reach the posted officer."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages the member speaks"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, about: Member | None, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = dict.fromkeys([*by.agency.languages, *(about.languages if about else [])])
        self.fields["languages"].choices = [(code, language_name(code)) for code in spoken]  # type: ignore[attr-defined]
        if about is not None:
            del self.fields["email"]


class ResetForm(forms.Form):
    """Why a second factor is taken away."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=ResetReason.choices)


def language_name(code: str) -> str:
    """A language's name in itself, or its code."""
    return dict(settings.LANGUAGES).get(code, code)


@require_GET
@administrator
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody, with what stops them from signing in."""
    now = datetime.now(UTC)
    found = _staff(request).order_by("-is_active", "name")
    with_factor = set(
        Authenticator.objects.filter(user__in=found)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    rows = [
        {
            "person": person,
            "roles": [Role(role).label for role in person.roles],
            "locked": is_locked(person, now),
            "new": not person.has_usable_password() and person.pk not in with_factor,
            "factor": person.pk in with_factor,
        }
        for person in found
    ]
    return render(request, "office/members/list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@administrator
@freshly
def add(request: HttpRequest) -> HttpResponseBase:
    """A new member, and the link with which they set a password."""
    by = member_of(request)
    form = MemberForm(request.POST or None, about=None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            made = members.add_member(by, **_said(form))
        except ValidationError as error:
            _take(form, error)
        else:
            request.session[_LINK] = made.pk
            return redirect("office:member-link", made.pk)
    return render(request, "office/members/form.html", {"form": form, "about": None})


@require_http_methods(["GET", "POST"])
@administrator
@freshly
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a member is, and what an administrator can do for them."""
    by = member_of(request)
    about = _found(request, pk)
    initial = {
        "name": about.name,
        "roles": about.roles,
        "work_phone": about.work_phone,
        "languages": about.languages,
    }
    form = MemberForm(request.POST or None, about=about, by=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            members.change_member(by, about, **_said(form))
        except ValidationError as error:
            _take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:members")
    shown = {
        "form": form,
        "about": about,
        "oneself": about.pk == by.pk,
        "locked": is_locked(about, datetime.now(UTC)),
        "factors": Authenticator.objects.filter(user=about).exists(),
        "reset": ResetForm(),
    }
    return render(request, "office/members/form.html", shown)


@require_POST
@administrator
@freshly
def make_link(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A link to set a password, for who has none or forgot it."""
    about = _somebody_else(request, pk)
    request.session[_LINK] = about.pk
    return redirect("office:member-link", about.pk)


@require_GET
@administrator
@freshly
def link(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows the link, once."""
    about = _somebody_else(request, pk)
    if request.session.pop(_LINK, None) != about.pk:
        return redirect("office:member", about.pk)
    members.link_made(member_of(request), about)
    address = request.build_absolute_uri(reverse("first-password-link", args=[first_password_token(about)]))
    return render(request, "office/members/link.html", {"about": about, "address": address, "hours": HOURS})


@require_POST
@administrator
@freshly
def stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Disable a member."""
    about = _somebody_else(request, pk)
    members.disable_member(member_of(request), about)
    messages.success(request, _("%(name)s can no longer sign in, and is signed out everywhere.") % {"name": about.name})
    return redirect("office:members")


@require_POST
@administrator
@freshly
def start(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a disabled member in again."""
    about = _somebody_else(request, pk)
    members.enable_member(member_of(request), about)
    messages.success(request, _("%(name)s can sign in again.") % {"name": about.name})
    return redirect("office:members")


@require_POST
@administrator
@freshly
def unlock(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Release the lock after too many wrong tries."""
    about = _somebody_else(request, pk)
    members.release_lock(member_of(request), about)
    messages.success(request, _("The password of %(name)s works again.") % {"name": about.name})
    return redirect("office:member", about.pk)


@require_POST
@administrator
@freshly
def reset(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a lost second factor away."""
    about = _somebody_else(request, pk)
    form = ResetForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a reason."))
        return redirect("office:member", about.pk)
    members.reset_factors(member_of(request), about, ResetReason(form.cleaned_data["reason"]))
    messages.success(request, _("%(name)s adds a new second factor at the next sign-in.") % {"name": about.name})
    return redirect("office:member", about.pk)


def _found(request: HttpRequest, pk: int) -> Member:
    return get_object_or_404(_staff(request), pk=pk)


def _somebody_else(request: HttpRequest, pk: int) -> Member:
    """The member, who is not the administrator themselves."""
    return get_object_or_404(_staff(request).exclude(pk=member_of(request).pk), pk=pk)


def _staff(request: HttpRequest) -> QuerySet[Member]:
    """Members of the agency but its partners, who are invited to a property and end there."""
    visible: QuerySet[Member] = Member.objects.visible_to(member_of(request))
    return visible.select_related("agency").exclude(roles=[Role.PARTNER.value])


def _said(form: MemberForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    said["roles"] = [Role(role) for role in said["roles"]]
    return said


def _take(form: forms.Form, error: ValidationError) -> None:
    """Show what the program refused beside the field it is about."""
    for name, wrong in getattr(error, "error_dict", {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, wrong)
