"""Takes personal data out of texts: numbers and the caller's name become typed tokens (design.md D15)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from models.domain import phones
from models.domain.personal_forms import FORMS, LABELS, Form

CALLER = "〔来电人〕"
# Digits of any script: a forged token must not even look like one of ours.
_TOKEN = re.compile(rf"〔(?:{'|'.join(LABELS)})\s*\d+\s*〕|{CALLER}")
_SEPARATORS = re.compile(r"[\s\-—–·•.()]")


@dataclass(frozen=True, slots=True)
class Original:
    """What stood in the text, the token that stands there now, and of which kind it is."""

    token: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A text without numbers and names that a rule recognises; names it does not know may remain."""

    text: str
    originals: tuple[Original, ...]


def tokenise(text: str, *, caller_name: str | None = None) -> Tokenised:
    """Replace personal data by tokens; equal values get equal tokens. Linear in the length of the text.

    What looks like a token already gets other brackets first, so that a caller cannot forge one;
    other 〔〕, as in document numbers (国办函〔2025〕66号), stay.
    """
    bag = _Bag()
    cleaned = _TOKEN.sub(lambda hit: f"［{hit.group()[1:-1]}］", text)
    for form in FORMS:
        cleaned = bag.take(form, cleaned)
    name = (caller_name or "").strip()
    if len(name) >= 2:
        cleaned = bag.take_name(name, cleaned)
    return Tokenised(cleaned, tuple(bag.originals.values()))


def restore(text: str, originals: Sequence[Original]) -> str:
    """The text with its values again, for those who may read them."""
    values = {original.token: original.value for original in originals}
    return _TOKEN.sub(lambda hit: values.get(hit.group(), hit.group()), text)


def comparable(kind: str, value: str) -> str:
    """One spelling for all spellings of the same value, to compare and to index by."""
    if kind == "phone":
        return phones.normalise(value)
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).upper()


class _Bag:
    """Counts tokens per label while one text is cleaned."""

    def __init__(self) -> None:
        self.originals: dict[tuple[str, str], Original] = {}
        self._counts: dict[str, int] = {}

    def take(self, form: Form, text: str) -> str:
        """The text with every value of this form replaced; words around a value stay."""

        def token(hit: re.Match[str]) -> str:
            group = hit.lastindex or 0
            start, end = hit.start(group) - hit.start(), hit.end(group) - hit.start()
            whole = hit.group()
            return whole[:start] + self._token(form, hit.group(group)) + whole[end:]

        return form.pattern.sub(token, text)

    def take_name(self, name: str, text: str) -> str:
        """The text without the caller's name; tokens that contain its characters are left whole."""
        parts = re.split(f"({_TOKEN.pattern})", text)
        cleaned = "".join(
            part if index % 2 else part.replace(name, CALLER) for index, part in enumerate(parts)
        )
        if cleaned != text:
            self.originals["name", name] = Original(CALLER, "name", name)
        return cleaned

    def _token(self, form: Form, value: str) -> str:
        key = form.kind, comparable(form.kind, value)
        known = self.originals.get(key)
        if known is None:
            self._counts[form.label] = self._counts.get(form.label, 0) + 1
            known = Original(f"〔{form.label}{self._counts[form.label]}〕", form.kind, value)
            self.originals[key] = known
        return known.token
