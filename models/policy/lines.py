"""The parts of a policy as lines that a supervisor edits, and back. One line, one rule; faults name their line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from models.domain.errors import PolicyInvalid
from models.domain.refusals import REJECT_LABELS, RejectReason
from models.policy import calendar_lines, thresholds

PARTS: Mapping[str, str] = {
    "clocks": "时限",
    "ladders": "升级阶梯",
    "calendar": "工作日历",
    "routing": "派单目录",
    "refusals": "不予受理的正确渠道",
    "reader": "模型阈值",
}


def lines_of(body: Mapping[str, Any], part: str) -> str:
    """The part as text."""
    return "\n".join(_WRITERS[part](body))


def part_from(body: Mapping[str, Any], part: str, text: str) -> dict[str, Any]:
    """The changed files of the body; raises PolicyInvalid naming the line."""
    return _READERS[part](body, text)


def _write_clocks(body: Mapping[str, Any]) -> Iterator[str]:
    """accept p1_accept P1=15 minutes; P2=1 hours | CR | 顺延"""
    for rule in body["clocks"]["clock"]:
        limits = "; ".join(f"{urgency}={limit}" for urgency, limit in rule["limits"].items())
        demands = "".join(rule["demand_types"]) if "demand_types" in rule else "全部"
        roll = " | 顺延" if rule.get("roll_over") else ""
        yield f"{rule['kind']} | {rule['ladder']} | {limits} | {demands}{roll}"


def _read_clocks(_body: Mapping[str, Any], text: str) -> dict[str, Any]:
    rules = []
    for place, line in _numbered(text):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) not in (4, 5):
            raise PolicyInvalid(f"时限第 {place} 行：应为“种类 | 阶梯 | 限期 | 诉求类型”。")
        limits = dict(_pair(place, one) for one in cells[2].split(";"))
        rule: dict[str, Any] = {"kind": cells[0], "ladder": cells[1], "limits": limits}
        if cells[3] != "全部":
            rule["demand_types"] = list(cells[3])
        if cells[4:] == ["顺延"]:
            rule["roll_over"] = True
        rules.append(rule)
    return {"clocks": {"clock": rules}}


def _pair(place: int, words: str) -> tuple[str, str]:
    urgency, _, limit = words.partition("=")
    if not limit:
        raise PolicyInvalid(f"时限第 {place} 行：限期应写成 P3=24 hours。")
    return urgency.strip(), limit.strip()


def _write_ladders(body: Mapping[str, Any]) -> Iterator[str]:
    """[ordinary] then: reminder | 0 | -25 percent | owner_staff"""
    for name, ladder in body["ladders"].items():
        yield f"[{name}]"
        for rung in ladder["rungs"]:
            start = " | 从开始" if rung.get("from_start") else ""
            notify = ", ".join(rung["notify"])
            yield f"{rung['code']} | {rung['level']} | {rung['at']} | {notify}{start}"


def _read_ladders(_body: Mapping[str, Any], text: str) -> dict[str, Any]:
    ladders: dict[str, Any] = {}
    rungs: list[dict[str, Any]] | None = None
    for place, line in _numbered(text):
        if line.startswith("[") and line.endswith("]"):
            rungs = ladders.setdefault(line[1:-1], {"rungs": []})["rungs"]
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if rungs is None or len(cells) not in (4, 5) or not cells[1].isdecimal():
            raise PolicyInvalid(f"升级阶梯第 {place} 行：应为“代码 | 级别 | 时间 | 接收人”。")
        rung: dict[str, Any] = {
            "code": cells[0],
            "level": int(cells[1]),
            "at": cells[2],
            "notify": [name.strip() for name in cells[3].split(",") if name.strip()],
        }
        if cells[4:] == ["从开始"]:
            rung["from_start"] = True
        rungs.append(rung)
    return {"ladders": ladders}


def _write_calendar(body: Mapping[str, Any]) -> Iterator[str]:
    return calendar_lines.write(body["calendar"])


def _read_calendar(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {"calendar": calendar_lines.read(body["calendar"], _numbered(text))}


def _write_routing(body: Mapping[str, Any]) -> Iterator[str]:
    """0101 | social_security, union | P2 | county   工程建设拖欠农民工工资"""
    for row in body["taxonomy"]["category"]:
        level = row.get("lowest_level", "county")
        queues = ", ".join(row["queues"])
        yield f"{row['code']} | {queues} | {row['urgency']} | {level} | {row['name']}"


def _read_routing(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    known = {row["code"]: row for row in body["taxonomy"]["category"]}
    changed = dict(known)
    for place, line in _numbered(text):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 4 or cells[0] not in known:
            raise PolicyInvalid(
                f"派单目录第 {place} 行：应为“分类代码 | 主办, 协办 | 级别 | 最低层级”。"
            )
        changed[cells[0]] = known[cells[0]] | {
            "queues": [name.strip() for name in cells[1].split(",") if name.strip()],
            "urgency": cells[2],
            "lowest_level": cells[3],
        }
    return {"taxonomy": {**body["taxonomy"], "category": list(changed.values())}}


def _write_refusals(body: Mapping[str, Any]) -> Iterator[str]:
    """other_region | 不属于本地区 | 请拨打事发地的 12351"""
    for word, channel in body["refusals"]["channels"].items():
        yield f"{word} | {REJECT_LABELS[RejectReason(word)]} | {channel}"


def _read_refusals(_body: Mapping[str, Any], text: str) -> dict[str, Any]:
    channels = {}
    for place, line in _numbered(text):
        cells = [cell.strip() for cell in line.split("|", 2)]
        if len(cells) < 3 or cells[0] not in set(RejectReason) or cells[0] in channels:
            raise PolicyInvalid(
                f"不予受理第 {place} 行：应为“原因代码 | 原因 | 正确渠道”，每个原因一行。"
            )
        channels[cells[0]] = cells[2]
    return {"refusals": {"channels": channels}}


def _write_reader(body: Mapping[str, Any]) -> Iterator[str]:
    return thresholds.write(body.get("reader", {}))


def _read_reader(_body: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {"reader": thresholds.read(_numbered(text))}


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    for place, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield place, line.strip()


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "clocks": _write_clocks,
    "ladders": _write_ladders,
    "calendar": _write_calendar,
    "routing": _write_routing,
    "refusals": _write_refusals,
    "reader": _write_reader,
}
_READERS: Mapping[str, Callable[[Mapping[str, Any], str], dict[str, Any]]] = {
    "clocks": _read_clocks,
    "ladders": _read_ladders,
    "calendar": _read_calendar,
    "routing": _read_routing,
    "refusals": _read_refusals,
    "reader": _read_reader,
}
