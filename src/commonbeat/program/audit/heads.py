"""Heads of the chains, to be kept outside the database and countersigned there.

A chain shows edits. It cannot show that its end was cut off, or that an old backup was put back: a head that someone
else wrote down can. The countersignature (Ed25519, RFC 8032) is made with a key that is not on this server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from commonbeat.errors import InputError, UsageError
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.models import AuditHead


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain at a moment.

    Attributes:
        chain: the agency's id, or "installation".
        seq: how many events the chain had.
        hash: the last event's hash.
        at: when it was read, UTC.
        signature: Ed25519 over the other four, hex; empty before it is countersigned.
    """

    chain: str
    seq: int
    hash: str
    at: str
    signature: str = ""

    def signed_text(self) -> bytes:
        """What the signature is over."""
        return f"{self.chain} {self.seq} {self.hash} {self.at}".encode()


def chain_name(agency_id: int | None) -> str:
    """The name of an agency's chain; None is what has no agency yet, such as a sign-in with an unknown name."""
    return "installation" if agency_id is None else str(agency_id)


def current_heads() -> list[Head]:
    """The heads of all chains, now."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with sign_in_scope():
        agencies = [None, *Agency.objects.order_by("pk").values_list("pk", flat=True)]
    found = []
    for agency in agencies:
        with agency_scope(agency) if agency is not None else sign_in_scope():
            head = AuditHead.objects.filter(chain=chain_name(agency)).first()
        if head is not None:
            found.append(Head(head.chain, head.seq, head.hash, at))
    return found


def countersign(heads: list[Head], key: Path) -> list[Head]:
    """The heads, signed with a private key that is kept elsewhere.

    Raises:
        InputError: the file holds no such key.
    """
    private = _loaded(key, private=True)
    assert isinstance(private, Ed25519PrivateKey)  # noqa: S101 - _loaded checked it
    return [Head(head.chain, head.seq, head.hash, head.at, private.sign(head.signed_text()).hex()) for head in heads]


def make_keys(private: Path) -> Path:
    """Write a new pair: the private key to the file, the public one beside it as `.pub`; gives the latter.

    Raises:
        UsageError: the file is there already.
    """
    if private.exists():
        raise UsageError("The file is there already, and a key is never overwritten.", where=str(private))
    key = Ed25519PrivateKey.generate()
    private.touch(mode=0o600)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = private.with_name(private.name + ".pub")
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def write_heads(heads: list[Head], to: Path) -> None:
    """Add the heads to a file of lines."""
    with to.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(head)) + "\n" for head in heads)


def read_heads(path: Path, public: Path | None) -> list[Head]:
    """The heads of a file, each with a signature that the public key confirms (when a key is given).

    Raises:
        InputError: the file cannot be read, or a head was not signed with that key.
    """
    return list(_read(path, _loaded(public, private=False) if public else None))


def _read(path: Path, key: Ed25519PrivateKey | Ed25519PublicKey | None) -> Iterator[Head]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        heads = [Head(**json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            "The heads cannot be read.", where=str(path), todo="Name the file `audit head` wrote."
        ) from error
    for number, head in enumerate(heads, 1):
        if isinstance(key, Ed25519PublicKey):
            try:
                key.verify(bytes.fromhex(head.signature), head.signed_text())
            except (InvalidSignature, ValueError):
                raise InputError("A head was not signed with this key.", where=f"{path}, line {number}") from None
        yield head


def _loaded(path: Path, *, private: bool) -> Ed25519PrivateKey | Ed25519PublicKey:
    try:
        text = path.read_bytes()
        key = load_pem_private_key(text, None) if private else load_pem_public_key(text)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            "The key cannot be read.", where=str(path), todo="`commonbeat audit key FILE` makes one."
        ) from error
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise InputError("The key is of another kind.", where=str(path), todo="`commonbeat audit key FILE` makes one.")
    return key
