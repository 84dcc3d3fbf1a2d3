"""What personal data looks like in a Chinese plea: one form per kind, more certain forms first (design.md D15)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_D = r"[0-9０-９]"
_C = r"[零〇一幺二两三四五六七八九]"
_DAY = rf"[0０1１]{_D}[0-3０-３]{_D}"  # month and day
_DASH = r"[ 　\-－—–.·]?"
_GAP = r"[ 　\-－—–]?"
_NOT_AFTER_DIGIT = rf"(?<!{_D})"
_NOT_A_SUM = rf"(?!{_D}|[.．]{_D}|[ 　]?(?:元|块|万|亿|人次|单(?!位)))"
_IS = r"(?:号码?)?[ 　]?(?:是|为|:|：)?[ 　]{0,3}"
_MOBILE = r"[1１][3-9３-９]"
_COUNTRY = rf"(?:(?:[+＋]|[0０]{{2}})?[8８][6６]{_GAP})?"
# A long number after one of these words names a thing, not a person; lookbehinds need a fixed width each.
_NUMBER_OF_A_THING = "".join(
    rf"(?<!{word})(?<!{word}[ :：是为号])(?<!{word}[号码][ :：是为码])"
    for word in ("订单", "运单", "工单", "单号", "编号", "流水", "案号", "代码", "合同")
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


@dataclass(frozen=True, slots=True)
class Form:
    """`pattern` finds values of `kind`; the value is its group, or the whole. `label` is the token's word."""

    kind: str
    label: str
    pattern: re.Pattern[str]


def _form(kind: str, label: str, pattern: str, flags: int = 0) -> Form:
    return Form(kind, label, re.compile(pattern, flags))


# Order matters: an id number must not be read as a bank card, nor its inside as a phone.
FORMS: tuple[Form, ...] = (
    _form("email", "邮箱", r"[\w.+\-]{1,64}[@＠][\w\-]{1,64}(?:\.[\w\-]{1,24}){1,4}", re.ASCII),
    # Region, birthday, order, check digit. The check digit is not verified: people mistype.
    _form(
        "id_number",
        "身份证",
        rf"{_NOT_AFTER_DIGIT}[1-8１-８]{_D}{{5}}{_GAP}(?:[1１][9９]|[2２][0０]){_D}{{2}}{_DAY}{_GAP}"
        rf"{_D}{{3}}[0-9０-９xXＸｘ](?![0-9０-９A-Za-z])",
    ),
    _form(
        "id_number",
        "身份证",
        rf"身份证{_IS}({_D}{{17}}[0-9０-９xXＸｘ]|{_D}{{15}})(?![0-9０-９A-Za-z])",
    ),
    _form("id_number", "身份证", rf"{_NOT_AFTER_DIGIT}[1-8１-８]{_D}{{7}}{_DAY}{_D}{{3}}(?!{_D})"),
    _form("id_number", "身份证", rf"{_C}{{17}}[零〇一幺二两三四五六七八九xXＸｘ]"),
    # Sixteen to nineteen digits, whole or in groups of four; a ticket number (8-6 digits) is neither.
    _form(
        "bank_card",
        "银行卡",
        rf"(?<![0-9０-９\-]){_NUMBER_OF_A_THING}"
        rf"(?:{_D}{{16,19}}|{_D}{{4}}(?:[ \-]{_D}{{4}}){{3}}(?:[ \-]?{_D}{{1,3}})?)(?!{_D})",
    ),
    # Two numbers written without a gap: the first goes here, the second by the next form.
    _form(
        "phone",
        "电话",
        rf"{_NOT_AFTER_DIGIT}{_MOBILE}{_D}{{9}}(?={_MOBILE}{_D}{{9}}(?!{_D}))",
    ),
    _form(
        "phone",
        "电话",
        rf"{_NOT_AFTER_DIGIT}{_COUNTRY}{_MOBILE}{_D}{_DASH}{_D}{{4}}{_DASH}{_D}{{4}}{_NOT_A_SUM}",
    ),
    _form("phone", "电话", rf"{_NOT_AFTER_DIGIT}[1１] [3-9３-９](?: {_D}){{9}}(?! ?{_D})"),
    _form(
        "phone",
        "电话",
        rf"{_NOT_AFTER_DIGIT}[(（]?[0０]{_D}{{2,3}}[)）]?{_GAP}{_D}{{3,4}}{_GAP}{_D}{{4}}(?!{_D})",
    ),
    _form("phone", "电话", rf"[+＋]{_COUNTRY}[1-9１-９]{_D}{{1,2}}{_GAP}{_D}{{7,8}}(?!{_D})"),
    _form("phone", "电话", rf"(?:电话|座机|固话|手机){_IS}({_D}{{7,8}}|{_D}{{11}})(?!{_D}|元|块)"),
    _form("phone", "电话", rf"[一幺][三四五六七八九]{_C}{_GAP}{_C}{{4}}{_GAP}{_C}{{4}}"),
    # WeChat ids begin with a letter (a phone number used as one is taken above); QQ numbers are digits.
    _form(
        "account",
        "微信",
        rf"(?:微信|薇信|威信|[VvＶ]信|\b[vw]x|WeChat|QQ|扣扣|加[VvＶ]){_IS}([A-Za-z_][A-Za-z0-9_\-]{{5,19}})",
        re.IGNORECASE,
    ),
    _form("account", "微信", rf"(?:QQ|扣扣){_IS}({_D}{{5,12}})(?!{_D}|元|块|人)", re.IGNORECASE),
    _form(
        "plate",
        "车牌",
        rf"[{_PROVINCES}][A-ZＡ-Ｚ][·• ]?(?=(?:[A-ZＡ-Ｚ]*{_D}){{3}})[A-Z0-9Ａ-Ｚ０-９]{{4,5}}"
        r"[A-Z0-9Ａ-Ｚ０-９挂学警港澳](?![A-Z0-9Ａ-Ｚ０-９])",
        re.IGNORECASE,
    ),
)
LABELS = tuple(dict.fromkeys(form.label for form in FORMS))
