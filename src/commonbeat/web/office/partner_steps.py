"""The steps at a property: inviting, links, ending, and the fix list; each is one action of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.partners.actions import close_estate, end_partnership, invite_partner, move_fix
from commonbeat.program.partners.invitation import DAYS, make_link
from commonbeat.program.partners.models import Estate, Fix, Partnership
from commonbeat.program.partners.queries import fix_list, invited_to
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.partner_forms import InviteForm
from commonbeat.web.office.partners import READERS, RUNNERS, WHOSE, estate_for, show
from commonbeat.web.partner.fixes import picture_file, propose, take_picture
from commonbeat.web.partner.forms import FixForm
from commonbeat.web.partner.mail import mail_works, send_soon
from commonbeat.web.signed_in import member_of
from commonbeat.web.signin.fresh import freshly

#: Session key of the partnership whose link is shown once.
_LINK: Final = "partner-link-for"


@require_POST
@allow(*RUNNERS)
@freshly
def invite(request: HttpRequest, estate: int) -> HttpResponseBase:
    """Invite somebody, and show the link."""
    found, form = estate_for(request, estate), InviteForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = form.take(
                lambda: invite_partner(
                    member_of(request), found, email=told["email"], name=told["name"], title=told["title"]
                )
            )
        except PermissionDenied:
            refuse(request)
        if made is not None:
            request.session[_LINK] = made.pk
            return redirect("office:partner-link", estate, made.pk)
    return show(request, found, status=422, invite_form=form, trouble=form.trouble)


@require_POST
@allow(*RUNNERS)
@freshly
def new_link(request: HttpRequest, estate: int, partnership: int) -> HttpResponseBase:
    """Another link; the one before opens nothing more. Shown, or mailed."""
    found = estate_for(request, estate)
    invited = _invited(request, found, partnership)
    if request.POST.get("way") == "mail" and mail_works():
        _mail(request, invited, _address(request, invited))
        messages.success(request, _("A link is on its way to %(address)s.") % {"address": invited.partner.email})
        return redirect("office:partner-estate", estate)
    request.session[_LINK] = invited.pk
    return redirect("office:partner-link", estate, invited.pk)


@require_GET
@allow(*RUNNERS)
@freshly
def link(request: HttpRequest, estate: int, partnership: int) -> HttpResponseBase:
    """Shows the link, once."""
    found = estate_for(request, estate)
    invited = _invited(request, found, partnership)
    if request.session.pop(_LINK, None) != invited.pk:
        return redirect("office:partner-estate", estate)
    told = {
        "estate": found,
        "invited": invited,
        "address": _address(request, invited),
        "days": DAYS,
        "mail": mail_works(),
    }
    return render(request, "office/partners/link.html", told)


@require_POST
@allow(*RUNNERS)
def end(request: HttpRequest, estate: int, partnership: int) -> HttpResponseBase:
    """The partner looks at the property no more."""
    found = estate_for(request, estate)
    invited, why = _invited(request, found, partnership), request.POST.get("why", "")[:280]
    said = _("It is over. The partner is signed out.")
    return _do(request, found, lambda: end_partnership(member_of(request), invited, why), said)


@require_POST
@allow(*RUNNERS)
def close(request: HttpRequest, estate: int) -> HttpResponseBase:
    """The agency works with whoever runs the place no more."""
    found, why = estate_for(request, estate), request.POST.get("why", "")[:280]
    said = _("The property is closed. Its partners are signed out.")
    return _do(request, found, lambda: close_estate(member_of(request), found, why), said)


@require_POST
@allow(*READERS)
def add_fix(request: HttpRequest, estate: int) -> HttpResponseBase:
    """Put a line on the fix list."""
    found, form = estate_for(request, estate), FixForm(request.POST, whose=WHOSE)
    try:
        if form.is_valid() and form.take(lambda: propose(member_of(request), found, form)) is not None:
            messages.success(request, _("It is on the list."))
            return redirect("office:partner-estate", estate)
    except PermissionDenied:
        refuse(request)
    return show(request, found, status=422, fix_form=form, trouble=form.trouble)


@require_POST
@allow(*READERS)
def move(request: HttpRequest, estate: int, fix: int) -> HttpResponseBase:
    """Agree to a line, say that it is done, check it, or drop it."""
    found = estate_for(request, estate)
    one, state, why = _fix(request, found, fix), request.POST.get("state", ""), request.POST.get("why", "")[:280]
    return _do(request, found, lambda: move_fix(member_of(request), one, state, why=why), _("Saved."))


@require_http_methods(["GET", "POST"])
@allow(*READERS)
def picture(request: HttpRequest, estate: int, fix: int, when: str) -> HttpResponseBase:
    """Look at a picture, or send one."""
    found = estate_for(request, estate)
    one = _fix(request, found, fix)
    if when not in ("before", "after"):
        refuse(request)
    if request.method == "GET":
        return picture_file(one, when)
    try:
        trouble = take_picture(request, member_of(request), one, "before" if when == "before" else "after")
    except PermissionDenied:
        refuse(request)
    if trouble:
        return show(request, found, status=422, trouble=trouble)
    messages.success(request, _("The photo is there."))
    return redirect("office:partner-estate", estate)


def _invited(request: HttpRequest, estate: Estate, pk: int) -> Partnership:
    found = invited_to(member_of(request), estate).filter(pk=pk).first()
    if found is None:
        refuse(request)
    return found


def _fix(request: HttpRequest, estate: Estate, pk: int) -> Fix:
    found = fix_list(estate).filter(pk=pk).first()
    if found is None:
        refuse(request)
    return found


def _address(request: HttpRequest, invited: Partnership) -> str:
    """The link; made now, so that one made before opens nothing more."""
    try:
        token = make_link(member_of(request), invited)
    except PermissionDenied:
        refuse(request)
    return request.build_absolute_uri(reverse("partner:link", args=[token]))


def _mail(request: HttpRequest, invited: Partnership, address: str) -> None:
    agency = member_of(request).agency.name
    send_soon(
        invited.partner.email,
        _("%(agency)s invites you to work on %(property)s together")
        % {"agency": agency, "property": invited.estate.title},
        _(
            "%(agency)s invites you, as %(title)s of %(property)s.\n\nOpen this link on the phone or computer with "
            "which you want to sign in. It opens once, and holds for %(days)s days:\n%(link)s"
        )
        % {
            "agency": agency,
            "title": invited.title,
            "property": invited.estate.title,
            "days": DAYS,
            "link": address,
        },
    )


def _do(request: HttpRequest, found: Estate, write: Callable[[], Any], said: str) -> HttpResponseBase:
    """Run a step; what it refuses stands on the page, and who may not finds nothing."""
    try:
        write()
    except PermissionDenied:
        refuse(request)
    except ValidationError as error:
        return show(request, found, status=422, trouble=error.messages)
    messages.success(request, said)
    return redirect("office:partner-estate", found.pk)
