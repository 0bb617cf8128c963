"""The forms of a concern: looking at it, answering, passing it on, entering one, and the kinds there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.concerns.kinds import LONGEST, open_kinds, title_languages
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.concerns.raising import Saying
from commonbeat.program.languages import OFFERED
from commonbeat.program.places.models import Place
from commonbeat.program.services.models import Service
from commonbeat.program.visits.models import Visit
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.office.problem_forms import offer
from commonbeat.web.templatetags.concerns import dir_of, kind_title
from commonbeat.web.templatetags.office import spoken

#: Letters of what the follower reads.
_ANSWER: Final = 600
#: One's own visits of so many days are offered.
_VISITS: Final = timedelta(days=14)


def areas_of(member: Member) -> list[Area]:
    """The approved areas, by name."""
    return list(Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name", "pk"))


class ConcernForm(OfficeForm):
    """A form of the page of a concern, on which several stand: the ids of its fields are its own.

    Attributes:
        own: begins every id of its fields.
    """

    own = "concern"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": f"{self.own}-%s"} | kwargs))


class LookForm(ConcernForm):
    """In which area it lies."""

    own = "look"
    area = forms.ChoiceField(label=gettext_lazy("In which area does it lie?"))

    def __init__(self, member: Member, concern: Concern, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.pk): one for one in areas_of(member)}
        known = {str(concern.area.pk): concern.area} if concern.area else {}
        self.areas = known | self.areas
        offer(self, "area", [("", _("Choose")), *((pk, one.name) for pk, one in self.areas.items())])
        self.initial.setdefault("area", str(concern.area_id or ""))

    @property
    def area_chosen(self) -> Area:
        """The area."""
        return self.areas[self.cleaned_data["area"]]


class AsideForm(ConcernForm):
    """Why it is set aside."""

    own = "aside"
    words = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Such as: advertising. Whoever wrote it does not read this."),
        max_length=_ANSWER,
    )


class AnswerForm(ConcernForm):
    """What whoever raised it reads, and where the matter stands with that."""

    own = "answer"
    what = forms.ChoiceField(label=gettext_lazy("Where does it stand?"))
    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Whoever raised it reads this. If it will not be done, say why. Write no names."),
        max_length=_ANSWER,
        widget=forms.Textarea,
    )

    def __init__(self, concern: Concern, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("answer", _("We answer, and it stays open"))]
        if concern.state == Concern.State.OPEN:
            choices.append(("started", _("The work has begun")))
        choices += [("done", _("It is done")), ("not done", _("It will not be done, and why"))]
        offer(self, "what", choices)
        self.initial.setdefault("what", "answer")


class ReopenForm(ConcernForm):
    """Why it is open again."""

    own = "reopen"
    words = forms.CharField(
        label=gettext_lazy("What is not fixed?"),
        help_text=gettext_lazy("Whoever raised it reads this. Write no names."),
        max_length=_ANSWER,
        widget=forms.Textarea,
    )


class PublicForm(ConcernForm):
    """What the public page says of it."""

    own = "public"
    words = forms.CharField(
        label=gettext_lazy("Words for the public page"),
        help_text=gettext_lazy(
            "In your own words, not the resident's. They appear when the page is published next. Empty takes them off."
        ),
        required=False,
        max_length=400,
        widget=forms.Textarea,
    )


class PassForm(ConcernForm):
    """To which service, and what it reads."""

    own = "pass"
    service = forms.ChoiceField(label=gettext_lazy("To which service?"))
    words = forms.CharField(
        label=gettext_lazy("What the service reads"),
        help_text=gettext_lazy("In your own words. Where to reply to a resident is never passed on."),
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, member: Member, concern: Concern, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = Service.objects.visible_to(member).filter(closed_at=None).order_by("title", "pk")
        self.services = {str(one.pk): one for one in open_ones}
        offer(self, "service", [("", _("Choose")), *((pk, one.title) for pk, one in self.services.items())])
        self.initial.setdefault("service", str(concern.kind.service_id or ""))

    @property
    def service_chosen(self) -> Service:
        """The service."""
        return self.services[self.cleaned_data["service"]]


class BackForm(ConcernForm):
    """What the service said by telephone or in person."""

    own = "back"
    words = forms.CharField(
        label=gettext_lazy("What did the service say?"),
        help_text=gettext_lazy("Whoever raised it reads this. Write no names."),
        max_length=_ANSWER,
        widget=forms.Textarea,
    )
    fixed = forms.BooleanField(label=gettext_lazy("The service says it is fixed"), required=False)


class EnterForm(OfficeForm):
    """A concern that was told to an officer, or came on paper or on a card."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    where = forms.ChoiceField(label=gettext_lazy("Where is it?"), required=False)
    words = forms.CharField(
        label=gettext_lazy("What is wrong, in their words"),
        help_text=gettext_lazy("Where is it, and what do they see? No names of people."),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language did they say it?"))
    channel = forms.ChoiceField(label=gettext_lazy("How did it reach you?"))
    visit = forms.ChoiceField(label=gettext_lazy("During which visit?"), required=False)
    with_word = forms.BooleanField(
        label=gettext_lazy("Make a tracking word to hand over"),
        help_text=gettext_lazy("With the word they follow it without giving a name. It is shown once."),
        required=False,
    )
    reply_to = forms.CharField(
        label=gettext_lazy("Where may we answer? Only if they wish it."),
        help_text=gettext_lazy(
            "A telephone number or an e-mail address. It is kept sealed, opened only to answer, and deleted 30 days "
            "after the matter is settled."
        ),
        required=False,
        max_length=200,
    )

    def __init__(self, member: Member, own_areas: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs |= {"dir": "auto", "rows": 5}
        self.fields["reply_to"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
        self.kinds = {one.code: one for one in open_kinds(member)}
        offer(self, "kind", [("", _("Choose")), *((code, kind_title(one)) for code, one in self.kinds.items())])
        self.spots, groups = _spots(member, own_areas)
        offer(self, "where", [("", _("Outside the areas, or not known")), *groups])
        spoken_here = list(dict.fromkeys(["en", *member.agency.languages]))
        others = sorted(
            ((code, spoken(code)) for code, _name in OFFERED if code not in spoken_here), key=lambda pair: pair[1]
        )
        offer(self, "language", [*((code, spoken(code)) for code in spoken_here), (_("Other languages"), others)])
        told = (Concern.Channel.OFFICER, Concern.Channel.PAPER, Concern.Channel.CARD)
        offer(self, "channel", [(one.value, one.label) for one in told])
        self.visits = _visits(member)
        offer(self, "visit", [("", _("None")), *((pk, _visit_words(one)) for pk, one in self.visits.items())])
        if not self.visits:
            del self.fields["visit"]

    @property
    def saying(self) -> Saying:
        """What was said."""
        data = self.cleaned_data
        area, place = self.spots.get(data["where"], (None, None))
        return Saying(
            kind=self.kinds[data["kind"]],
            words=data["words"],
            language=data["language"],
            area=area,
            place=place,
            reply_to=data["reply_to"],
        )

    @property
    def visit_chosen(self) -> Visit | None:
        """The visit, if one was chosen."""
        return self.visits.get(self.cleaned_data.get("visit", ""))


class KindForm(OfficeForm):
    """A kind: its titles, whose matter it is, and where it stands in the list."""

    def __init__(self, member: Member, kind: ConcernKind | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = kind.titles if kind else {}
        self.languages = list(dict.fromkeys([*title_languages(member), *titles]))
        for code in self.languages:
            self.fields[f"title-{code}"] = forms.CharField(
                label=_("What residents read, in %(language)s") % {"language": spoken(code)},
                required=False,
                max_length=LONGEST,
                initial=titles.get(code, ""),
                widget=forms.TextInput(attrs={"class": "usa-input", "lang": code, "dir": dir_of(code)}),
            )
        found = Service.objects.visible_to(member).order_by("title", "pk")
        now = kind.service_id if kind else None
        self.services = {str(one.pk): one for one in found if one.closed_at is None or one.pk == now}
        self.fields["service"] = forms.ChoiceField(
            label=_("Whose matter is it?"),
            help_text=_("What is a service's matter is passed on to it, and followed until it is fixed."),
            required=False,
            choices=[("", _("The police's own")), *((pk, one.title) for pk, one in self.services.items())],
            initial=str(now or ""),
            widget=forms.Select(attrs={"class": "usa-select"}),
        )
        if kind is not None:
            self.fields["order"] = forms.IntegerField(
                label=_("Its place in the list"),
                help_text=_("Small numbers stand first."),
                min_value=0,
                max_value=32_000,
                initial=kind.order,
                widget=forms.NumberInput(attrs={"class": "usa-input"}),
            )

    @property
    def titles(self) -> dict[str, str]:
        """The titles by language."""
        return {code: self.cleaned_data[f"title-{code}"] for code in self.languages}

    @property
    def title_fields(self) -> list[Any]:
        """The fields of the titles."""
        return [self[f"title-{code}"] for code in self.languages]

    @property
    def service_chosen(self) -> Service | None:
        """Whose matter it is, if a service's."""
        return self.services.get(self.cleaned_data["service"])


def _spots(
    member: Member, own_areas: Sequence[int]
) -> tuple[dict[str, tuple[Area, Place | None]], list[tuple[str, list[tuple[str, str]]]]]:
    """Where a concern may lie, as one choice: an area, or a place of it; the member's own areas first."""
    spots: dict[str, tuple[Area, Place | None]] = {}
    groups = []
    for area in sorted(areas_of(member), key=lambda one: one.pk not in own_areas):
        somewhere = f"area-{area.pk}"
        spots[somewhere] = (area, None)
        rows = [(somewhere, _("%(area)s, somewhere in the area") % {"area": area.name})]
        for place in area.places.order_by("label", "pk"):
            key = f"place-{area.pk}-{place.pk}"
            spots[key] = (area, place)
            rows.append((key, place.label))
        groups.append((area.name, rows))
    return spots, groups


def _visits(member: Member) -> dict[str, Visit]:
    since = datetime.now(UTC) - _VISITS
    own = Visit.objects.counted().visible_to(member).filter(officer=member, began_at__gte=since)
    return {str(one.pk): one for one in own.select_related("place", "area").order_by("-began_at")[:20]}


def _visit_words(visit: Visit) -> str:
    at = timezone.localtime(visit.began_at)
    return f"{at:%b} {at.day}, {at:%H:%M} · {visit.place.label if visit.place else visit.area.name}"
