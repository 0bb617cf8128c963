"""An officer's own card: how residents see them, and their consent to it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.publishing.cards import (
    WORDS_AT_MOST,
    agree_card,
    agree_with_picture,
    card_of,
    take_back_card,
)
from commonbeat.program.publishing.models import OfficerCard
from commonbeat.program.publishing.pictures import picture_path
from commonbeat.program.visits.photos import BYTES_AT_MOST
from commonbeat.program.visits.pictures import PictureError
from commonbeat.web.access import allow
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.office.publishing_forms import LANGUAGES
from commonbeat.web.signed_in import member_of


class CardForm(OfficeForm):
    """How the officer wishes to be shown."""

    words_en = forms.CharField(
        label=gettext_lazy("About you, in English"), max_length=WORDS_AT_MOST, required=False, widget=forms.Textarea
    )
    words_es = forms.CharField(
        label=gettext_lazy("About you, in Spanish"), max_length=WORDS_AT_MOST, required=False, widget=forms.Textarea
    )
    words_ar = forms.CharField(
        label=gettext_lazy("About you, in Arabic"), max_length=WORDS_AT_MOST, required=False, widget=forms.Textarea
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("Only if you wish one. It is drawn anew, so that nothing is in it but what is seen."),
        widget=forms.ClearableFileInput,
    )
    no_picture = forms.BooleanField(label=gettext_lazy("Show no picture of me"), required=False)
    phone_shown = forms.BooleanField(label=gettext_lazy("Show my work telephone"), required=False)
    agree = forms.BooleanField(
        label=gettext_lazy("I agree to be shown like this on the pages of my areas."),
        error_messages={"required": gettext_lazy("Nobody is shown who did not agree.")},
    )


@allow(Role.OFFICER)
def card(request: HttpRequest) -> HttpResponseBase:
    """How the officer is shown, and their consent to it."""
    member = member_of(request)
    now = card_of(member)
    initial = {"phone_shown": now.phone_shown if now else True}
    initial |= {f"words_{code}": text for code, text in (now.words if now else {}).items()}
    form = CardForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        words = {code: told[f"words_{code}"] for code, _name in LANGUAGES}
        if _take_card(form, member, words) is not None:
            messages.success(request, _("You will be shown like this from the next release on."))
            return redirect("office:card")
    told_now = {"form": form, "card": now if now and now.agreed_at else None}
    return render(request, "office/publishing/card.html", told_now, status=422 if form.is_bound else 200)


@require_POST
@allow(Role.OFFICER)
def take_back(request: HttpRequest) -> HttpResponseBase:
    """The officer is not to be shown anymore."""
    try:
        take_back_card(member_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your picture is gone. Your name and words are on no new release."))
    return redirect("office:card")


@require_GET
@allow(Role.OFFICER, Role.SERGEANT, Role.COMMANDER)
def picture(request: HttpRequest, digest: str) -> HttpResponseBase:
    """A card's picture, for the officer it shows and for those who publish."""
    member = member_of(request)
    cards = OfficerCard.objects.visible_to(member).filter(picture=digest).exclude(picture="")
    if not member.has_perm("publishing.publish"):
        cards = cards.filter(officer=member)
    path = picture_path(member.agency_id, digest)
    if not cards.exists() or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/jpeg")


def _take_card(form: CardForm, member: Member, words: dict[str, str]) -> OfficerCard | None:
    """Keep the card as the form says; None with the form's errors when it cannot be."""
    sent, phone = form.cleaned_data["picture"], form.cleaned_data["phone_shown"]
    if not sent or form.cleaned_data["no_picture"]:
        unchanged = "" if form.cleaned_data["no_picture"] else None
        return form.take(lambda: agree_card(member, words, picture=unchanged, phone_shown=phone))
    if sent.size > BYTES_AT_MOST:
        form.add_error("picture", _("This picture is too large."))
        return None
    try:
        return form.take(lambda: agree_with_picture(member, words, sent.read(), phone_shown=phone))
    except PictureError:
        form.add_error("picture", _("This is no picture that can be read. Choose a JPEG or PNG."))
        return None
