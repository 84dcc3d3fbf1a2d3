"""Labels coarser than our codes, as other people's texts have them: which of our codes each of them allows."""

from __future__ import annotations

from collections.abc import Mapping

from classifier.labels import CODES, P1_CODES

# The longest prefix of a code counts; the same table as in the guide of those texts.
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "01": ("wage_arrears",),
    "02": ("contract_termination",),
    "0207": ("contract_termination", "talent_personnel"),
    "03": ("hours_leave",),
    "04": ("social_insurance",),
    "0403": ("pension_retirement", "social_insurance"),
    "05": ("work_injury",),
    "06": ("safety",),
    "0603": ("safety", "wage_arrears"),
    "0604": ("safety", "work_injury"),
    "07": ("female_minor",),
    "0704": ("female_minor", "safety", "other"),
    "08": ("employment_training", "talent_personnel"),
    "09": (
        "wage_arrears",
        "contract_termination",
        "work_injury",
        "hours_leave",
        "social_insurance",
    ),
    "10": ("union_affairs",),
    "11": ("welfare_aid",),
    "1102": ("welfare_aid", "union_affairs"),
    "1103": ("welfare_aid", "union_affairs"),
    "1104": ("psych_crisis", "welfare_aid", "other"),
    "12": ("contract_termination", "other"),
    "1205": ("contract_termination", "other", "social_insurance"),
    "13": ("group_event", "psych_crisis", "other"),
    "1301": ("psych_crisis", "other"),
    "1302": ("group_event", "wage_arrears"),
    "1303": ("psych_crisis", "wage_arrears", "group_event"),
    "1304": ("other", "hours_leave", "wage_arrears"),
    "1305": ("group_event", "other"),
    "14": ("other",),
    "1403": ("other", "talent_personnel"),
}


def allowed(label: str) -> frozenset[str]:
    """Our codes under which a text with this label is right."""
    return frozenset(
        code for code in CODES if label in (_ALLOWED.get(code) or _ALLOWED.get(code[:2], ()))
    )


def taught(label: str, *, emergency: bool) -> frozenset[str]:
    """Those of them that a person would choose: an emergency has a P1 code, another text has none."""
    right = allowed(label)
    return frozenset(code for code in right if (code in P1_CODES) == emergency) or right
