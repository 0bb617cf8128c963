"""An agency's SAML 2.0 server: it signs what it says with a key of its own, over HTTP."""

from __future__ import annotations

import base64
import html
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.utils import OneLogin_Saml2_Utils

#: The namespaces of an answer.
_SAML: Final = 'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
_SAMLP: Final = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
_PASSWORD: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


@dataclass(frozen=True)
class Key:
    """A key that signs, and its certificate, as PEM."""

    private: str
    certificate: str


def new_key() -> Key:
    """A key made now."""
    private = rsa.generate_private_key(65_537, 2_048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alder Falls")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Key(secret.decode(), built.sign(private, hashes.SHA256()).public_bytes(pem).decode())


@dataclass(frozen=True)
class Told:
    """What the server says of somebody.

    Attributes:
        email: their address.
        context: how they signed in there.
        by: the key that signs; None for an assertion that nobody signed.
        asked: whether it answers a question; otherwise it comes by itself.
        audience: for whom it is; None for who asked.
        age: how long ago it was said.
        forged: changed after it was signed.
    """

    email: str
    by: Key | None
    context: str = _PASSWORD
    asked: bool = True
    audience: str | None = None
    age: timedelta = field(default_factory=timedelta)
    forged: bool = False


@dataclass
class Directory:
    """The server: where it is, and what it says of whom."""

    url: str
    people: dict[str, Told]
    back: str = ""
    audience: str = ""

    def answer(self, who: str, question: str) -> str:
        """A response as base64."""
        told = self.people[who]
        now = datetime.now(UTC) - told.age
        at, until = f"{now:%Y-%m-%dT%H:%M:%SZ}", f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
        asked = f'InResponseTo="{question}"' if told.asked else ""
        assertion = f"""<saml:Assertion {_SAML} ID="_{uuid4().hex}" Version="2.0" IssueInstant="{at}">
<saml:Issuer>{self.url}</saml:Issuer><saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{told.email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData {asked} NotOnOrAfter="{until}" Recipient="{self.back}"/></saml:SubjectConfirmation>
</saml:Subject><saml:Conditions NotBefore="{at}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
<saml:Audience>{told.audience or self.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{at}" SessionIndex="_{uuid4().hex}"><saml:AuthnContext>
<saml:AuthnContextClassRef>{told.context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
</saml:Assertion>"""
        if told.by:
            signed = OneLogin_Saml2_Utils.add_sign(
                assertion,
                told.by.private,
                told.by.certificate,
                sign_algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                digest_algorithm="http://www.w3.org/2001/04/xmlenc#sha256",
            )
            assertion = signed.decode()
        if told.forged:
            assertion = assertion.replace(told.email, told.email.removeprefix("not."))
        response = f"""<samlp:Response {_SAMLP} {_SAML} ID="_{uuid4().hex}" Version="2.0" IssueInstant="{at}"
 Destination="{self.back}" {asked}><saml:Issuer>{self.url}</saml:Issuer><samlp:Status>
<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>"""
        return base64.b64encode(response.encode()).decode()

    def page(self, query: dict[str, list[str]]) -> str:
        """A button for each person; pressing it sends the browser back with the answer."""
        asked = ElementTree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
        self.back = asked.attrib["AssertionConsumerServiceURL"]
        self.audience = asked.findtext("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer") or ""
        relay = html.escape(query.get("RelayState", [""])[0])
        return "".join(
            f'<form method="post" action="{self.back}"><input type="hidden" name="SAMLResponse" '
            f'value="{self.answer(who, asked.attrib["ID"])}"><input type="hidden" name="RelayState" value="{relay}">'
            f"<button>{who}</button></form>"
            for who in self.people
        )


@contextmanager
def directory(people: dict[str, Told]) -> Iterator[Directory]:
    """The server, until the block ends."""
    told = Directory("", people)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            body = f"<!doctype html><title>Directory</title>{told.page(query) if query else ''}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()


def everybody(email: str, key: Key) -> dict[str, Told]:
    """People, and answers that must open nothing."""
    two = Told(email, key, context="https://refeds.org/profile/mfa")
    return {
        "luz": Told(email.upper(), key),
        "luz with two": two,
        "stranger": replace(two, email="stranger@mail.example"),
        "nobody": replace(two, email=""),
        "signed by another": replace(two, by=new_key()),
        "not signed": replace(two, by=None),
        "changed after": replace(two, email=f"not.{email}", forged=True),
        "not asked": replace(two, asked=False),
        "for another": replace(two, audience="https://harbor-city.example"),
        "of yesterday": replace(two, age=timedelta(days=1)),
    }
