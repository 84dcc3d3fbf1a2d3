"""Phone numbers: one normal form, a plausibility check, the last four; masks for people without full sight."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}|[2-8]\d{6,7}")
_SERVICE = re.compile(r"(400|800)\d{7}|\d{3,5}")
_EXTENSION = re.compile(r"(?:转|分机|#|ext\.?).*$", re.IGNORECASE | re.DOTALL)
_CHINESE_DIGITS = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")
_NO_DIGIT = re.compile(r"[^0-9]+")
_ABROAD = re.compile(r"(?:\+|00)86")


def normalise(phone: str) -> str:
    """Digits only, half-width, without country code: "+86 138-0000-1234" -> "13800001234"."""
    plain = unicodedata.normalize("NFKC", phone).strip()
    without = _EXTENSION.sub("", plain)
    said = without.translate(_CHINESE_DIGITS)
    digits = _digits(said)
    for prefix in ("0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and _MOBILE.fullmatch(rest):
            return rest
        if rest != digits and _ABROAD.match(said) and 9 <= len(rest) <= 12:
            return f"0{rest.removeprefix('0')}"
    return digits or plain


def _digits(said: str) -> str:
    if said.isascii():  # as nearly all are written
        return _NO_DIGIT.sub("", said)
    return "".join(str(unicodedata.decimal(c)) for c in said if c.isdecimal())


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


def mask_name(name: str) -> str:
    """Two characters: the first; three and more: first and last (domain.md 8)."""
    plain = name.strip()
    if len(plain) <= 2:
        return f"{plain[:1]}*" if len(plain) == 2 else "*" * len(plain)
    return f"{plain[0]}{'*' * (len(plain) - 2)}{plain[-1]}"


def mask_id(number: str) -> str:
    """First six and last four (domain.md 8); a number too short for that shows nothing."""
    plain = unicodedata.normalize("NFKC", number).strip()
    if len(plain) < 15:
        return "****"
    return f"{plain[:6]}{'*' * (len(plain) - 10)}{plain[-4:]}"
