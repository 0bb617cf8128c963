"""Forms about public pages: the site, and a line of a page."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.program.publishing.models import PublicLine
from commonbeat.web.office.forms import OfficeForm

#: Languages that a public page can stand in, by what they call themselves.
LANGUAGES: Final = (("en", "English"), ("es", "Español"), ("ar", "العربية"))


class SiteForm(OfficeForm):
    """The public site: its name, its address, its languages, and the agency's own words in each."""

    title = forms.CharField(label=gettext_lazy("Name of the site"), max_length=160)
    slug = forms.SlugField(
        label=gettext_lazy("Its address"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and hyphens. It cannot change once a page is published."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            for key, label in (
                ("greeting", _("Greeting")),
                ("warm_line", _("How to reach the program without calling 911")),
                ("never", _("What else the program never does")),
            ):
                self.fields[f"{key}_{code}"] = forms.CharField(
                    label=f"{label} ({name})",
                    required=False,
                    max_length=300,
                    widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 2, "lang": code, "dir": "auto"}),
                )

    def words(self) -> dict[str, dict[str, str]]:
        """The agency's words, by language."""
        return {
            code: {key: self.cleaned_data[f"{key}_{code}"].strip() for key in ("greeting", "warm_line", "never")}
            for code, _name in LANGUAGES
        }

    @property
    def own_words(self) -> list[Any]:
        """The fields of the agency's own words."""
        return [self[name] for name in self.fields if name.rsplit("_", 1)[-1] in dict(LANGUAGES)]


class LineForm(OfficeForm):
    """A line of a page."""

    section = forms.ChoiceField(label=gettext_lazy("Where it stands"), choices=PublicLine.Section.choices)
    words = forms.CharField(
        label=gettext_lazy("What residents will read"),
        max_length=400,
        widget=forms.Textarea,
        help_text=gettext_lazy("About the place and the work. Never about a person."),
    )
    why = forms.CharField(label=gettext_lazy("Why not yet"), max_length=400, required=False, widget=forms.Textarea)
    on = forms.DateField(label=gettext_lazy("Day"), required=False, widget=forms.DateInput)
    at = forms.CharField(label=gettext_lazy("Time and place of a meeting"), max_length=200, required=False)
    about = forms.CharField(required=False, widget=forms.HiddenInput)
