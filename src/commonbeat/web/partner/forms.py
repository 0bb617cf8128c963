"""What a partner writes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import SignupWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.partners.models import Estate
from commonbeat.program.partners.queries import kinds_to_raise
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.signin.forms import AnythingSent

_ABOUT_THE_PLACE = _("Write about the place, not about a person: no names, no unit numbers, no telephone numbers.")


class InvitedPasskeyForm(AnythingSent, SignupWebAuthnForm):  # type: ignore[misc]
    """The passkey of who was invited."""


class ConcernForm(OfficeForm):
    """What is wrong."""

    kind = forms.ChoiceField(label=_("What is it about?"))
    words = forms.CharField(
        label=_("What is wrong?"), max_length=2000, widget=forms.Textarea, help_text=_ABOUT_THE_PLACE
    )

    def __init__(self, estate: Estate, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = {str(kind.pk): kind for kind in kinds_to_raise(estate)}
        offered = [(pk, title_of(kind, language)) for pk, kind in self._kinds.items()]
        self.fields["kind"].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]

    @property
    def any_kind(self) -> bool:
        """Whether the agency said what a concern may be about."""
        return bool(self._kinds)

    @property
    def chosen(self) -> ConcernKind:
        """The kind, once the form is valid."""
        return self._kinds[self.cleaned_data["kind"]]


class AgainForm(OfficeForm):
    """What is not fixed."""

    words = forms.CharField(label=_("What is not fixed?"), max_length=600, widget=forms.Textarea)


class FixForm(OfficeForm):
    """A line for the fix list."""

    what = forms.CharField(
        label=_("What should be fixed?"),
        max_length=280,
        widget=forms.Textarea,
        help_text=_ABOUT_THE_PLACE,
    )
    whose = forms.ChoiceField(label=_("Who does it?"), choices=[("theirs", ""), ("ours", "")])
    due_on = forms.DateField(label=_("By when, if you know"), required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, whose: tuple[Any, Any], **kwargs: Any) -> None:
        """`whose`: what the partner's side and the agency's are called on this page."""
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [("theirs", whose[0]), ("ours", whose[1])]  # type: ignore[attr-defined]


class PictureForm(OfficeForm):
    """How it looks."""

    picture = forms.FileField(label=_("Photo"), widget=forms.FileInput(attrs={"accept": "image/*", "class": "pa-file"}))


def title_of(kind: ConcernKind, language: str) -> str:
    """What a kind is called in a language, or in English, or its code."""
    return str(kind.titles.get(language) or kind.titles.get("en") or kind.code)
