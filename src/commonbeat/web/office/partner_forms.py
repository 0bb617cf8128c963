"""What staff write about partners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area, AreaPlace
from commonbeat.program.partners.models import Estate
from commonbeat.web.office.forms import OfficeForm


class OpenEstateForm(OfficeForm):
    """A property at a place of an area."""

    where = forms.ChoiceField(label=_("Which place"), help_text=_("Places of the approved areas."))
    title = forms.CharField(label=_("What the property is called"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Estate.Kind.choices, help_text=_("Its calls are compared with properties of its kind.")
    )
    units = forms.IntegerField(label=_("Homes or rooms, about"), min_value=1, max_value=20_000, required=False)
    reply_days = forms.IntegerField(
        label=_("Days until the first answer"),
        min_value=1,
        max_value=30,
        initial=2,
        help_text=_("The partner's page promises this."),
    )

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Estate.objects.visible_to(member).filter(closed_at__isnull=True).values("place")
        found = (
            AreaPlace.objects.visible_to(member)
            .filter(area__state=Area.State.APPROVED)
            .exclude(place__in=taken)
            .select_related("area", "place")
            .order_by("area__name", "place__label", "pk")
        )
        self._places = {str(one.pk): one for one in found}
        offered = [(pk, f"{one.area.name}: {one.place.label}") for pk, one in self._places.items()]
        self.fields["where"].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]

    @property
    def any_place(self) -> bool:
        """Whether there is a place to choose."""
        return bool(self._places)

    @property
    def chosen(self) -> AreaPlace:
        """The place in its area, once the form is valid."""
        return self._places[self.cleaned_data["where"]]


class InviteForm(OfficeForm):
    """Whom to invite."""

    name = forms.CharField(label=_("Name, as they sign"), max_length=120, help_text=_("Only staff read it."))
    title = forms.CharField(
        label=_("What they are"), max_length=80, help_text=_("Such as property manager. Every screen calls them by it.")
    )
    email = forms.EmailField(label=_("Business e-mail address"))


class EndForm(OfficeForm):
    """Why a partnership or a property ends."""

    why = forms.CharField(label=_("Why?"), max_length=280)


class AgreementForm(OfficeForm):
    """The text that partners accept."""

    text = forms.CharField(label=_("What both sides agree to"), max_length=8000, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 14
