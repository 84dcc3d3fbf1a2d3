"""Which column holds what: the names that hotlines' exports use, and those that the person names with --map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hotline.importing.records import CannotRead

# Field -> known names of its column, the likeliest first: of two columns for one field the earlier name wins.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "诉求内容", "来电内容", "反映内容", "工单内容", "问题描述", "诉求描述", "事项内容", "主要内容",
        "内容", "诉求", "描述", "text", "content", "description", "body",
    ),
    "external_id": (
        "工单编号", "工单号", "受理编号", "诉求编号", "来电编号", "编号", "流水号", "序列号", "external_id",
        "ticket_id", "order_no", "id",
    ),
    "caller_name": (
        "来电人姓名", "来电人", "诉求人姓名", "诉求人", "市民姓名", "联系人", "姓名", "caller_name",
        "caller.name", "name",
    ),
    "caller_phone": (
        "来电号码", "联系电话", "联系方式", "来电人电话", "手机号码", "手机号", "电话号码", "手机", "电话",
        "caller_phone", "caller.phone", "phone", "mobile", "tel",
    ),
    "anonymous": ("是否匿名", "匿名", "anonymous", "caller.anonymous"),
    "channel": ("诉求来源", "来电渠道", "受理渠道", "渠道", "channel"),
    "demand_type": ("诉求类型", "诉求性质", "工单类型", "业务类型", "demand_type"),
    "category": ("分类代码", "诉求分类", "category_code", "category"),
    "urgency": ("紧急程度", "紧急等级", "urgency", "priority"),
    "employer": (
        "用人单位名称", "用人单位", "被反映单位", "被诉单位", "单位名称", "企业名称", "公司名称", "employer",
        "company",
    ),
    "credit_code": ("统一社会信用代码", "信用代码", "credit_code"),
    "region_code": ("行政区划代码", "区划代码", "地区代码", "region_code"),
    "persons": ("涉及人数", "人数", "persons"),
    "occurred_at": (
        "发生时间", "事发时间", "来电时间", "受理时间", "登记时间", "创建时间", "occurred_at", "created_at",
    ),
}  # fmt: skip
IGNORE = "-"
_NOISE = re.compile(r"[\s\ufeff*＊:：_\-]+")


def mapping_of(headers: Iterable[str], wished: Mapping[str, str]) -> dict[str, str]:
    """Column name -> field. `wished` (column -> field, or "-" for none) goes before the known names."""
    present = list(dict.fromkeys(headers))
    chosen = {name: field for name, field in wished.items() if name in present}
    taken = set(chosen.values())
    for field, names in NAMES.items():
        if field in taken:
            continue
        by_plain = {_plain(name): name for name in reversed(present) if name not in chosen}
        found = next((by_plain[_plain(n)] for n in names if _plain(n) in by_plain), None)
        if found is not None:
            chosen[found] = field
    return {name: field for name, field in chosen.items() if field != IGNORE}


def wishes_of(given: Iterable[str]) -> dict[str, str]:
    """`--map 列名=field` as a dictionary; raises CannotRead for a field that does not exist."""
    wishes = {}
    for wish in given:
        name, separator, field = wish.rpartition("=")
        if not separator or not name or field not in {*NAMES, IGNORE}:
            raise CannotRead(
                f"--map {wish} 无效，应为“列名=字段”。字段有：{'、'.join(NAMES)}；"
                f"不导入的列写“列名={IGNORE}”。"
            )
        wishes[name.strip()] = field
    return wishes


def _plain(name: str) -> str:
    """Exports write 联系电话*, 联系 电话 and Text for the same thing."""
    return _NOISE.sub("", name).lower()
