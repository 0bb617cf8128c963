"""The fix list: what the agency does, what the partner does, and how it looks before and after."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.partners.actions import move_fix, moves_of, propose_fix
from commonbeat.program.partners.models import Estate, Fix
from commonbeat.program.partners.pictures import BYTES_AT_MOST, When, add_picture, path_of
from commonbeat.program.partners.queries import fix_list
from commonbeat.program.visits.pictures import PictureError
from commonbeat.web.access import refuse
from commonbeat.web.partner.estates import of_estate, page_of
from commonbeat.web.partner.forms import FixForm, PictureForm
from commonbeat.web.signed_in import member_of

WHOSE: Final = (gettext_lazy("We do it (the property)"), gettext_lazy("The police or the city does it"))
State = Fix.State
_OVER: Final = (State.CHECKED, State.DROPPED)


@require_http_methods(["GET", "POST"])
@of_estate
def fixes(request: HttpRequest, estate: Estate) -> HttpResponseBase:
    """The list, and a form for the next line."""
    form = FixForm(request.POST or None, whose=WHOSE)
    if request.method == "POST" and form.is_valid():
        made = form.take(lambda: propose(member_of(request), estate, form))
        if made is not None:
            messages.success(request, _("It is on the list."))
            return redirect("partner:fixes", estate.pk)
    return _show(request, estate, form, status=422 if form.is_bound else 200)


@require_POST
@of_estate
def move(request: HttpRequest, estate: Estate, fix: int) -> HttpResponseBase:
    """Agree to a line, say that it is done, check it, or drop it."""
    found = _fix(request, estate, fix)
    try:
        move_fix(member_of(request), found, request.POST.get("state", ""), why=request.POST.get("why", "")[:280])
    except PermissionDenied:
        refuse(request)
    except ValidationError as error:
        return _show(request, estate, FixForm(whose=WHOSE), status=422, trouble=error.messages)
    messages.success(request, _("Saved."))
    return redirect("partner:fixes", estate.pk)


@require_http_methods(["GET", "POST"])
@of_estate
def picture(request: HttpRequest, estate: Estate, fix: int, when: str) -> HttpResponseBase:
    """Look at a picture, or send one."""
    found = _fix(request, estate, fix)
    if when not in ("before", "after"):
        refuse(request)
    if request.method == "GET":
        return picture_file(found, when)
    trouble = take_picture(request, member_of(request), found, "before" if when == "before" else "after")
    if trouble:
        return _show(request, estate, FixForm(whose=WHOSE), status=422, trouble=trouble)
    messages.success(request, _("The photo is there."))
    return redirect("partner:fixes", estate.pk)


def rows_of(by: Member, estate: Estate) -> list[dict[str, Any]]:
    """Each line with what this side may say of it now."""
    return [{"fix": one, "moves": moves_of(by, one)} for one in fix_list(estate)]


def propose(by: Member, estate: Estate, form: FixForm) -> Fix:
    """Put what the form says on the list."""
    told = form.cleaned_data
    return propose_fix(by, estate, told["what"], ours=told["whose"] == "ours", due_on=told["due_on"])


def take_picture(request: HttpRequest, by: Member, fix: Fix, when: When) -> list[str]:
    """Keep the picture that was sent; why not, in sentences, when it cannot be."""
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return [_("Choose a photo first.")]
    sent = form.cleaned_data["picture"]
    if sent.size > BYTES_AT_MOST:
        return [_("This photo is too large. Send one of at most 12 MB.")]
    try:
        add_picture(by, fix, when, sent.read())
    except PictureError:
        return [_("This is no photo that can be read. Choose a JPEG or PNG.")]
    except ValidationError as error:
        return list(error.messages)
    return []


def picture_file(fix: Fix, when: str) -> HttpResponseBase:
    """The picture, for this browser alone.

    Raises:
        Http404: there is none.
    """
    digest = fix.before if when == "before" else fix.after
    path = path_of(fix, digest)
    if not digest or not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = f'inline; filename="{when}.jpg"'
    return answer


def _fix(request: HttpRequest, estate: Estate, pk: int) -> Fix:
    found = fix_list(estate).filter(pk=pk).first()
    if found is None:
        refuse(request)
    return found


def _show(
    request: HttpRequest, estate: Estate, form: FixForm, *, status: int = 200, trouble: list[str] | None = None
) -> HttpResponseBase:
    rows = rows_of(member_of(request), estate)
    told = {
        "form": form,
        "trouble": trouble or form.trouble,
        "theirs": [row for row in rows if not row["fix"].ours and row["fix"].state not in _OVER],
        "ours": [row for row in rows if row["fix"].ours and row["fix"].state not in _OVER],
        "over": [row for row in rows if row["fix"].state in _OVER],
    }
    return page_of(request, estate, "partner/fixes.html", told, status=status)
