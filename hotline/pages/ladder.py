"""The section 如果没人处理 of a ticket's page, and the same lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hotline import views
from models.domain.permissions import ROLE_LABELS
from models.domain.rehearsal import DayKind
from models.domain.words import Role
from models.services.act import Act
from models.services.rehearse import Hearer, RehearsedRung, rehearse
from models.tables.tickets import Ticket

_DAYS = {DayKind.OFFICE: "", DayKind.OFF_HOURS: "下班时间", DayKind.OFF_DAY: "休息日"}
_SHOWN_PEOPLE = 4
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class LadderLine:
    """One rung in words."""

    at: str
    clock: str
    step: str
    code: str
    day: str
    heard: str
    people: str
    estimated: bool


def section(act: Act, ticket: Ticket) -> list[LadderLine]:
    """What `ladder.html` shows; the ticket's page passes it as `ladder`."""
    return [_line(one) for one in rehearse(act, ticket)]


def spelled(lines: list[LadderLine]) -> Iterator[str]:
    """For the terminal: one rung a line."""
    for one in lines:
        marks = "，".join(word for word in (one.day, "按估计日历" * one.estimated) if word)
        said = f"（{marks}）" if marks else ""
        yield f"{one.at}{said}　{one.clock}时限 {one.step}　→ {one.people}{one.heard}"


def _line(one: RehearsedRung) -> LadderLine:
    future = one.future
    heard = "" if future.heard_at == future.rung.due_at else f"（{_moment(future.heard_at)} 送达）"
    return LadderLine(
        at=_moment(future.rung.due_at),
        clock=views.CLOCK_LABELS.get(future.kind, future.kind),
        step=views.STEP_LABELS.get(future.rung.code, future.rung.code),
        code=future.rung.code,
        day=_DAYS[future.day],
        heard=heard,
        people=_people(one.people),
        estimated=future.estimated,
    )


def _people(people: tuple[Hearer, ...]) -> str:
    shown = "、".join(
        f"{one.name}（{one.unit}{ROLE_LABELS[Role(one.role)]}{'，值班' if one.on_duty else ''}）"
        for one in people[:_SHOWN_PEOPLE]
    )
    return f"{shown}等 {len(people)} 人" if len(people) > _SHOWN_PEOPLE else shown


def _moment(at: datetime) -> str:
    weekday = _WEEKDAYS[at.astimezone(views.SHANGHAI).weekday()]
    return f"{views.local_time(at)} 周{weekday}"
