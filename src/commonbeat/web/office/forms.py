"""What the forms of the office have in common: their look, and the program's errors in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from commonbeat.program.languages import OFFERED
from commonbeat.web.templatetags.office import spoken

T = TypeVar("T")
_CLASSES: Final = {
    forms.CheckboxSelectMultiple: "usa-checkbox__input",
    forms.Select: "usa-select",
    forms.Textarea: "usa-textarea",
    forms.CheckboxInput: "usa-checkbox__input",
    forms.ClearableFileInput: "usa-input of-file",
}


class OfficeForm(forms.Form):
    """A form in the look of the office."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            widget = field.widget
            look = next((look for kind, look in _CLASSES.items() if isinstance(widget, kind)), "usa-input")
            widget.attrs.setdefault("class", look)
            if isinstance(widget, forms.Textarea):
                widget.attrs["rows"] = 3
            if isinstance(widget, forms.DateInput):
                widget.input_type = "date"
                widget.format = "%Y-%m-%d"

    def take(self, write: Callable[[], T]) -> T | None:
        """Run an action; what it refuses becomes an error of the form, and None comes back."""
        try:
            return write()
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                self.add_error(None, error)
                return None
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
            return None

    @property
    def trouble(self) -> list[str]:
        """Errors that belong to no field."""
        return [str(error) for error in self.errors.get(NON_FIELD_ERRORS, [])]


def languages_offered() -> list[tuple[str, str]]:
    """Languages to choose from, besides the one everybody speaks, by name."""
    return sorted(((code, spoken(code)) for code, name in OFFERED if name != "english"), key=lambda pair: pair[1])
