"""A phone as docs/sync.md describes it: what another client would be written from."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commonbeat.program.visits.keys import base64url, from_base64url


def visit(area: int, **more: Any) -> dict[str, Any]:
    """The content of a visit."""
    return {
        "area": area,
        "began_at": "2026-03-04T15:20:00-08:00",
        "minutes": 20,
        "kind": "walked",
        "talks_they_started": 1,
        "talks_i_started": 2,
        **more,
    }


@dataclass
class Phone:
    """Counts its entries and gives each an id of its own."""

    seq: int = 0
    ids: list[str] = field(default_factory=list)

    def entry(self, kind: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A new entry, not sealed."""
        self.seq += 1
        made = {"id": str(uuid4()), "seq": self.seq, "kind": kind, "content": content, **more}
        self.ids.append(made["id"])
        return made


class Seal:
    """A content key of one session of the app, wrapped to the agency."""

    def __init__(self, agency_public_key: dict[str, str]) -> None:
        numbers = [int.from_bytes(from_base64url(agency_public_key[name]), "big") for name in ("x", "y")]
        public = ec.EllipticCurvePublicNumbers(*numbers, ec.SECP256R1()).public_key()
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        point = ephemeral.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=b"commonbeat content key")
        wrapping = AESGCM(derivation.derive(ephemeral.exchange(ec.ECDH(), public)))
        content_key, iv = os.urandom(32), os.urandom(12)
        self.content_key = AESGCM(content_key)
        self.key = {
            "epk": base64url(point),
            "iv": base64url(iv),
            "ct": base64url(wrapping.encrypt(iv, content_key, None)),
        }

    def seal(self, entry: dict[str, Any]) -> dict[str, Any]:
        """The entry as it rests on the phone and is sent."""
        iv = os.urandom(12)
        plain = json.dumps({"kind": entry["kind"], "content": entry["content"]}).encode()
        ciphertext = self.content_key.encrypt(iv, plain, entry["id"].encode())
        sealed = {"key": self.key, "iv": base64url(iv), "ct": base64url(ciphertext)}
        return {"id": entry["id"], "seq": entry["seq"], "sealed": sealed}
