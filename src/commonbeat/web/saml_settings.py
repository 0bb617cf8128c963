"""What Django's settings say of a sign-in over SAML 2.0, from Commonbeat's own."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from commonbeat.errors import UsageError
from commonbeat.settings import Settings


def saml(settings: Settings) -> dict[str, Any] | None:
    """The one server that may sign members in; None when none is set.

    Only a signed assertion counts, signed with no outdated algorithm, that answers a question of this server: a
    stolen or invented answer is worth nothing.

    Raises:
        UsageError: a setting is missing, the certificate cannot be read, or the extra `saml` is not installed.
    """
    told = {
        "saml_server": settings.saml_server,
        "saml_url": settings.saml_url,
        "saml_certificate": settings.saml_certificate,
    }
    missing = [name for name, value in told.items() if not value]
    if len(missing) == len(told):
        return None
    if missing or settings.saml_certificate is None:
        raise UsageError("Sign-in over SAML is set in part.", todo=f"Set {', '.join(missing)} as well.")
    if find_spec("onelogin") is None:
        raise UsageError("Sign-in over SAML needs a part that is not installed.", todo="pip install 'commonbeat[saml]'")
    try:
        certificate = settings.saml_certificate.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            "The certificate of the agency's sign-in cannot be read.",
            where=str(settings.saml_certificate),
            todo="Point `saml_certificate` at the PEM file of the certificate with which that server signs.",
        ) from None
    return {
        "provider_id": "agency",
        "name": "Agency",
        "client_id": "agency",
        "settings": {
            "idp": {"entity_id": settings.saml_server, "sso_url": settings.saml_url, "x509cert": certificate},
            "advanced": {
                "want_assertion_signed": True,
                "want_attribute_statement": False,
                "reject_deprecated_algorithm": True,
                "reject_idp_initiated_sso": True,
                "allow_single_label_domains": True,
            },
        },
    }
