"""Forms about notes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.program.notes.models import Note


class NoteForm(forms.Form):
    """A new note; the program says what may stand in it."""

    kind = forms.ChoiceField(label=_("What it helps with"), choices=Note.Kind.choices)
    text = forms.CharField(
        label=_("One or two sentences about the place"),
        help_text=_("No names, plates, birth dates or private numbers. Write the role: the manager, a neighbor."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.ChoiceField(label=_("Where you know it from"), choices=Note.Source.choices)
    days = forms.IntegerField(
        label=_("Days until someone must confirm it"),
        min_value=1,
        max_value=730,
        help_text=_("After that it drops out."),
    )
    sealed = forms.BooleanField(
        label=_("Seal it, to protect a source"),
        required=False,
        help_text=_("Only you and sergeants see it. It is counted nowhere."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style_fields(self)


class ReasonForm(forms.Form):
    """A reason in a sentence."""

    reason = forms.CharField(label=_("Why"), max_length=280, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style_fields(self)


_CLASSES: dict[type, str] = {
    forms.Textarea: "usa-textarea",
    forms.Select: "usa-select",
    forms.CheckboxInput: "usa-checkbox__input",
    forms.NumberInput: "usa-input",
    forms.TextInput: "usa-input",
}


def style_fields(form: forms.Form) -> None:
    """Give each field its class of the design system, and tie its help and its errors to it for screen readers."""
    for name, field in form.fields.items():
        field.widget.attrs["class"] = _CLASSES.get(type(field.widget), "")
        told = [f"id_{name}_help"] if field.help_text else []
        field.widget.attrs["aria-describedby"] = " ".join([*told, f"id_{name}_error"])
