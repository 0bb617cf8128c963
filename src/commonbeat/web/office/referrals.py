"""Referrals in the office and on the officer's phone: make one, hand it to the service, see what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.areas.queries import approved_areas
from commonbeat.program.places.models import Place
from commonbeat.program.referrals.actions import Referred, refer, renew_link
from commonbeat.program.referrals.models import Need, Referral
from commonbeat.program.referrals.queries import referrals_of, service_records
from commonbeat.program.referrals.service_door import key_of
from commonbeat.program.services.models import Service
from commonbeat.web.access import allow
from commonbeat.web.office.referral_forms import ReferralForm
from commonbeat.web.public.limits import Once
from commonbeat.web.signed_in import member_of

#: Who refers (`referrals.make`).
REFERRERS: Final = (Role.OFFICER, Role.SERGEANT, Role.COMMANDER)
#: Rows that the list shows of those that wait, and of the others.
_ROWS: Final = 200
#: Marks of forms that were sent: a page loaded again refers nobody twice.
_once: Final = Once()


@require_GET
@allow(*REFERRERS)
def referrals(request: HttpRequest) -> HttpResponseBase:
    """Every referral, those without word first and the longest of these on top."""
    member, now = member_of(request), datetime.now(UTC)
    state = request.GET.get("state", "")
    rows = referrals_of(member)
    rows = rows.filter(state=state) if state in Referral.State.values else rows
    waiting = rows.filter(told_at__isnull=True).order_by("made_at", "pk")[:_ROWS]
    told = [_row(one, now) for one in (*waiting, *rows.filter(told_at__isnull=False)[:_ROWS])]
    context = {
        "rows": told,
        "state": state,
        "states": Referral.State.choices,
        "late": sum(row["late"] for row in told),
        "waiting": sum(not row["answered"] for row in told),
    }
    return render(request, "office/referrals/list.html", context)


@require_http_methods(["GET", "POST"])
@allow(*REFERRERS)
def new(request: HttpRequest) -> HttpResponseBase:
    """First the need and the area, then one of the services that take it, and the consent."""
    member = member_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    areas = list(approved_areas(member))
    place = _place(member, asked.get("place", ""), areas)
    area = next((one for one in areas if str(one.pk) == asked.get("area", "")), place[1] if place else None)
    service = _service(member, asked.get("service", ""))
    need = asked.get("need", "")
    needs = [pair for pair in Need.choices if service is None or pair[0] in service.needs]
    begun: dict[str, Any] = {"areas": areas, "area": area, "needs": needs, "need": need, "service": service}
    if need not in dict(needs) or area is None:
        begun["place"] = place[0] if place else None
        return render(request, "office/referrals/begin.html", begun, status=422 if request.method == "POST" else 200)
    records = [one for one in service_records(member, datetime.now(UTC)) if need in one.service.needs]
    first = {"service": service.pk if service else None, "place": place[0].pk if place else ""}
    form = ReferralForm(member, area, records, request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        mark = request.POST.get("once", "")
        if not _once.take(mark):
            messages.info(request, _("This referral was made before. It is in the list."))
            return redirect("office:referrals")
        chosen = form.services[form.cleaned_data["service"]]
        made = form.take(lambda: refer(member, chosen, need=need, area=area, **form.said))
        if made is not None:
            return _made(request, made)
        _once.give_back(mark)
    told = begun | {
        "form": form,
        "choices": [(one, str(one.service.pk) == str(form["service"].value())) for one in records],
        "need_words": dict(Need.choices)[need],
        "once": _once.mark(),
    }
    return render(request, "office/referrals/new.html", told, status=422 if form.is_bound else 200)


@require_POST
@allow(*REFERRERS)
def link(request: HttpRequest, referral: int) -> HttpResponseBase:
    """A new link for the service, where the first was lost."""
    member = member_of(request)
    found = referrals_of(member).filter(pk=referral).first()
    if found is None:
        raise Http404
    return _made(request, renew_link(member, found), renewed=True)


def _made(request: HttpRequest, made: Referred, *, renewed: bool = False) -> HttpResponseBase:
    """The one page on which the service's link can be read. It is in this answer alone: not in the session, not in an
    address that is sent to us. What stands behind `#` stays in the browser, so no server and no proxy can log it.
    """
    referral = made.referral
    answer, key = request.build_absolute_uri(reverse("answer")), key_of(made)
    address = f"{answer}#{key}"
    service, code = referral.service, referral.short_code
    subject = _("Referral %(code)s") % {"code": code}
    said = _(
        "A referral to you, with consent. Code: %(code)s. Need: %(need)s. Please say here what became of it: %(link)s"
    )
    words = said % {"code": code, "need": referral.get_need_display(), "link": address}
    mail = f"mailto:{quote(service.inbox)}?{urlencode({'subject': subject, 'body': words}, quote_via=quote)}"
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, svgclass="sv-qr", lineclass=None)
    told = {
        "referral": referral,
        "renewed": renewed,
        "answer": answer,
        "key": key,
        "address": address,
        "words": words,
        "mail": mail if service.inbox else "",
        "code_drawn": mark_safe(drawn),  # noqa: S308 - drawn by the library from an address of ours
    }
    return render(request, "office/referrals/made.html", told)


def _row(referral: Referral, now: datetime) -> dict[str, Any]:
    answered = referral.told_at is not None
    days = int(((referral.told_at or now) - referral.made_at) / timedelta(days=1))
    late = not answered and days > referral.service.reply_days
    return {"referral": referral, "answered": answered, "days": days, "late": late}


def _service(member: Member, text: str) -> Service | None:
    if not text.isdecimal() or len(text) > 17:
        return None
    return Service.objects.visible_to(member).filter(pk=int(text), closed_at__isnull=True).first()


def _place(member: Member, text: str, areas: list[Area]) -> tuple[Place, Area | None] | None:
    """The place that was asked for, and the approved area it lies in."""
    if not text.isdecimal() or len(text) > 17:
        return None
    found = Place.objects.visible_to(member).filter(pk=int(text), areas__in=areas).first()
    if found is None:
        return None
    keys = set(found.areas.values_list("pk", flat=True))
    return found, next((one for one in areas if one.pk in keys), None)
