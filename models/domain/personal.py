"""Takes personal data out of texts: numbers and the caller's name become typed tokens (design.md D15)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_D = r"[0-9０-９]"
_SEP = r"[ \-－—]?"
# Order matters: longer and more certain forms first, so that an id number is not taken for a bank card.
_FORMS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("email", "邮箱", re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,24}){1,4}", re.ASCII)),
    (
        "id_number",
        "身份证",
        re.compile(rf"(?<!{_D}){_D}{{17}}[0-9０-９xXＸｘ](?![0-9０-９A-Za-z])"),
    ),
    # Sixteen to nineteen digits, whole or in groups of four; a ticket number (8-6 digits) is neither.
    (
        "bank_card",
        "银行卡",
        re.compile(
            rf"(?<![0-9０-９\-])(?:{_D}{{16,19}}|{_D}{{4}}(?:[ \-]{_D}{{4}}){{3}}(?:[ \-]{_D}{{1,3}})?)(?!{_D})"
        ),
    ),
    ("id_number", "身份证", re.compile(rf"(?<!{_D}){_D}{{15}}(?!{_D})")),
    (
        "phone",
        "电话",
        re.compile(
            rf"(?<!{_D})(?:[+＋]?(?:00)?86{_SEP})?[1１][3-9３-９]{_D}{_SEP}{_D}{{4}}{_SEP}{_D}{{4}}(?!{_D})"
        ),
    ),
    ("phone", "电话", re.compile(rf"(?<!{_D})[0０]{_D}{{2,3}}{_SEP}{_D}{{7,8}}(?!{_D})")),
    ("phone", "电话", re.compile(r"[一幺][三四五六七八九][零〇一幺二两三四五六七八九]{9}")),
    (
        "account",
        "微信",
        re.compile(
            r"(?<=微信|QQ|qq|扣扣)(?:号|号码)?(?:是|为|:|：)?\s{0,3}([A-Za-z][\w\-]{5,19}|[0-9]{5,12})",
            re.ASCII,
        ),
    ),
    (
        "plate",
        "车牌",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9])"
        ),
    ),
)
_TOKEN = re.compile(r"〔[^〔〕]{1,8}〕")
_NO_SEPARATORS = str.maketrans("", "", " -—")
_FORGED = str.maketrans("〔〕", "［］")


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

    Brackets that look like our tokens are changed first, so that a caller cannot forge one.
    """
    bag = _Bag()
    cleaned = text.translate(_FORGED)
    for kind, label, form in _FORMS:
        cleaned = form.sub(lambda hit: bag.token_for(kind, label, hit), cleaned)  # noqa: B023
    if caller_name and len(caller_name.strip()) >= 2:
        cleaned = bag.replace_name(cleaned, caller_name.strip())
    return Tokenised(cleaned, tuple(bag.originals.values()))


def restore(text: str, originals: Sequence[Original]) -> str:
    """The text with its values again, for those who may read them."""
    values = {original.token: original.value for original in originals}
    return _TOKEN.sub(lambda hit: values.get(hit.group(), hit.group()), text)


class _Bag:
    """Counts tokens per label while one text is cleaned."""

    def __init__(self) -> None:
        self.originals: dict[tuple[str, str], Original] = {}
        self._counts: dict[str, int] = {}

    def token_for(self, kind: str, label: str, hit: re.Match[str]) -> str:
        value = hit.group(hit.lastindex or 0)
        before = hit.group()[: hit.group().rfind(value)]
        return before + self._token(kind, label, value)

    def replace_name(self, text: str, name: str) -> str:
        if name not in text:
            return text
        key = ("name", name)
        self.originals[key] = Original("〔来电人〕", "name", name)
        return text.replace(name, "〔来电人〕")

    def _token(self, kind: str, label: str, value: str) -> str:
        same = unicodedata.normalize("NFKC", value).translate(_NO_SEPARATORS)
        known = self.originals.get((kind, same))
        if known is None:
            self._counts[label] = self._counts.get(label, 0) + 1
            known = Original(f"〔{label}{self._counts[label]}〕", kind, value)
            self.originals[(kind, same)] = known
        return known.token
