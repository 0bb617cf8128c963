"""The forms of the directory of services."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from commonbeat.program.languages import OFFERED
from commonbeat.program.referrals.models import Need
from commonbeat.program.services.models import Service
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.templatetags.office import spoken

#: Values of `Service` that the form holds.
_VALUES: Final = (
    "title", "kind", "does", "hours", "languages", "needs", "desk", "inbox", "form_url", "reply_days", "capacity",
    "open311_url", "open311_jurisdiction", "open311_code",
)  # fmt: skip


def every_language() -> list[tuple[str, str]]:
    """All languages to choose from, by name in the reader's own."""
    return sorted(((code, spoken(code)) for code, _ in OFFERED), key=lambda pair: pair[1])


class ServiceForm(OfficeForm):
    """What the directory says of a service, and how a matter reaches it."""

    title = forms.CharField(label=gettext_lazy("Name of the service"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Whose it is"), choices=Service.Kind.choices)
    does = forms.CharField(
        label=gettext_lazy("What it does"),
        help_text=gettext_lazy("One sentence. Residents read it too."),
        max_length=280,
        required=False,
        widget=forms.Textarea,
    )
    hours = forms.CharField(
        label=gettext_lazy("Hours"),
        help_text=gettext_lazy("Such as: Monday to Friday, 8 to 5."),
        max_length=160,
        required=False,
    )
    desk = forms.CharField(
        label=gettext_lazy("Telephone or counter"),
        help_text=gettext_lazy("Of the service, never of a person who works there."),
        max_length=120,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages it speaks"),
        required=False,
        choices=every_language,
        widget=forms.CheckboxSelectMultiple,
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("For which needs does it take referrals? None, if it fixes things."),
        required=False,
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reply_days = forms.IntegerField(
        label=gettext_lazy("Days in which it says that it answers"), min_value=1, max_value=365, initial=7
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Referrals a month that it can take"),
        help_text=gettext_lazy("Leave empty when it does not say."),
        required=False,
        min_value=1,
        max_value=10_000,
    )
    form_url = forms.URLField(
        label=gettext_lazy("Address of its own form"),
        help_text=gettext_lazy("Where a resident's details go. They never come to us."),
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    inbox = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Concerns are passed on to it when there is no Open311 address."),
        max_length=254,
        required=False,
    )
    open311_url = forms.URLField(
        label=gettext_lazy("Open311 address"), max_length=300, required=False, assume_scheme="https"
    )
    open311_jurisdiction = forms.CharField(label=gettext_lazy("Open311 jurisdiction"), max_length=120, required=False)
    open311_code = forms.CharField(
        label=gettext_lazy("Open311 service code"),
        help_text=gettext_lazy("The code under which its own server knows this matter."),
        max_length=80,
        required=False,
    )

    @staticmethod
    def of(service: Service) -> dict[str, Any]:
        """What the form shows of a service."""
        return {name: getattr(service, name) for name in _VALUES}

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as values of `Service`."""
        return {name: self.cleaned_data[name] for name in _VALUES}


def code_for(title: str, taken: set[str]) -> str:
    """A short name for addresses and Open311 out of the title, that no open service has."""
    start = slugify(title)[:50] or "service"
    return next(code for code in (start, *(f"{start}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


class KeyForm(OfficeForm):
    """The key that the service's own server asks of us."""

    key = forms.CharField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("It is kept sealed, sent to this service alone, and never shown again."),
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
