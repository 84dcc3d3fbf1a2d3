"""Encryption of personal data (AES-GCM) and keyed blind indexes, so that a phone can be found but not read.

The key ring is `id -> 32 bytes`. New values use the first key; old values are read with the key whose id they carry.
Blind indexes always use the first key ever made (the last in the ring), otherwise nobody would be found after a change.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_NONCE_BYTES = 12
_PURPOSES = 256  # derived keys kept in memory, beside the keys that they come from


@dataclass(frozen=True)
class KeyRing:
    """Keys by id, newest first. `purpose` separates compartments: the same phone encrypts differently in each."""

    keys: Mapping[str, bytes]

    def encrypt(self, value: str, *, purpose: str) -> bytes:
        """`key id | 0 | nonce | ciphertext`; the purpose is authenticated too."""
        key_id = next(iter(self.keys))
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = _cipher(self.keys[key_id], purpose)
        sealed = cipher.encrypt(nonce, value.encode("utf-8"), purpose.encode())
        return key_id.encode() + b"\0" + nonce + sealed

    def decrypt(self, stored: bytes, *, purpose: str) -> str:
        """The value again. Raises KeyError if the key is gone, InvalidTag if the bytes were changed."""
        key_id, _, rest = bytes(stored).partition(b"\0")
        nonce, sealed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        cipher = _cipher(self.keys[key_id.decode()], purpose)
        return cipher.decrypt(nonce, sealed, purpose.encode()).decode("utf-8")

    def seal(self, value: bytes, *, purpose: str, place: str) -> bytes:
        """Bytes of a file; `place` says which piece of which file, so that no two can be exchanged unseen."""
        key_id = next(iter(self.keys))
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = _cipher(self.keys[key_id], purpose)
        sealed = cipher.encrypt(nonce, value, f"{purpose}:{place}".encode())
        return key_id.encode() + b"\0" + nonce + sealed

    def unseal(self, stored: bytes, *, purpose: str, place: str) -> bytes:
        """The bytes again; raises like `decrypt`, also when the piece stands in another place."""
        key_id, _, rest = bytes(stored).partition(b"\0")
        nonce, sealed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        cipher = _cipher(self.keys[key_id.decode()], purpose)
        return cipher.decrypt(nonce, sealed, f"{purpose}:{place}".encode())

    def blind_index(self, value: str, *, purpose: str) -> bytes:
        """32 bytes: equal values have equal indexes, nothing else can be learnt without the key."""
        oldest = list(self.keys)[-1]
        return hmac.digest(
            _derived(self.keys[oldest], "index:" + purpose), value.encode(), "sha256"
        )


def token_hash(secret: str) -> bytes:
    """For random secrets with full entropy (API tokens, log-ins): a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


@lru_cache(_PURPOSES)
def _cipher(key: bytes, purpose: str) -> AESGCM:
    return AESGCM(_derived(key, purpose))


@lru_cache(_PURPOSES)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDFExpand(SHA256(), 32, purpose.encode()).derive(key)
