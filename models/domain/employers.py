"""The part of an employer's name that callers agree on: "河南省宏达建材有限公司" and "宏达建材" are one. Pure."""

from __future__ import annotations

import re
import unicodedata

_NOISE = re.compile(r"[\s()·\-—_,，。.、“”\"']+")
_FORM = re.compile(r"(?:股份|集团|有限|责任|公司)+$")
_PROVINCE = re.compile(r"^河南省?")
_SHORTEST = 2  # characters; one would join half of the province


def spellings_of(employer: str) -> tuple[str, ...]:
    """How the beginnings of the same name may be written: as typed, without province and form, with the province."""
    core = core_of(employer)
    if not core:
        return ()
    return tuple(dict.fromkeys((core, f"河南省{core}", f"河南{core}")))


def core_of(employer: str) -> str:
    """The name without province and legal form; empty when too little is left to compare."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", employer))
    core = _FORM.sub("", _PROVINCE.sub("", plain))
    return core if len(core) >= _SHORTEST else ""
