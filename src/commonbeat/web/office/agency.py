"""The agency's settings: what officers may choose, how long notes last, and how strict sign-in is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commonbeat.program.agencies.members import change_agency
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.roles import Role
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of
from commonbeat.web.signin.fresh import freshly


class Lines(forms.CharField):
    """A list, one entry a line; empty lines and repeats are left out."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), **kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Lines as a list."""
        lines = list(dict.fromkeys(line.strip() for line in str(super().clean(value)).splitlines() if line.strip()))
        if len(lines) > self.most:
            raise ValidationError(_("At most %(most)d lines.") % {"most": self.most})
        if any(len(line) > self.longest for line in lines):
            raise ValidationError(_("At most %(longest)d letters a line.") % {"longest": self.longest})
        return lines


class AgencyForm(forms.ModelForm[Agency]):
    """What an administrator may change."""

    languages = Lines(
        label=gettext_lazy("Languages spoken in the areas"),
        most=40,
        longest=40,
        help_text=gettext_lazy("One a line, such as en, es or Hmong. Officers choose from these."),
    )
    raised_choices = Lines(
        label=gettext_lazy("What residents raise"),
        most=40,
        longest=60,
        required=False,
        help_text=gettext_lazy("One a line, such as Noise or Parking. Officers tap these after a visit."),
    )

    class Meta:
        """The fields, in order."""

        model = Agency
        fields = (
            "languages",
            "raised_choices",
            "note_days",
            "delivered_norm",
            "stop_data_procedure",
            "cjis_profile",
        )
        labels = {  # noqa: RUF012 - Django's own way
            "note_days": gettext_lazy("Days after which a note must be confirmed"),
            "delivered_norm": gettext_lazy("Share of promised hours that should be delivered, in percent"),
            "stop_data_procedure": gettext_lazy("Stop-data procedure"),
            "cjis_profile": gettext_lazy("CJIS profile"),
        }
        help_texts = {  # noqa: RUF012
            "stop_data_procedure": gettext_lazy(
                "Officers read this when someone was detained or searched. That encounter is not a visit."
            ),
            "cjis_profile": gettext_lazy(
                "Sessions end after 30 minutes without use and after 12 hours; five wrong tries lock a password until "
                "an administrator releases it; accounts unused for 90 days are disabled."
            ),
        }


@require_http_methods(["GET", "POST"])
@allow(Role.ADMINISTRATOR)
@freshly
def agency_settings(request: HttpRequest) -> HttpResponseBase:
    """Show and keep the settings."""
    by = member_of(request)
    form = AgencyForm(request.POST or None, instance=Agency.objects.get(pk=by.agency_id))
    if request.method == "POST" and form.is_valid():
        change_agency(by, form.instance)
        messages.success(request, _("Saved."))
        return redirect("office:agency")
    return render(request, "office/members/agency.html", {"form": form})
