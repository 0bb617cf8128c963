"""A code by mail, for a partner who set up no passkey. Whether anybody has an address cannot be told from the answers.

Asked for in a browser, a code opens in that browser alone, once, for some minutes and few tries.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from datetime import UTC, datetime
from typing import Any, Final

from allauth.account.internal.flows.login import clear_authentication_records, perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.agencies.sign_ins import refused, typed_name
from commonbeat.program.partners.invitation import code_mailed, partner_by_mail, partnership_of_token, use_link
from commonbeat.program.writer import writer
from commonbeat.web.access import anybody
from commonbeat.web.errors import too_many
from commonbeat.web.origin import address_of
from commonbeat.web.partner.coming_in import TOKEN, ended
from commonbeat.web.partner.mail import mail_works, send_soon
from commonbeat.web.signin.limits import Tries

#: Minutes a code holds, tries it takes, digits it has.
MINUTES: Final = 10
TRIES: Final = 5
_DIGITS: Final = 8
#: Letters are limited by the browser's network and by the typed address, known or not.
asked_from: Final = Tries(limit=30, seconds=3600)
asked_for: Final = Tries(limit=5, seconds=3600)
_ASKED: Final = "partner-code"


class AskForm(forms.Form):
    """Where to send the code."""

    email = forms.EmailField(
        label=gettext_lazy("Business e-mail address"),
        widget=forms.EmailInput(attrs={"class": "usa-input", "autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """The code from the letter."""

    code = forms.CharField(
        label=gettext_lazy("The eight digits from the e-mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "usa-input", "inputmode": "numeric", "autocomplete": "one-time-code"},
        ),
    )


@require_http_methods(["GET", "POST"])
@anybody
def ask(request: HttpRequest) -> HttpResponseBase:
    """Send a code to the address, if it is one of a partner's who signs in by mail."""
    if not mail_works():
        raise Http404
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _send_to(request, form.cleaned_data["email"])
    return render(request, "partner/code.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@anybody
def by_invitation(request: HttpRequest) -> HttpResponseBase:
    """Who was invited chose codes by mail: the first one goes to the address that was invited."""
    found = partnership_of_token(str(request.session.get(TOKEN, "")))
    if found is None or not mail_works():
        return ended(request)
    return _send_to(request, found.partner.email)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
@anybody
def enter(request: HttpRequest) -> HttpResponseBase:
    """Type the code, and be signed in."""
    asked = request.session.get(_ASKED)
    if not isinstance(asked, dict):
        return redirect("partner:code" if mail_works() else "partner:begin")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = _opened_by(request, asked, form.cleaned_data["code"])
        if member is not None:
            return writer.run(lambda: _come_in(request, member))
        form.add_error("code", _("This code is wrong, too old, or no longer taken after too many tries."))
    told = {"form": form, "minutes": MINUTES}
    return render(request, "partner/code_enter.html", told, status=422 if form.is_bound else 200)


def _send_to(request: HttpRequest, email: str) -> HttpResponseBase:
    here, key = address_of(request), typed_name(email)
    if wait := max(asked_from.wait(here), asked_for.wait(key)):
        return too_many(request, wait)
    asked_from.add(here)
    asked_for.add(key)
    member, code = partner_by_mail(email), f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    if member is None:
        refused(None, email, step="mailed code", why="unknown", now=datetime.now(UTC))
    else:
        code_mailed(member)
        where = request.build_absolute_uri(reverse("partner:code-enter"))
        send_soon(
            member.email,
            _("Your code for %(agency)s: %(code)s") % {"agency": member.agency.name, "code": code},
            _(
                "%(code)s is your code to sign in at %(where)s. It holds for %(minutes)s minutes, in the browser in "
                "which you asked for it.\n\nYou did not ask for it? Then there is nothing to do. Nobody of the agency "
                "asks you for this code."
            )
            % {"code": code, "where": where, "minutes": MINUTES},
        )
    request.session[_ASKED] = {
        "member": member.pk if member else 0,
        "digest": _digest(code),
        "at": time.time(),
        "tries": 0,
    }
    return redirect("partner:code-enter")


def _opened_by(request: HttpRequest, asked: dict[str, Any], typed: str) -> Member | None:
    """The partner, when the code is right, fresh and not tried too often; every refusal is recorded."""
    asked["tries"] += 1
    request.session[_ASKED] = asked
    held = time.time() - asked["at"] <= 60 * MINUTES and asked["tries"] <= TRIES
    right = hmac.compare_digest(_digest("".join(typed.split())), asked["digest"])
    member = Member.objects.select_related("agency").filter(pk=asked["member"]).first()
    if not (held and right) or member is None or partner_by_mail(member.email) != member:
        refused(None, member.email if member else "", step="mailed code", now=datetime.now(UTC))
        return None
    return member


def _come_in(request: HttpRequest, member: Member) -> HttpResponseBase:
    del request.session[_ASKED]
    clear_authentication_records(request)
    token = str(request.session.pop(TOKEN, ""))
    found = partnership_of_token(token)
    if found is not None and found.partner_id == member.pk:
        use_link(token)
    with agency_scope(member.agency_id):
        record_authentication(request, member, "code", email=member.email)
        answer: HttpResponseBase = perform_login(request, Login(user=member, email=member.email))
    return answer


def _digest(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"partner code {code}".encode(), hashlib.sha256).hexdigest()
