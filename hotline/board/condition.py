"""运行状态 in words: each part with its light, what is the case, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hotline.machine import Disk, Machine
from hotline.views import SHANGHAI, local_time, spelled
from models.database import database_now
from models.domain import condition
from models.domain.condition import Light, by_age, by_delay, by_space
from models.migrations.run import current, head
from models.queries import beats, bundles, due, health
from models.services.act import Act
from workers.listening import Heard

KIND_LABELS = {"triage": "研判", "escalate": "时限升级", "notify": "提醒发送", "emergency": "特急"}
LOOP_LABELS = {"scheduler": "调度", "auditor": "自动核查", "indexer": "查找索引"}
_DID_LABELS = {"rescued": "代为处理", "failed": "失败", "mended": "补正", "broken": "读不出"}
_STEP_LABELS: Mapping[str, str] = {**KIND_LABELS, "audit": "补正核查", "index": "查找索引"}
LIGHT_LABELS = {Light.GREEN: "正常", Light.YELLOW: "注意", Light.RED: "故障"}
_NEWEST = 200  # escalations that the lateness is told of
_MINUTE = 60.0
_LATE_RUNG = 5.0  # seconds: an escalation is promised within seconds


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the page. `todo` is empty where nothing is to be done."""

    name: str
    light: Light
    said: str
    todo: str = ""

    @property
    def word(self) -> str:
        return LIGHT_LABELS[self.light]


@dataclass(frozen=True, slots=True)
class Condition:
    """The whole page."""

    parts: Sequence[Part]
    heard: Heard | None
    beats: Sequence[tuple[str, datetime, str]]  # loop, last time, what it did: in words

    @property
    def light(self) -> Light:
        return condition.worst([part.light for part in self.parts])

    @property
    def word(self) -> str:
        return LIGHT_LABELS[self.light]


def condition_of(act: Act, machine: Machine) -> Condition:
    """Everything is asked now; nothing here writes."""
    heard = machine.heard()
    parts = [
        *_database(act),
        *_loops(act),
        *_due(act),
        *_bell(heard),
        _lateness(act),
        _model(act),
        _calendar(act),
        _disk(machine.disk()),
    ]
    told = [(_loop(name), at, _did(did)) for name, at, did in beats.listed(act.session)]
    return Condition(parts, heard, told)


def _loop(name: str) -> str:
    """Which loop, and the machine and process it runs as."""
    loop, _, place = name.partition(":")
    label = LOOP_LABELS.get(loop, loop)
    return label if place in ("", "all") else f"{label}（{place}）"


def _did(did: Mapping[str, Any]) -> str:
    """What was done, nothing of what was not: `代为处理 研判 3、失败 补正核查`."""
    lines: list[str] = []
    for key, value in did.items():
        if isinstance(value, Mapping):
            told = [
                f"{_STEP_LABELS.get(str(kind), str(kind))} {count}"
                for kind, count in value.items()
                if count
            ]
        elif isinstance(value, list):
            told = [_STEP_LABELS.get(str(name), str(name)) for name in value]
        else:
            told = [str(value)] if value else []
        lines += [f"{_DID_LABELS.get(key, key)} {words}" for words in told]
    return "、".join(lines)


def _database(act: Act) -> Iterator[Part]:
    found, expected = current(act.session.connection()), head()
    if found == expected:
        yield Part("数据库", Light.GREEN, f"可以读写，版本 {found}。")
    else:
        said = f"版本是 {found or '空'}，应为 {expected}。"
        yield Part("数据库", Light.RED, said, "请在服务器上运行 hotline migrate。")
    skew = abs(database_now(act.session) - act.now)
    said = f"本机与数据库相差 {skew.total_seconds():.1f} 秒。"
    if skew <= condition.SKEW:
        yield Part("时钟", Light.GREEN, said)
    else:
        yield Part("时钟", Light.YELLOW, said, "超过 2 秒，请在两台机器上开启时间同步。")


def _loops(act: Act) -> Iterator[Part]:
    age = _age(act, health.last_beat(act.session))
    light = by_age(age, condition.QUIET, condition.SILENCE)
    todo = "" if light is Light.GREEN else "时限可能无人看守。请查看或重启 hotline scheduler。"
    yield Part("调度", light, _ago(age), todo)
    age = _age(act, health.last_beat(act.session, "auditor"))
    light = by_age(age, condition.AUDIT_QUIET, condition.AUDIT_SILENCE)
    todo = "" if light is Light.GREEN else "遗漏可能无人补正。请查看 hotline scheduler 的日志。"
    yield Part("自动核查", light, _ago(age), todo)


