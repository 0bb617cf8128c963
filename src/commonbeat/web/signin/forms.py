"""allauth's forms in our words: labels above, none inside the boxes, no link to a reset by mail."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

_PLAIN_BOXES = (forms.TextInput, forms.PasswordInput, forms.EmailInput)


class Plain:
    """Boxes without words inside."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, _PLAIN_BOXES):
                field.widget.attrs["class"] = "usa-input"


class AnythingSent(forms.Form):
    """Whatever is sent in the place of a passkey is a wrong one, and no fault of the program."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # the library's forms take more than a plain form does

    def full_clean(self) -> None:
        """As always; what the library stumbles over is an error of the form."""
        try:
            super().full_clean()
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error):
            self.add_error(None, forms.ValidationError(_("This passkey did not work. Try again.")))


class SignInForm(Plain, LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class PasswordAgainForm(Plain, ReauthenticateForm):  # type: ignore[misc]
    """The password before something sensitive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class NewPasswordForm(Plain, ChangePasswordForm):  # type: ignore[misc]
    """Another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        self.fields["oldpassword"].label = _("Password now")
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three or four words that you can remember are good."
        )
        self.fields["password2"].label = _("New password once more")


class AppForm(Plain, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows")
        self.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")


class PasskeyForm(AnythingSent, Plain, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name, so that you know it again")
        self.fields["name"].widget.attrs["maxlength"] = "60"
        self.fields["name"].validators.append(MaxLengthValidator(60))
        self.fields["passwordless"].label = _("It asks for my face, fingerprint or PIN")
        self.fields["passwordless"].help_text = _("Then it signs you in alone. Clear this for a plain security key.")
        self.fields["passwordless"].initial = True


class PasskeyAtTheDoorForm(AnythingSent, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""


class PasskeyAgainForm(AnythingSent, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something sensitive."""


class PasskeyNameForm(Plain, EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].validators.append(MaxLengthValidator(60))
