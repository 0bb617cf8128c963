"""The form of a referral. No field of it has room for a person: there is no line in which one could be written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.places.models import Place
from commonbeat.program.referrals.queries import ServiceRecord
from commonbeat.program.visits.models import Visit
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.office.problem_forms import offer
from commonbeat.web.office.service_forms import every_language

#: How far back one's own visits are offered.
_VISITS: Final = timedelta(days=14)


class ReferralForm(OfficeForm):
    """Which service, from where, in which language, and that consent was given."""

    service = forms.ChoiceField(label=gettext_lazy("Which service?"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=gettext_lazy("From which place?"), required=False)
    visit = forms.ChoiceField(label=gettext_lazy("In which of your visits?"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Which language do they speak best?"), choices=every_language, initial="en"
    )
    consent = forms.BooleanField(
        label=gettext_lazy("They agreed to this referral."),
        required=False,
    )

    def __init__(self, member: Member, area: Area, records: Sequence[ServiceRecord], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(one.service.pk): one.service for one in records}
        self.places: dict[str, Place] = {str(one.pk): one for one in area.places.order_by("label")}
        self.visits: dict[str, Visit] = {str(one.pk): one for one in _own_visits(member, area)}
        offer(self, "service", [(pk, one.title) for pk, one in self.services.items()])
        offer(self, "place", [("", _("The area, no place")), *((pk, one.label) for pk, one in self.places.items())])
        offer(self, "visit", [("", _("Not in a visit")), *((pk, _when(one)) for pk, one in self.visits.items())])

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen, as `refer` takes it."""
        data = self.cleaned_data
        return {
            "place": self.places.get(data["place"]),
            "visit": self.visits.get(data["visit"]),
            "language": data["language"],
            "consent": data["consent"],
        }


def _own_visits(member: Member, area: Area) -> list[Visit]:
    since = datetime.now(UTC) - _VISITS
    mine = Visit.objects.counted().visible_to(member).filter(officer=member, area=area, began_at__gte=since)
    return list(mine.select_related("place").order_by("-began_at")[:20])


def _when(visit: Visit) -> str:
    at = date_format(timezone.localtime(visit.began_at), _("M j, g:i A"))
    return f"{at}, {visit.place.label}" if visit.place else at