def _due(act: Act) -> Iterator[Part]:
    for kind, at in due.oldest_due(act.session, act.now).items():
        age = _age(act, at)
        light = by_delay(age)
        said = f"最早一件已到期 {spelled(age)}。" if age else "没有积压。"
        todo = "" if light is Light.GREEN else "请查看处理进程是否在运行，及其日志。"
        yield Part(f"到期未办：{KIND_LABELS[kind]}", light, said, todo)


def _bell(heard: Heard | None) -> Iterator[Part]:
    if heard is None:
        yield Part(
            "门铃（Redis/Valkey）",
            Light.YELLOW,
            "不通。到期事项由调度直接处理，慢几秒，不丢工单。",
            "请检查 Redis/Valkey 是否在运行、HOTLINE_REDIS_URL 是否正确。",
        )
        yield Part("处理进程", Light.YELLOW, "门铃不通，无法查看。", "恢复门铃后再看。")
        return
    yield Part("门铃（Redis/Valkey）", Light.GREEN, "正常。")
    count = len(heard.listeners)
    busy = sum(one.busy_with is not None for one in heard.listeners)
    if count:
        yield Part("处理进程", Light.GREEN, f"{count} 个在运行，其中 {busy} 个正在处理。")
    else:
        yield Part(
            "处理进程",
            Light.YELLOW,
            "一个也没有。到期事项由调度直接处理。",
            "请启动 hotline worker。",
        )
    if heard.failed:
        said = f"最近 10 分钟有 {len(heard.failed)} 个任务失败，事项仍在到期名单中，会再次处理。"
        yield Part("失败任务", Light.YELLOW, said, "反复出现时，请按时间查看处理进程的日志。")
    else:
        yield Part("失败任务", Light.GREEN, "最近 10 分钟没有。")


def _lateness(act: Act) -> Part:
    seconds = sorted(health.recent_lateness(act.session, _NEWEST))
    if not seconds:
        return Part("升级准时", Light.GREEN, "还没有升级过。")
    middle, last = seconds[len(seconds) // 2], seconds[-1]
    said = f"最近 {len(seconds)} 次升级：中位数晚 {_span(middle)}，最晚 {_span(last)}。"
    if middle > _LATE_RUNG:
        return Part("升级准时", Light.YELLOW, said, "请查看调度和处理进程是否有过中断。")
    return Part("升级准时", Light.GREEN, said)


def _model(act: Act) -> Part:
    bundle, uses = bundles.in_use(act.session), bundles.uses(act.session, 1)
    if bundle is None:
        return Part("分类模型", Light.YELLOW, "还没有。", "第一次研判时自动训练，约需一分钟。")
    since = local_time(uses[0].at if uses else bundle.created_at)
    return Part("分类模型", Light.GREEN, f"{bundle.id[:12]}，{since} 起使用。")


def _calendar(act: Act) -> Part:
    year = act.now.astimezone(SHANGHAI).year
    if act.policy.calendar.is_official(year):
        return Part("工作日历", Light.GREEN, f"{year} 年已有官方放假安排。")
    said = f"{year} 年缺少官方放假安排，时限按估计计算。"
    return Part("工作日历", Light.YELLOW, said, "请运行 hotline calendar load 文件。")


def _disk(disk: Disk | None) -> Part:
    if disk is None:
        return Part("磁盘", Light.YELLOW, "无法读取数据目录。", "请检查 HOTLINE_HOME。")
    light = by_space(disk.part_free)
    said = f"剩余 {disk.free / 1024**3:.1f} GiB（{disk.part_free:.0%}）。"
    todo = "" if light is Light.GREEN else "请清理磁盘或扩容；写满后无法登记工单。"
    return Part("磁盘", light, said, todo)


def _span(seconds: float) -> str:
    return f"{seconds:.1f} 秒" if seconds < _MINUTE else spelled(timedelta(seconds=seconds))


def _age(act: Act, at: datetime | None) -> timedelta | None:
    return act.now - at if at is not None else None


def _ago(age: timedelta | None) -> str:
    if age is None:
        return "从未运行。"
    return (
        f"{max(0, round(age.total_seconds()))} 秒前还在工作。"
        if age < condition.AUDIT_QUIET
        else (f"已停 {spelled(age)}。")
    )
