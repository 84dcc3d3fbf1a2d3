"""What the call desk shows about a call: the caller's earlier tickets, and tickets about the same employer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.forms import CallForm
from models.domain.words import CallKind
from models.services import desk_calls, duplicates
from models.services.act import Act
from models.services.desk_calls import KnownCaller
from models.services.duplicates import Likely
from models.tables.tickets import Ticket

# The key that puts the focus on the button; Enter on it is the second keystroke.
SHORT_LABELS: Mapping[CallKind, tuple[str, str]] = {
    CallKind.SILENT: ("6", "无声"),
    CallKind.WRONG: ("7", "误拨"),
    CallKind.HARASSING: ("8", "骚扰"),
    CallKind.TEST: ("9", "测试"),
}


@dataclass(frozen=True, slots=True)
class Help:
    """`caller` is None while no whole number is typed."""

    caller: KnownCaller | None
    cluster: Sequence[Ticket]
    alike: Sequence[Likely] = ()


def alike_for(act: Act, typed: CallForm) -> list[Likely]:
    """Earlier tickets that tell the same story as what is typed."""
    return duplicates.likely_duplicates(act, typed.text, typed.caller_phone, typed.employer)


def help_for(act: Act, typed: CallForm) -> Help:
    """Asks for all; the look at the caller's history leaves a trace."""
    caller = desk_calls.known_caller(act, typed.caller_phone) if typed.caller_phone else None
    same = desk_calls.cluster(act, typed.employer, typed.region_code, typed.category)
    return Help(caller, same, alike_for(act, typed))
