"""The forms of a problem: opening it, the guided analysis, an action, and the lesson."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.analysis.sentences import category_name
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.partners.models import Estate
from commonbeat.program.places.models import Place
from commonbeat.program.postings.planning import page_language
from commonbeat.program.problems.actions import TRIANGLE, Analysis
from commonbeat.program.problems.models import Action, Problem
from commonbeat.program.problems.responding import Planned
from commonbeat.program.services.models import Service
from commonbeat.web.office.forms import OfficeForm

#: Kinds of calls that the community starts and an officer's work can change.
_NOT_OURS: Final = ("alarm", "administrative")
_DAYS: Final = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)


def categories_offered() -> list[tuple[str, str]]:
    """Categories of calls to choose from, in the reader's language."""
    return [(one, category_name(one, page_language()).capitalize()) for one in CATEGORIES if one not in _NOT_OURS]


def workers(member: Member) -> list[Member]:
    """Who may see to a problem, by name."""
    everyone = Member.objects.filter(agency_id=member.agency_id, is_active=True).order_by("name", "pk")
    return [one for one in everyone if one.has_role(Role.OFFICER, Role.ANALYST, Role.SERGEANT, Role.COMMANDER)]


def offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Set what a field of choices offers."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


class OpenForm(OfficeForm):
    """What keeps going wrong, and where."""

    title = forms.CharField(
        label=gettext_lazy("What keeps going wrong?"),
        help_text=gettext_lazy("A few words about the place, such as: Nights at the back stairs."),
        max_length=160,
    )
    places = forms.MultipleChoiceField(label=gettext_lazy("At which places?"), widget=forms.CheckboxSelectMultiple)
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Which calls belong to it?"),
        help_text=gettext_lazy("Leave all empty to count every call from the community."),
        required=False,
        choices=categories_offered,
        widget=forms.CheckboxSelectMultiple,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On which days? All, if none is chosen."),
        required=False,
        choices=_DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    from_hour = forms.IntegerField(
        label=gettext_lazy("From which hour (0 to 23)"), min_value=0, max_value=23, initial=0
    )
    to_hour = forms.IntegerField(
        label=gettext_lazy("To which hour (1 to 24)"),
        help_text=gettext_lazy("From 20 to 4 means over midnight."),
        min_value=0,
        max_value=24,
        initial=24,
    )
    owner = forms.TypedChoiceField(label=gettext_lazy("Who sees to it?"), coerce=int)
    large = forms.BooleanField(
        label=gettext_lazy("A large problem: several departments, or a high cost. A commander reviews it."),
        required=False,
    )

    def __init__(self, member: Member, area: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = {str(place.pk): place for place in area.places.order_by("-calls_last_year", "label")}
        self.people = {one.pk: one for one in workers(member)}
        offer(self, "places", [(pk, place.label) for pk, place in self.there.items()])
        offer(self, "owner", [(pk, one.name) for pk, one in self.people.items()])
        self.fields["owner"].initial = member.pk

    @property
    def chosen(self) -> list[Place]:
        """The places that were ticked."""
        return [self.there[pk] for pk in self.cleaned_data["places"]]


class AnalysisForm(OfficeForm):
    """The guided analysis: sentences about places and roles, never about a person."""

    what = forms.CharField(label=gettext_lazy("What happens?"), required=False, max_length=400)
    where = forms.CharField(label=gettext_lazy("Where exactly?"), required=False, max_length=400)
    when = forms.CharField(label=gettext_lazy("When?"), required=False, max_length=400)
    harmed = forms.CharField(
        label=gettext_lazy("Who is harmed?"),
        help_text=gettext_lazy("As a group, such as: families on the ground floor. Never a person."),
        required=False,
        max_length=400,
    )
    manager = forms.CharField(
        label=gettext_lazy("Who runs the place, and what can they change?"),
        help_text=gettext_lazy("A role, such as: the property manager can lock the gate at ten."),
        required=False,
        max_length=400,
    )
    guardian = forms.CharField(
        label=gettext_lazy("Who watches over those harmed, and what can they do?"),
        help_text=gettext_lazy("A role: neighbors, a school, a night attendant."),
        required=False,
        max_length=400,
    )
    handler = forms.CharField(
        label=gettext_lazy("Who has influence on those who do it, and how?"),
        help_text=gettext_lazy("A role: parents, a coach, an employer, a service."),
        required=False,
        max_length=400,
    )
    sentence = forms.CharField(
        label=gettext_lazy("The analysis in one sentence: why does it keep happening here?"),
        required=False,
        max_length=400,
        widget=forms.Textarea,
    )
    measure = forms.ChoiceField(label=gettext_lazy("Which calls are to fall?"), required=False)
    change = forms.IntegerField(label=gettext_lazy("By how many percent?"), required=False, min_value=5, max_value=95)
    by = forms.DateField(label=gettext_lazy("Until which day?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "measure", [("", _("All calls of this problem")), *categories_offered()])

    @staticmethod
    def of(problem: Problem) -> dict[str, Any]:
        """What the form shows of a problem."""
        told: dict[str, Any] = {
            name: getattr(problem, name) for name in ("what", "where", "when", "harmed", "sentence")
        }
        told |= problem.triangle
        if problem.success:
            told |= {name: problem.success.get(name) for name in ("measure", "by")}
            told["change"] = round(problem.success.get("change", 0) * 100)
        return told

    @property
    def analysis(self) -> Analysis:
        """What was written."""
        data = self.cleaned_data
        change = data["change"]
        return Analysis(
            **{name: data[name] for name in ("what", "where", "when", "harmed", "sentence", "measure", "by")},
            triangle={corner: data[corner] for corner in TRIANGLE if data[corner]},
            change=None if change is None else change / 100,
        )


class ActionForm(OfficeForm):
    """What is to be done, by whom, by when, at what cost."""

    what = forms.CharField(label=gettext_lazy("What is to be done?"), max_length=280)
    kind = forms.ChoiceField(
        label=gettext_lazy("What does it change?"),
        help_text=gettext_lazy("Fixes of the place come first; they last longest."),
        choices=Action.Kind.choices,
    )
    doer = forms.ChoiceField(label=gettext_lazy("Who does it?"))
    due_on = forms.DateField(label=gettext_lazy("By which day?"))
    cost = forms.DecimalField(
        label=gettext_lazy("Cost in dollars, if known"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    enforcement_why = forms.CharField(
        label=gettext_lazy("If it is enforcement: why does nothing else help here?"), required=False, max_length=400
    )

    def __init__(self, member: Member, problem: Problem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Q(place__in=problem.places.values("pk")) | Q(area=problem.area_id)
        self.doers: dict[str, Member | Service | Estate] = {f"member-{one.pk}": one for one in workers(member)}
        services = list(Service.objects.visible_to(member).filter(closed_at=None).order_by("title"))
        estates = list(Estate.objects.visible_to(member).filter(places, closed_at=None).order_by("title"))
        self.doers |= {f"service-{one.pk}": one for one in services}
        self.doers |= {f"estate-{one.pk}": one for one in estates}
        groups = [
            (words, [(key, str(getattr(one, "name", None) or getattr(one, "title", ""))) for key, one in found])
            for words, found in (
                (_("Officers and staff"), [pair for pair in self.doers.items() if isinstance(pair[1], Member)]),
                (_("Departments and services"), [pair for pair in self.doers.items() if isinstance(pair[1], Service)]),
                (_("Partners"), [pair for pair in self.doers.items() if isinstance(pair[1], Estate)]),
            )
            if found
        ]
        offer(self, "doer", groups)

    @property
    def planned(self) -> Planned:
        """What was written."""
        data = self.cleaned_data
        return Planned(
            what=data["what"],
            kind=data["kind"],
            doer=self.doers[data["doer"]],
            due_on=data["due_on"],
            cost=data["cost"],
            enforcement_why=data["enforcement_why"],
        )


class LessonForm(OfficeForm):
    """What we learned, or why it is not worth assessing."""

    lesson = forms.CharField(
        label=gettext_lazy("What did we learn? One line, for the next officer."), required=False, max_length=280
    )
    not_assessed_why = forms.CharField(
        label=gettext_lazy("Or: not worth assessing, because"), required=False, max_length=400
    )
