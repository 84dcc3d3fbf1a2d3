"""Phone numbers: one normal form, a plausibility check, the last four, and masks for people without full sight."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
_SERVICE = re.compile(r"(400|800)\d{7}|\d{3,5}")


def normalise(phone: str) -> str:
    """Digits only, half-width, without country code: "+86 138-0000-1234" -> "13800001234"."""
    plain = unicodedata.normalize("NFKC", phone).strip()
    digits = "".join(character for character in plain if character.isdecimal())
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and _MOBILE.fullmatch(digits[len(prefix) :]):
            return digits[len(prefix) :]
    return digits or plain


def is_plausible(phone: str) -> bool:
    """Whether this could be a Chinese number; a plea is kept either way."""
    digits = normalise(phone)
    return any(form.fullmatch(digits) for form in (_MOBILE, _LANDLINE, _SERVICE))


def tail(phone: str) -> str:
    """The last four characters of the normal form."""
    return normalise(phone)[-4:]


def mask(phone: str) -> str:
    """First three and last four (domain.md 8); short numbers show nothing."""
    digits = normalise(phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else "****"
