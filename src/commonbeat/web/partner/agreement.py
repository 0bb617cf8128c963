"""The agreement, before anything of the property is shown, and to read again after."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonbeat.program.partners.actions import accept_agreement
from commonbeat.program.partners.agreement import agreement_of
from commonbeat.program.partners.queries import partnerships_of
from commonbeat.web.access import partners, refuse
from commonbeat.web.signed_in import member_of


@require_http_methods(["GET", "POST"])
@partners
def agree(request: HttpRequest, estate: int) -> HttpResponseBase:
    """Read it, accept it."""
    member = member_of(request)
    found = partnerships_of(member).filter(estate=estate).first()
    if found is None:
        refuse(request)
    text = agreement_of(member.agency)
    changed = False
    if request.method == "POST" and found.agreed_at is None and text is not None:
        if request.POST.get("version") == str(text.version):
            accept_agreement(member, found, text.text, text.version)
            messages.success(request, _("Thank you. This is your page."))
            return redirect("partner:estate", estate)
        changed = True
    told = {
        "invited": found,
        "text": text,
        "changed": changed,
        "estate": found.estate if found.agreed_at else None,
        "several": partnerships_of(member).count() > 1,
    }
    return render(request, "partner/agreement.html", told, status=409 if changed else 200)
