"""The code with which a worker asks where the case is: derived from the number, so nothing secret is stored."""

from __future__ import annotations

import base64
import hmac

from models.keys import KeyRing

_LENGTH = 10  # 50 bits; the tracking page also limits tries


def track_code(keys: KeyRing, number: str) -> str:
    """Ten letters and digits (base32: no 0, 1, 8, 9 to mishear)."""
    digest = keys.blind_index(number, purpose="track")
    return base64.b32encode(digest).decode()[:_LENGTH]


def is_track_code(keys: KeyRing, number: str, said: str) -> bool:
    """Compare in constant time, forgiving case and spaces."""
    cleaned = said.replace(" ", "").replace("-", "").upper()
    return hmac.compare_digest(track_code(keys, number).encode(), cleaned.encode())
