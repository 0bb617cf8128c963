"""The agency's own sign-in over SAML 2.0: allauth's views, and what a signed assertion says that we go by."""

from __future__ import annotations

from typing import Any, Final, cast

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.providers.saml.views import FinishACSView, acs, login, metadata
from django.http import HttpRequest, HttpResponse
from lxml.etree import XMLSyntaxError
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError

__all__ = ["acs", "finish", "login", "metadata"]

#: Microsoft's servers say in this attribute by which means one signed in.
_MEANS: Final = "http://schemas.microsoft.com/claims/authnmethodsreferences"


class AgencySaml(SAMLProvider):  # type: ignore[misc]
    """Keeps of an assertion the e-mail address and by which means one signed in; nothing else."""

    def extract_uid(self, data: Any) -> str:
        """Members are found by address; an assertion without one is refused later, like any stranger's."""
        return str(self._extract(data).get("email") or "nobody")

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """What `own_sign_in` reads."""
        means = [*data.get_last_authn_contexts(), *data.get_attributes().get(_MEANS, [])]
        return {"saml": {"email": self._extract(data).get("email", ""), "means": means}}


class _Finish(FinishACSView):  # type: ignore[misc]
    def get_provider(self, organization_slug: str) -> AgencySaml:
        return AgencySaml(self.request, app=self.get_app(organization_slug))

    def dispatch(self, request: HttpRequest, organization_slug: str) -> HttpResponse:
        """Sign in, or refuse: an answer that the library cannot make sense of is one that opens nothing."""
        try:
            return cast("HttpResponse", super().dispatch(request, organization_slug))
        except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, XMLSyntaxError):
            return cast("HttpResponse", render_authentication_error(request, self.get_provider(organization_slug)))


finish = _Finish.as_view()
