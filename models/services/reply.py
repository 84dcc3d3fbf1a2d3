"""答复: the department files what it did and what it told the caller (disposal form of domain.md 3.4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from models.domain.errors import FieldError, InvalidInput
from models.domain.words import DemandType, Move
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Disposal:
    """The disposal form. `answer` is what the caller may read; `internal` is not."""

    answer: str
    internal: str | None = None
    confirmed: bool | None = None  # 诉求属实
    solved: bool | None = None  # 是否解决
    unsolved_reason: str | None = None
    contacted_at: datetime | None = None  # 联系时间
    contact_way: str | None = None  # phone, visit, ...; never a number


def reply(act: Act, number: str, disposal: Disposal) -> Ticket:
    """File the result; the finish clock stops, the call-back clock starts."""
    ticket = take(act, number, Move.REPLY)
    _check(ticket, disposal)
    form = {key: value for key, value in asdict(disposal).items() if key not in _WORDS}
    if disposal.contacted_at is not None:
        form["contacted_at"] = disposal.contacted_at.isoformat()
    note = write_note(act, ticket, "reply", disposal.answer, form=form, public=True)
    inner = write_note(act, ticket, "reply_internal", _internal(disposal))
    codes = {"note_id": note, "internal_note_id": inner, "solved": disposal.solved}
    make(act, ticket, Move.REPLY, Outcome(codes))
    return ticket


_WORDS = {"answer", "internal", "unsolved_reason"}


def _internal(disposal: Disposal) -> str | None:
    parts = [
        disposal.internal,
        disposal.unsolved_reason and f"未解决原因：{disposal.unsolved_reason}",
    ]
    return "\n".join(part for part in parts if part) or None


def _check(ticket: Ticket, disposal: Disposal) -> None:
    faults = []
    anonymous_report = ticket.demand_type == DemandType.REPORT
    if disposal.contacted_at is None and not anonymous_report:
        faults.append(
            FieldError("contacted_at", "请填写与来电人的联系时间；答复前须先联系来电人。")
        )
    if disposal.solved is False and not disposal.unsolved_reason:
        faults.append(FieldError("unsolved_reason", "未解决的，请写明原因。"))
    if faults:
        raise InvalidInput("答复内容不完整。", errors=tuple(faults))
